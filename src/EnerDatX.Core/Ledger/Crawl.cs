using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Ledger;

/// <summary>What a crawl request (py-ipv8 message 2) asks for, and the answer to it.</summary>
public static class Crawl
{
    /// <summary>
    /// Half-blocks in one answer, linked ones included. py-ipv8 asks in batches of 10 and ends its own loop over a range that a stranger
    /// chose only at the range's end; one datagram each, 100 are about 130 KB for one signed request.
    /// </summary>
    public const int MaxBlocksPerAnswer = 100;

    /// <summary>
    /// The sequence numbers that a request means. Negative numbers count from the end: −1 is the latest half-block; on an empty
    /// chain they mean the first. Wider integers come from kotlin-ipv8.
    /// </summary>
    /// <param name="latest">Highest held sequence number of that chain; 0 when none is held.</param>
    /// <returns>Inclusive bounds within 1 … <paramref name="latest"/>, or null when there is nothing between them.</returns>
    public static (uint First, uint Last)? Resolve(long start, long end, uint latest)
    {
        var first = Math.Max(FromEnd(start, latest), HalfBlock.GenesisSequence);
        var last = Math.Min(FromEnd(end, latest), latest);
        return first <= last ? ((uint)first, (uint)last) : null;
    }

    /// <summary>
    /// The first half-blocks of the range, ascending, each followed by the other side of its link if that is held. Only what is held is
    /// walked, so that a range to 2³¹−1 costs no more than the answer.
    /// </summary>
    public static IReadOnlyList<HalfBlock> Answer(ILedgerReader ledger, PublicKey key, long start, long end, int limit = MaxBlocksPerAnswer)
    {
        var answer = new List<HalfBlock>();
        if (Resolve(start, end, ledger.Latest(key)?.Sequence ?? 0) is not var (first, last))
        {
            return answer;
        }

        foreach (var block in ledger.Range(key, first, last, limit))
        {
            answer.Add(block);
            if (ledger.LinkedTo(block) is [var linked, ..])
            {
                answer.Add(linked);
            }

            if (answer.Count >= limit)
            {
                break;
            }
        }

        return answer.Count > limit ? answer.GetRange(0, limit) : answer;
    }

    private static long FromEnd(long number, uint latest) =>
        number >= 0 ? number : Math.Max(HalfBlock.GenesisSequence, Math.Max(number, -(long)latest) + latest + 1);
}
