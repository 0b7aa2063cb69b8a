namespace EnerDatX.Core.Evidence;

/// <summary>What a proof proves. The values are bytes on the wire and on disk; 0 is never valid.</summary>
public enum ProofKind : byte
{
    None = 0,

    /// <summary>Two half-blocks of one key with one sequence number.</summary>
    DoubleSpend = 1,

    /// <summary>Two countersignatures of one proposal.</summary>
    DoubleCountersign = 2,

    /// <summary>A previous hash that is not the hash of the half-block before it.</summary>
    BrokenChain = 3,

    /// <summary>Back-pointers that contradict a half-block, or each other.</summary>
    ContradictoryPointers = 4,

    /// <summary>Two money halves that name the same one before them.</summary>
    MoneyFork = 5,

    /// <summary>A balance that does not follow from the one before.</summary>
    WrongBalance = 6,

    /// <summary>More drawn from a credit than came in.</summary>
    CreditOverspent = 7,
}
