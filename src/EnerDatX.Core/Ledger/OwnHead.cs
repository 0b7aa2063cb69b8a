using System.Globalization;

namespace EnerDatX.Core.Ledger;

/// <summary>The last half-block of one's own chain, by place and hash.</summary>
/// <param name="Sequence">0 for a chain without half-blocks, then the hash is <see cref="BlockHash.Genesis"/>.</param>
public readonly record struct OwnHead(uint Sequence, BlockHash Hash)
{
    public static readonly OwnHead None = new(0, BlockHash.Genesis);

    public static OwnHead Of(HalfBlock? head) => head is null ? None : new OwnHead(head.Sequence, head.Hash);

    /// <summary>The head after this own half-block: what every signing guard asks of it.</summary>
    /// <exception cref="LedgerConflictException">It does not extend the chain by one.</exception>
    public OwnHead Advance(HalfBlock block) =>
        block.Sequence == (ulong)Sequence + 1 && block.PreviousHash == Hash
            ? Of(block)
            : throw new LedgerConflictException(string.Create(
                CultureInfo.InvariantCulture,
                $"Refused to journal {block.Type} at {block.Sequence} after {block.PreviousHash}: the own chain stands at {Sequence} with {Hash}."));
}
