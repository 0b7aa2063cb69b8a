using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Trades;

namespace EnerDatX.Peer.Market;

/// <summary>
/// The orders: mine (a fold over my chain) and everyone's ticks, by price and time. It decides what may be published and which trades
/// begin; it signs nothing itself.
/// </summary>
public sealed class OrderBookActor : ReceiveActor, IWithTimers
{
    private readonly PeerSurroundings _peer;
    private readonly IActorRef _chain;
    private readonly IActorRef _matchmaker;
    private readonly OpenOrders _open;
    private readonly Dictionary<string, DatasetRecord> _datasets;
    private readonly Dictionary<BlockHash, KeptOrder> _kept = [];
    private readonly Dictionary<object, Action<object>> _signing = new(ReferenceEqualityComparer.Instance);
    private MyOrders _mine;
    private uint _nextNumber;
    private Wallet _wallet;

    public OrderBookActor(PeerSurroundings peer, IActorRef chain, IActorRef matchmaker, PeerHistory history)
    {
        _peer = peer;
        _chain = chain;
        _matchmaker = matchmaker;
        _mine = history.Orders;
        _wallet = history.Wallet;
        _open = new OpenOrders(peer.Settings.Network);
        _datasets = history.Datasets.ToDictionary(d => d.AssetId, StringComparer.Ordinal);

        Receive<OwnBlockStored>(stored => OnOwn(stored.Block));
        Receive<BlockStored>(stored => OnStored(stored.Block));
        Receive<PlaceOrder>(place => Place(place.Wish));
        Receive<CancelMyOrder>(cancel => Cancel(cancel.Number));
        Receive<Signed>(signed => OnAnswer(signed.For, signed));
        Receive<NotSigned>(refused => OnAnswer(refused.For, refused));
        Receive<DatasetKept>(kept => _datasets[kept.Record.AssetId] = kept.Record);
        Receive<FindCrossings>(find => Sender.Tell(new CrossingsFound(_open.CrossingsOf(find.Id, NowMs))));
        Receive<BeginTrade>(begin => Begin(begin.Crossing));
        Receive<MatchTold>(OnMatchTold);
        Receive<KeepAsk>(keep => Sender.Tell(Keep(keep.Trade)));
        Receive<TradeOver>(OnTradeOver);
        Receive<VoidOrdersOf>(cheat => _open.Void(cheat.Cheat));
        Receive<ReadBook>(read => Sender.Tell(Read(read.Side)));
        Receive<ReadMyOrders>(_ => Sender.Tell(_mine));
        Receive<PageAsked>(asked => Sender.Tell(new PageReady(asked.By, BookPages.Answer(Network, _open.Hashes, asked.Request))));
        Receive<RequestPage>(after => Sender.Tell(RequestFor(after.From, after.After)));
        Receive<PageRead>(OnPage);
        Receive<Expire>(_ => OnExpire());
        Restore(history);
    }

    private enum Expire
    {
        Now = 1,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static long NowMs => Context.System.Scheduler.Now.ToUnixTimeMilliseconds();

    private string Network => _peer.Settings.Network;

    protected override void PreStart() =>
        Timers.StartPeriodicTimer(Expire.Now, Expire.Now, _peer.Settings.ExpireOrdersEvery);

    private void Restore(PeerHistory history)
    {
        foreach (var block in history.OrderBlocks)
        {
            OnStored(block);
        }

        foreach (var trade in history.OpenTrades)
        {
            Reserve(trade);
        }
    }

    private void OnOwn(HalfBlock block)
    {
        _mine = _mine.Evolve(block, Network);
        _wallet = _wallet.Evolve(block, Network);
    }

    private void OnStored(HalfBlock block)
    {
        if (_open.Evolve(block, NowMs) is not { } listed)
        {
            return;
        }

        Context.System.EventStream.Publish(new MarketEvent.Listed(_peer.Self, listed));
        _matchmaker.Tell(new OrderListed(listed.Id));
    }

    private void Place(OrderWish wish)
    {
        var asset = wish.Second.Type;
        if (!OrderRules.MayPublish(
            wish, _peer.Self, _peer.Currencies, _wallet, _mine, _datasets.GetValueOrDefault(asset),
            _open.IsOffered(asset, _peer.Self, NowMs), NowMs, out var assets, out var offer, out var refusal))
        {
            Sender.Tell(new OrderRefused(false, refusal));
            return;
        }

        var number = _nextNumber = Math.Max(_nextNumber + 1, _mine.NextNumber);
        var tick = new Tick(new OrderId(_peer.Self.Mid, number), wish.Side, assets, (int)wish.TimeoutSeconds, NowMs, 0);
        SignFor(Sender, number, new PublishSource(BlockTypeOf(wish.Side), OrderTransaction.Encode(Network, tick, offer)));
    }

    private void Cancel(uint number)
    {
        if (!_mine.Orders.TryGetValue(number, out var order))
        {
            Sender.Tell(new OrderRefused(true, "order not found"));
            return;
        }

        if (!order.TryCancel(NowMs, out _, out var refusal))
        {
            Sender.Tell(new OrderRefused(false, refusal));
            return;
        }

        SignFor(Sender, number, new PublishSource(BlockTypes.CancelOrder, OrderTransaction.EncodeCancel(Network, order.Id)));
    }

    private void SignFor(IActorRef asker, uint number, PublishSource source)
    {
        Sign(source, answer => asker.Tell(answer is Signed signed
            ? new OrderPlaced(_mine.Orders[number], signed.Block)
            : new OrderRefused(false, ((NotSigned)answer).Reason)));
    }

    private void Sign(object request, Action<object> onAnswer)
    {
        _signing[request] = onAnswer;
        _chain.Tell(request);
    }

    private void OnAnswer(object request, object answer)
    {
        _signing.Remove(request, out var onAnswer);
        onAnswer!(answer);
    }

    private PageRequest RequestFor(PublicKey from, BlockHash after) =>
        new(from, new BookRequest(Network, BookPages.DigestOf(_open.Hashes, after), after));

    /// <summary>A peer's page: what we lack is asked for, and then the next page.</summary>
    private void OnPage(PageRead read)
    {
        var unknown = read.Page.Hashes.Where(hash => _peer.Ledger.Find(hash) is null).ToList();
        if (unknown.Count > 0)
        {
            Sender.Tell(new AskForBlocks(unknown, read.From));
        }

        if (BookPages.NextAfter(_open.Hashes, read.Page) is { } after)
        {
            Sender.Tell(RequestFor(read.From, after));
        }
    }

    private BookRead Read(TickSide side)
    {
        var (listings, orders) = _open.Read(side);
        return new BookRead(listings, orders);
    }

    /// <summary>Signs the terms of a trade for my bid, if both orders are still free.</summary>
    private void Begin(Crossing crossing)
    {
        var (ask, bid) = crossing;
        if (_mine.Reserve(bid.Id.Number, ask.Id) is not { } reserved || !_open.TryReserve(ask.Id, bid.Id, NowMs))
        {
            return;
        }

        _mine = reserved;
        var deadlineMs = (ulong)(NowMs + (long)_peer.Settings.TradeDuration.TotalMilliseconds);
        var terms = TermsRule.Of(crossing, deadlineMs, _peer.Key);
        var parent = Context.Parent;
        Sign(new Propose(BlockTypes.Init, ask.Block.PublicKey, terms.Encode(Network)), answer =>
        {
            if (answer is Signed signed)
            {
                _kept[signed.Block.Hash] = new KeptOrder(bid.Id, ask.Id);
                parent.Tell(new TradeBegun(signed.Block, bid.Block));
            }
        });
    }

    private void OnMatchTold(MatchTold told)
    {
        if (_open.TryFind(told.Bid, out var bid) && _open.TryFind(told.Ask, out var ask) && bid.Block.PublicKey.Equals(_peer.Self))
        {
            _matchmaker.Tell(new OrderListed(ask.Id));
        }
    }

    /// <summary>A buyer's terms name an ask of mine: is it open, is the price right, and do I have the dataset?</summary>
    private object Keep(Trade trade)
    {
        if (_kept.ContainsKey(trade.Id))
        {
            return new AskKept();
        }

        var (verdict, reason) = TermsRule.Check(trade, _open, _peer.Ledger, Network, NowMs);
        if (verdict != TermsVerdict.Good)
        {
            return verdict == TermsVerdict.Incomplete ? new OrdersMissing() : new AskNotKept(reason);
        }

        if (!_datasets.ContainsKey(trade.Terms.Asset))
        {
            return new AskNotKept(DeclineReason.DatasetGone);
        }

        return Reserve(trade) ? new AskKept() : new AskNotKept(DeclineReason.NotOnOffer);
    }

    /// <summary>Sets one unit of my order, and of the counterpart's tick, aside for a trade.</summary>
    private bool Reserve(Trade trade)
    {
        var isBuyer = trade.SideOf(_peer.Self) == TradeSide.Buyer;
        if (TermsRule.OrdersOf(trade, _peer.Ledger, Network) is not { } orders)
        {
            return false;
        }

        var (ask, bid) = orders;
        var (mine, theirs) = isBuyer ? (bid.Id, ask.Id) : (ask.Id, bid.Id);
        if (_mine.Reserve(mine.Number, theirs) is not { } reserved)
        {
            return false;
        }

        _mine = reserved;
        _open.TryReserve(ask.Id, bid.Id, NowMs);
        _kept[trade.Id] = new KeptOrder(mine, theirs);
        return true;
    }

    private void OnTradeOver(TradeOver over)
    {
        if (!_kept.Remove(over.Trade.Id, out var kept))
        {
            return;
        }

        if (over.Ending is TradeEnding.Done or TradeEnding.BadDelivery)
        {
            _mine = _mine.Settle(kept.Mine.Number, kept.Theirs, NowMs);
            _open.Settle(kept.Mine, kept.Theirs);
            return;
        }

        _mine = _mine.Release(kept.Mine.Number, kept.Theirs);
        _open.Release(kept.Mine, kept.Theirs, NowMs, NowMs + (long)_peer.Settings.BlockPairFor.TotalMilliseconds);
        _matchmaker.Tell(new OrderListed(kept.Mine));
    }

    private void OnExpire()
    {
        foreach (var listed in _open.ExpireUntil(NowMs))
        {
            Context.System.EventStream.Publish(new MarketEvent.TimedOut(_peer.Self, listed));
        }
    }

    private static string BlockTypeOf(TickSide side) => side == TickSide.Ask ? BlockTypes.Ask : BlockTypes.Bid;

    private sealed record KeptOrder(OrderId Mine, OrderId Theirs);
}
