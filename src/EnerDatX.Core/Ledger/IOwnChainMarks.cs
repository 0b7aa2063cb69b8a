namespace EnerDatX.Core.Ledger;

/// <summary>
/// What is known about the own chain beside the ledger, so that an older ledger put in its place is noticed. Implementations: files
/// (node), memory (simulator). Read by the peer, written by the journal's thread.
/// </summary>
public interface IOwnChainMarks
{
    /// <summary>The head as it was copied to a place of its own; null when there is no copy.</summary>
    OwnHead? Copy { get; }

    /// <summary>What the chain must contain before anything is signed: set by a restore, or when newer own half-blocks were seen. Null in normal times.</summary>
    OwnHead? Required { get; }

    /// <summary>This half-block is durable now: if it is an own one, the chain has come so far. The copy never goes back.</summary>
    void Follow(HalfBlock block);

    /// <summary>Sets <see cref="Required"/>, durably.</summary>
    void Require(OwnHead head);

    /// <summary>Clears <see cref="Required"/>: the chain is whole again.</summary>
    void Settle();
}
