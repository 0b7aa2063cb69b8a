namespace EnerDatX.Core.Ledger;

/// <summary>The last half-block of one's own chain, by place and hash.</summary>
/// <param name="Sequence">0 for a chain without half-blocks, then the hash is <see cref="BlockHash.Genesis"/>.</param>
public readonly record struct OwnHead(uint Sequence, BlockHash Hash)
{
    public static readonly OwnHead None = new(0, BlockHash.Genesis);

    public static OwnHead Of(HalfBlock? head) => head is null ? None : new OwnHead(head.Sequence, head.Hash);
}
