using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Trades;

namespace EnerDatX.Peer.Market;

/// <summary>My orders: what may be published, and which is set aside for which trade, there and in the book alike.</summary>
internal sealed class Engagements(PeerSurroundings peer, OpenOrders open, PeerHistory history)
{
    /// <summary>Longest time that two orders are kept from each other: an hour, as long as a trade may take.</summary>
    private const long LongestBlockMs = 3_600_000;

    private readonly Dictionary<BlockHash, Engagement> _trades = [];
    private readonly HashSet<string> _beginning = new(StringComparer.Ordinal);
    private readonly Dictionary<uint, int> _failures = [];
    private readonly Dictionary<string, DatasetRecord> _datasets = history.Datasets.ToDictionary(d => d.AssetId, StringComparer.Ordinal);

    private uint _nextNumber;

    public MyOrders Mine { get; private set; } = history.Orders;

    private Wallet Wallet { get; set; } = history.Wallet;

    public void Keep(DatasetRecord dataset) => _datasets[dataset.AssetId] = dataset;

    public void OnOwn(HalfBlock block)
    {
        Mine = Mine.Evolve(block, peer.Settings.Network);
        Wallet = Wallet.Evolve(block, peer.Settings.Network);
    }

    /// <summary>The order that a wish becomes, or why it may not be published.</summary>
    public PublishSource? Place(OrderWish wish, long nowMs, out uint number, out string? refusal)
    {
        number = 0;
        var asset = wish.Second.Type;
        if (!OrderRules.MayPublish(
            wish, peer.Self, peer.Currencies, Wallet, Mine, _datasets.GetValueOrDefault(asset), open.IsOffered(asset, peer.Self, nowMs), nowMs,
            out var assets, out var offer, out refusal))
        {
            return null;
        }

        number = _nextNumber = Math.Max(_nextNumber + 1, Mine.NextNumber);
        var tick = new Tick(new OrderId(peer.Self.Mid, number), wish.Side, assets, (int)wish.TimeoutSeconds, nowMs, 0);
        var type = wish.Side == TickSide.Ask ? BlockTypes.Ask : BlockTypes.Bid;
        return new PublishSource(type, OrderTransaction.Encode(peer.Settings.Network, tick, offer));
    }

    /// <summary>The cancellation of an order of mine, or why it may not be cancelled.</summary>
    public PublishSource? Cancel(uint number, long nowMs, out OrderRefused? refusal)
    {
        refusal = null;
        if (!Mine.Orders.TryGetValue(number, out var order))
        {
            refusal = new OrderRefused(true, "order not found");
            return null;
        }

        if (!order.TryCancel(nowMs, out _, out var reason))
        {
            refusal = new OrderRefused(false, reason);
            return null;
        }

        return new PublishSource(BlockTypes.CancelOrder, OrderTransaction.EncodeCancel(peer.Settings.Network, order.Id));
    }

    /// <summary>Sets my bid and the ask aside, if both are still free and I am not buying that asset already.</summary>
    public bool TryBegin(Crossing crossing, long nowMs)
    {
        var (ask, bid) = crossing;
        var asset = ask.Tick.Assets.Second.Type;
        if (_datasets.ContainsKey(asset)
            || _beginning.Contains(asset)
            || _trades.Values.Any(t => t.Asset == asset && !t.IsAbandoned)
            || Mine.Orders.GetValueOrDefault(bid.Id.Number)?.StatusAt(nowMs) != OrderStatus.Open
            || Mine.Reserve(bid.Id.Number, ask.Id) is not { } reserved
            || !open.TryReserve(ask.Id, bid.Id, nowMs))
        {
            return false;
        }

        Mine = reserved;
        _beginning.Add(asset);
        return true;
    }

    /// <summary>The terms of a crossing are signed.</summary>
    public void OnTerms(BlockHash trade, Crossing crossing)
    {
        var asset = crossing.Ask.Tick.Assets.Second.Type;
        _beginning.Remove(asset);
        _trades[trade] = new Engagement(crossing.Bid.Id, crossing.Ask.Id, asset, crossing.Ask.Offer!.Licence);
    }

    /// <summary>The terms of a crossing were not signed. Gives back from when on the two may meet again.</summary>
    /// <param name="mayTryAgain">Nothing is wrong with them.</param>
    public long OnNoTerms(Crossing crossing, bool mayTryAgain, long nowMs)
    {
        _beginning.Remove(crossing.Ask.Tick.Assets.Second.Type);
        Mine = Mine.Release(crossing.Bid.Id.Number, crossing.Ask.Id);
        var untilMs = nowMs + (mayTryAgain ? (long)peer.Settings.BlockPairFor.TotalMilliseconds : LongestBlockMs);
        open.Release(crossing.Bid.Id, crossing.Ask.Id, nowMs, untilMs);
        return untilMs;
    }

    /// <summary>A buyer's terms name an ask of mine: is it open, is the price right, do I have the dataset, and may I still sell it?</summary>
    /// <param name="isTooMuch">Whether more would be at risk than my policy allows.</param>
    public object AnswerTo(Trade trade, bool isTooMuch, long nowMs)
    {
        if (_trades.ContainsKey(trade.Id))
        {
            return new AskKept();
        }

        var (verdict, reason) = TermsRule.Check(trade, open, peer.Ledger, peer.Settings.Network, nowMs);
        if (verdict != TermsVerdict.Good)
        {
            return verdict == TermsVerdict.Incomplete ? new OrdersMissing() : new AskNotKept(reason);
        }

        if (!_datasets.ContainsKey(trade.Terms.Asset))
        {
            return new AskNotKept(DeclineReason.DatasetGone);
        }

        return ContradictsLicences(trade.Terms) ? new AskNotKept(DeclineReason.NotOnOffer)
            : isTooMuch ? new AskNotKept(DeclineReason.TooMuchAtRisk)
            : Reserve(trade, nowMs) ? new AskKept()
            : new AskNotKept(DeclineReason.NotOnOffer);
    }

    /// <summary>
    /// Whether a licence that is paid for may be handed over. A trade that its buyer left and came back to may find that the dataset was sold
    /// exclusively meanwhile.
    /// </summary>
    public object MayHandOver(Trade trade) =>
        Mine.OfferOf(trade.Terms.Asset, trade.Terms.Licence) is { } offer && ExclusiveRule.SoldAgainst(offer, trade.Id, Wallet, Mine) is { } sold
            ? new SoldMeanwhile(sold.Asset)
            : new MayBeHandedOver();

    /// <summary>
    /// After a restart: sets aside again what was. Terms that the seller has not signed yet are looked at like new ones: they were stored
    /// before anybody checked them.
    /// </summary>
    /// <returns>Whether the trade is one of mine that goes on.</returns>
    public bool Resume(Trade trade, long nowMs)
    {
        if (trade.InitAgreement is null && trade.SideOf(peer.Self) != TradeSide.Buyer)
        {
            return false;
        }

        Reserve(trade, nowMs);
        return true;
    }

    /// <summary>Sets one unit of my order, and of the counterpart's tick, aside for a trade.</summary>
    private bool Reserve(Trade trade, long nowMs)
    {
        if (OrdersOf(trade) is not { } orders || Mine.Reserve(orders.Mine.Number, orders.Theirs) is not { } reserved)
        {
            return false;
        }

        Mine = reserved;
        open.TryReserve(orders.Mine, orders.Theirs, nowMs);
        _trades[trade.Id] = new Engagement(orders.Mine, orders.Theirs, trade.Terms.Asset, trade.Terms.Licence);
        return true;
    }

    /// <summary>A trade ended. Gives back my order if it is free again, and from when on it may meet the same counterpart.</summary>
    public (OrderId Order, long FromMs)? Close(TradeOver over, long nowMs)
    {
        var side = over.Trade.SideOf(peer.Self);
        var isEngaged = _trades.Remove(over.Trade.Id, out var engagement);
        var orders = engagement is { } kept ? (kept.Mine, kept.Theirs) : OrdersOf(over.Trade);
        if (orders is not var (mine, theirs))
        {
            return null;
        }

        if (over.Trade.IsSettledFor(side) || (side == TradeSide.Buyer && over.Ending == TradeEnding.BadDelivery))
        {
            // A trade that went on after it was given up finds its order free again.
            Mine = (isEngaged ? Mine : Mine.Reserve(mine.Number, theirs) ?? Mine).Settle(mine.Number, theirs, over.Trade.SettledMs(side));
            open.Settle(mine, theirs);
            return null;
        }

        if (!isEngaged)
        {
            return null;
        }

        if (side == TradeSide.Buyer && over.Ending == TradeEnding.Abandoned)
        {
            // It is paid for in part. Were it free, the next trade would pay again, to the same seller.
            _trades[over.Trade.Id] = engagement! with { IsAbandoned = true };
            return null;
        }

        Mine = Mine.Release(mine.Number, theirs);
        var untilMs = nowMs + BlockMs(mine.Number);
        open.Release(mine, theirs, nowMs, untilMs);
        return (mine, untilMs);
    }

    /// <summary>Each trade of an order that came to nothing doubles the pause, so that a broken seller costs a bounded number of half-blocks.</summary>
    private long BlockMs(uint number)
    {
        var failures = _failures[number] = _failures.GetValueOrDefault(number) + 1;
        var blockMs = (long)peer.Settings.BlockPairFor.TotalMilliseconds;
        return Math.Min(blockMs << Math.Min(failures - 1, 20), LongestBlockMs);
    }

    /// <summary>An exclusive licence excludes every other: sold, or being sold.</summary>
    private bool ContradictsLicences(TradeTerms terms) =>
        Wallet.HasSoldExclusively(terms.Asset)
        || (terms.Licence == Licence.Exclusive && Wallet.CopiesSold(terms.Asset) > 0)
        || _trades.Values.Any(t => t.Asset == terms.Asset && (t.Licence == Licence.Exclusive || terms.Licence == Licence.Exclusive))
        || (Mine.OfferOf(terms.Asset, terms.Licence) is { } offer
            && (ExclusiveRule.SoldAgainst(offer, null, Wallet, Mine) is not null
                || _trades.Values.Any(t => Mine.OfferOf(t.Asset, t.Licence) is { } other && ExclusiveRule.Exclude(offer, other))));

    private (OrderId Mine, OrderId Theirs)? OrdersOf(Trade trade) =>
        TermsRule.OrdersOf(trade, peer.Ledger, peer.Settings.Network) is not var (ask, bid) ? null
        : trade.SideOf(peer.Self) == TradeSide.Buyer ? (bid.Id, ask.Id)
        : (ask.Id, bid.Id);

    private sealed record Engagement(OrderId Mine, OrderId Theirs, string Asset, Licence Licence, bool IsAbandoned = false);
}
