using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Peer.Overlay;

namespace EnerDatX.Peer.Trades;

/// <summary>
/// Which parts of chains are asked of whom, so that a payment can be traced: first of the payer, who believed them once; what it does not have, of
/// the chain's owner.
/// </summary>
internal sealed class PastOfTokens(PublicKey payer, ILedgerReader ledger)
{
    private readonly HashSet<PublicKey> _notAtPayer = [];
    private IReadOnlyList<(ChainRange Range, (uint First, uint Last)? Gap)> _begun = [];
    private int _awaited;

    /// <summary>
    /// Whether more is held of the ranges that were begun last, so that another look is worth while. What came is not always held: the chain's
    /// rules may refuse it, or the disk.
    /// </summary>
    public bool IsNews => _begun.Any(b => GapIn(b.Range) != b.Gap);

    public IReadOnlyList<CrawlChain> Begin(IReadOnlyList<ChainRange> ranges)
    {
        _begun = [.. ranges.Select(range => (range, GapIn(range)))];
        _awaited = ranges.Count;
        return [.. ranges.Select(range => new CrawlChain(range.Of, _notAtPayer.Contains(range.Of) ? range.Of : payer, range.First, range.Last))];
    }

    /// <returns>Whether all have been answered.</returns>
    public bool Take(ChainCrawled crawled)
    {
        if (crawled.Outcome != CrawlOutcome.Complete)
        {
            // Turn about: neither may have been reached.
            _ = crawled.From.Equals(payer) && !crawled.Of.Equals(payer) ? _notAtPayer.Add(crawled.Of) : _notAtPayer.Remove(crawled.Of);
        }

        return --_awaited == 0;
    }

    private (uint First, uint Last)? GapIn(ChainRange range) => ChainGaps.Lowest(ledger, range.Of, range.First, range.Last);
}
