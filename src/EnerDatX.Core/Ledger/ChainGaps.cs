using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Ledger;

/// <summary>
/// What is missing of a chain, computed from what is held (py-ipv8 <c>get_lowest_sequence_number_unknown</c>, <c>get_lowest_range_unknown</c>):
/// a crawl that was interrupted goes on from there, and nothing else has to be stored.
/// </summary>
public static class ChainGaps
{
    /// <summary>
    /// Held half-blocks that one search passes: what it may cost. The place after them counts as unknown, which at worst asks for one that is held.
    /// </summary>
    public const int MaxPassed = 16_384;

    /// <summary>Half-blocks read at once; a page is what a search has in memory.</summary>
    private const int Page = 512;

    /// <summary>The first run of sequence numbers within these bounds at which nothing is held; null if there is none.</summary>
    public static (uint First, uint Last)? Lowest(ILedgerReader ledger, PublicKey key, uint first, uint last)
    {
        var next = Math.Max(first, HalfBlock.GenesisSequence);
        for (var passed = 0; next <= last; passed += Page)
        {
            if (passed >= MaxPassed)
            {
                return (next, last);
            }

            var page = ledger.Range(key, next, last, Page);
            foreach (var block in page)
            {
                if (block.Sequence != next)
                {
                    return (next, block.Sequence - 1);
                }

                if (next == last)
                {
                    return null;
                }

                next++;
            }

            if (page.Count < Page)
            {
                return (next, last);
            }
        }

        return null;
    }
}
