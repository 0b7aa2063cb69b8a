using System.Globalization;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Storage;

/// <summary>Where the signing guard says that the own chain stands.</summary>
internal readonly record struct ChainHead(long Sequence, BlockHash Hash)
{
    /// <summary>Before the first own half-block.</summary>
    internal static readonly ChainHead Genesis = new(0, BlockHash.Genesis);

    internal static ChainHead Of(HalfBlock? latest) => latest is null ? Genesis : new(latest.Sequence, latest.Hash);

    /// <summary>The head after this own half-block.</summary>
    /// <exception cref="LedgerConflictException">It does not extend the chain by one.</exception>
    internal ChainHead Advance(HalfBlock block) =>
        block.Sequence == Sequence + 1 && block.PreviousHash == Hash
            ? Of(block)
            : throw new LedgerConflictException(string.Create(
                CultureInfo.InvariantCulture,
                $"Refused to journal {block.Type} at {block.Sequence} after {block.PreviousHash}: the own chain stands at {Sequence} with {Hash}."));
}
