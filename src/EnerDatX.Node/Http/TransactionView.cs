using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Node.Http;

/// <summary>A trade of one's own, in the shape of EDMP's transactions, with AnyDex's id beside EDMP's number.</summary>
/// <param name="TransactionNumber">Counts one's own trades from 1.</param>
/// <param name="TransactionId">Hash of the <c>tx_init</c> proposal: the number for those who want one that stays.</param>
/// <param name="Transferred">Paid so far; the dataset when all of it is received.</param>
/// <param name="Status">pending, completed or error.</param>
/// <param name="Ending">done, aborted, refunded, reclaimed, declined, abandoned or bad_delivery; null while it goes on.</param>
internal sealed record TransactionView(
    string TraderId,
    uint OrderNumber,
    string PartnerTraderId,
    uint PartnerOrderNumber,
    int TransactionNumber,
    string TransactionId,
    AssetsView Assets,
    AssetsView Transferred,
    FloatSeconds Timestamp,
    bool PaymentComplete,
    string Status,
    string? Ending,
    string? Reason);

internal sealed record PaymentView(
    string TraderId,
    int TransactionNumber,
    string TransactionId,
    AmountView Transferred,
    string PaymentId,
    string AddressFrom,
    string AddressTo,
    FloatSeconds Timestamp,
    bool Success);

/// <summary>Shows trades as they stand in the ledger, and as those that ended without a half-block were told to end.</summary>
internal sealed class TradeViews(NodeView node, TradeEndings endings)
{
    /// <param name="number">From 1.</param>
    public TransactionView Of(Trade trade, int number)
    {
        var (mine, partner) = OrderNumbersOf(trade);
        var (ending, reason) = EndingOf(trade);
        var isDelivered = trade.IsFullyReceipted;
        return new TransactionView(
            node.Self.Mid.ToString(),
            mine,
            trade.CounterpartyOf(node.Self).Mid.ToString(),
            partner,
            number,
            trade.Id.ToString(),
            new(new(trade.Terms.Price, trade.Terms.Currency), new(1, trade.Terms.Asset)),
            new(new(trade.PaidAmount, trade.Terms.Currency), new(isDelivered ? 1 : 0, trade.Terms.Asset)),
            FloatSeconds.Of(trade.Init.TimestampMs),
            isDelivered && trade.PaidAmount == trade.Terms.Price,
            StatusOf(ending),
            NameOf(ending),
            reason);
    }

    /// <summary>One entry per segment that the seller has credited.</summary>
    public static IReadOnlyList<PaymentView> PaymentsOf(Trade trade, int number) =>
        [.. Enumerable.Range(0, trade.Segments.Length)
            .Where(segment => trade.Segments[segment].Credit is not null)
            .Select(segment => PaymentOf(trade, number, segment))];

    public static PaymentView PaymentOf(Trade trade, int number, int segment)
    {
        var trail = trade.Segments[segment];
        var latest = trail.Credit ?? trail.Payment ?? trade.Init;
        return new PaymentView(
            trade.Buyer.Mid.ToString(),
            number,
            trade.Id.ToString(),
            new(trade.Terms.PriceOf(segment), trade.Terms.Currency),
            trail.Payment?.Hash.ToString() ?? "",
            trade.Buyer.ToHex(),
            trade.Seller.ToHex(),
            FloatSeconds.Of(latest.TimestampMs),
            trail.Credit is not null);
    }

    /// <summary>A declined trade leaves no half-block that says so: it is remembered while the node runs.</summary>
    public (TradeEnding Ending, string? Reason) EndingOf(Trade trade)
    {
        var told = endings.Find(trade.Id);
        var ending = trade.Ending != TradeEnding.None ? trade.Ending : told?.Ending ?? TradeEnding.None;
        return (ending, ReasonOf(trade) ?? told?.Reason ?? trade.WhatIsDisputed);
    }

    public static string StatusOf(TradeEnding ending) => ending switch
    {
        TradeEnding.None => "pending",
        TradeEnding.Done => "completed",
        _ => "error",
    };

    public static string? NameOf(TradeEnding ending) => ending switch
    {
        TradeEnding.None => null,
        TradeEnding.BadDelivery => "bad_delivery",
        _ => ending.ToString().ToLowerInvariant(),
    };

    private string? ReasonOf(Trade trade)
    {
        if (trade.Abort is not null && AbortTransaction.TryRead(trade.Abort, node.Network, out var abort))
        {
            return abort.Reason;
        }

        return trade.Segments.Select(trail => trail.Refund).FirstOrDefault(refund => refund is not null) is { } block
            && RefundTransaction.TryRead(block, node.Network, out var returned)
            ? returned.Reason
            : null;
    }

    /// <summary>0 for an order that is not held: numbers count from 1.</summary>
    private (uint Mine, uint Partner) OrderNumbersOf(Trade trade)
    {
        var (ask, bid) = (NumberOf(trade.Terms.Ask, trade.Seller), NumberOf(trade.Terms.Bid, trade.Buyer));
        return trade.SideOf(node.Self) == TradeSide.Buyer ? (bid, ask) : (ask, bid);
    }

    private uint NumberOf(BlockHash order, PublicKey owner) =>
        node.Ledger.Find(order) is { } block && block.PublicKey.Equals(owner) && ListedOrder.TryRead(block, node.Network, out var listed)
            ? listed.Id.Number
            : 0;
}
