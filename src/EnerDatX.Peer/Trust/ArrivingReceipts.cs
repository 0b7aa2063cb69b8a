using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Trust;

namespace EnerDatX.Peer.Trust;

/// <summary>
/// Finds receipts among half-blocks as they come. A receipt counts only once all that it rests on is held, and half-blocks come in any
/// order: what is not readable yet is looked at again with every further half-block of its trade.
/// </summary>
internal sealed class ArrivingReceipts(ILedgerReader ledger, string network)
{
    /// <summary>Trades whose receipts wait; anyone can sign one that never becomes readable. 2 KB each.</summary>
    private const int MaxTrades = 1_000;

    /// <summary>Receipts of one trade that wait: as many as it has segments, for who sends more sends rubbish.</summary>
    private const int MaxOfTrade = Offer.MaxSegments;

    private readonly Remembered<BlockHash, List<HalfBlock>> _waiting = new(MaxTrades);

    /// <summary>Receipts that are readable now that this half-block is held.</summary>
    public IReadOnlyList<Receipt> Take(HalfBlock block)
    {
        if (!TradeFields.TryTradeOf(block, network, out var trade))
        {
            return [];
        }

        var candidates = _waiting.TryGet(trade, out var waiting) ? waiting : [];
        if (block.Type == BlockTypes.Delivery)
        {
            candidates = [.. candidates, .. block.IsAgreement ? [block] : ledger.LinkedTo(block).Where(linked => linked.IsAgreement)];
        }

        if (candidates.Count == 0)
        {
            return [];
        }

        var read = candidates.DistinctBy(candidate => candidate.Hash).Select(candidate => (candidate, Receipt.Read(candidate, ledger, network))).ToList();
        var unread = read.Where(pair => pair.Item2 is null).Select(pair => pair.candidate).TakeLast(MaxOfTrade).ToList();
        if (unread.Count == 0)
        {
            _waiting.Remove(trade);
        }
        else
        {
            _waiting.Add(trade, unread);
        }

        return [.. read.Select(pair => pair.Item2).OfType<Receipt>()];
    }
}
