using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Core.Trust;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Overlay;
using EnerDatX.Peer.Trades;
using EnerDatX.Peer.Trust;

namespace EnerDatX.Peer.Market;

/// <summary>
/// The orders: mine (a fold over my chain) and everyone's ticks, by price and time. It decides what may be published and which trades
/// begin; it signs nothing itself.
/// </summary>
public sealed class OrderBookActor : ReceiveActor, IWithTimers
{
    private readonly PeerSurroundings _peer;
    private readonly IActorRef _chain;
    private readonly OpenOrders _open;
    private readonly Engagements _engagements;
    private readonly OrderIntake _intake;
    private readonly Risks _risks;
    private readonly HeldBids _held = new();
    private readonly Dictionary<object, Action<object>> _signing = new(ReferenceEqualityComparer.Instance);
    private bool _keepsTime;

    public OrderBookActor(PeerSurroundings peer, IActorRef chain, IActorRef trust, PeerHistory history)
    {
        _peer = peer;
        _chain = chain;
        _open = new OpenOrders(peer.Settings.Network);
        _engagements = new Engagements(peer, _open, history);
        _intake = new OrderIntake(peer, _open);
        _risks = new Risks(peer, trust);
        var walk = new BookWalk(peer, _open);

        Receive<OwnBlockStored>(stored => _engagements.OnOwn(stored.Block));
        Receive<BlockStored>(stored => OnStored(stored.Block));
        Receive<PlaceOrder>(place => Place(place.Wish));
        Receive<CancelMyOrder>(cancel => Cancel(cancel.Number));
        Receive<Signed>(signed => OnAnswer(signed.For, signed));
        Receive<NotSigned>(refused => OnAnswer(refused.For, refused));
        Receive<DatasetKept>(kept => _engagements.Keep(kept.Record));
        Receive<FindCrossings>(find => Sender.Tell(new CrossingsFound(_open.CrossingsOf(find.Id, NowMs))));
        Receive<BeginTrade>(begin => Begin(begin.Crossing));
        Receive<MatchTold>(OnMatchTold);
        Receive<HandOver>(hand => Sender.Tell(_engagements.MayHandOver(hand.Trade)));
        Receive<KeepAsk>(keep => OnKeepAsk(keep.Trade));
        Receive<ClearPayment>(clear => OnClearPayment(clear.Trade));
        Receive<StandingsRead>(_risks.OnStandings);
        Receive<TrustFound>(found => Sender.Tell(_risks.Complete(found)));
        Receive<ReadHeldBids>(_ => Sender.Tell(new HeldBidsRead(_held.ReasonsAt(_engagements.Mine, NowMs))));
        Receive<TradeOver>(OnTradeOver);
        Receive<OrderListed>(TellMatchmaker);
        Receive<VoidOrdersOf>(cheat => _intake.Void(cheat.Cheat));
        Receive<ReadBook>(read =>
        {
            var (listings, orders) = _open.Read(read.Side);
            Sender.Tell(new BookRead(listings, orders));
        });
        Receive<ReadMyOrders>(_ => Sender.Tell(_engagements.Mine));
        Receive<PageAsked>(asked => Send(asked.By, BookPages.Answer(Network, _open.Hashes, asked.Request)));
        Receive<RequestPage>(request => Send(request.From, walk.Begin(request.From)));
        Receive<PageRead>(read => OnPage(read, walk));
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

    protected override void PreStart() => KeepTime();

    protected override bool AroundReceive(Receive receive, object message)
    {
        var isHandled = base.AroundReceive(receive, message);
        KeepTime();
        return isHandled;
    }

    /// <summary>Looks at the clock only while there is something that can expire.</summary>
    private void KeepTime()
    {
        var hasTime = _open.Hashes.Count > 0 || _intake.IsWaiting;
        if (hasTime && !_keepsTime)
        {
            Timers.StartPeriodicTimer(Expire.Now, Expire.Now, _peer.Settings.ExpireOrdersEvery);
        }
        else if (!hasTime && _keepsTime)
        {
            Timers.Cancel(Expire.Now);
        }

        _keepsTime = hasTime;
    }

    /// <summary>What is old is no news: nobody but the matchmaker is told, and it only after what is engaged is set aside.</summary>
    private void Restore(PeerHistory history)
    {
        var listed = new List<ListedOrder>();
        foreach (var block in history.OrderBlocks)
        {
            _intake.Close(block);
            listed.AddRange(_intake.Take(block, NowMs));
        }

        foreach (var cheat in history.Cheats)
        {
            _intake.Void(cheat);
        }

        foreach (var mine in _engagements.Mine.Orders.Values.Where(o => o.IsComplete))
        {
            _open.Settle(mine.Id);
        }

        foreach (var trade in history.OpenTrades)
        {
            if (_engagements.Resume(trade, NowMs))
            {
                _risks.Put(trade.Id, Stake.In(trade, _peer.Self));
            }
        }

        foreach (var trade in history.DisputedTrades)
        {
            _risks.Put(trade.Id, Stake.After(trade, _peer.Self));
        }

        listed.ForEach(order => TellMatchmaker(new OrderListed(order.Id)));
    }

    /// <summary>By way of the peer, which makes the matchmaker when there is something to match.</summary>
    private static void TellMatchmaker(OrderListed listed) => Context.Parent.Tell(listed);

    private void OnStored(HalfBlock block)
    {
        if (_intake.Close(block) is { } pair)
        {
            Context.System.EventStream.Publish(new MarketEvent.TradeSeen(_peer.Self, pair.Done));
        }

        foreach (var listed in _intake.Take(block, NowMs))
        {
            Context.System.EventStream.Publish(new MarketEvent.Listed(_peer.Self, listed));
            TellMatchmaker(new OrderListed(listed.Id));
        }
    }

    private void Place(OrderWish wish)
    {
        if (_engagements.Place(wish, NowMs, out var number, out var refusal) is { } source)
        {
            SignFor(Sender, number, source);
        }
        else
        {
            Sender.Tell(new OrderRefused(false, refusal!));
        }
    }

    private void Cancel(uint number)
    {
        if (_engagements.Cancel(number, NowMs, out var refusal) is { } source)
        {
            SignFor(Sender, number, source);
        }
        else
        {
            Sender.Tell(refusal!);
        }
    }

    private void SignFor(IActorRef asker, uint number, PublishSource source)
    {
        Sign(source, answer => asker.Tell(answer is Signed signed
            ? new OrderPlaced(_engagements.Mine.Orders[number], signed.Block)
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

    /// <summary>A peer's page: what we lack is asked for, and then the next page; of what we know to be sold the peer is told.</summary>
    private void OnPage(PageRead read, BookWalk walk)
    {
        if (walk.Take(read.From, read.Page) is not var (unknown, next))
        {
            return;
        }

        foreach (var order in read.Page.Hashes)
        {
            ShowClosing(order, read.From);
        }

        if (!unknown.IsEmpty)
        {
            Context.Parent.Tell(new AskForBlocks(unknown, read.From));
        }

        if (next is not null)
        {
            Send(read.From, next);
        }
    }

    private static void Send(PublicKey to, MarketMessage message) => Context.Parent.Tell(new SendTo(to, CommunityId.Market, message));

    private void Begin(Crossing crossing)
    {
        var stake = Stake.In(crossing);
        _risks.Decide(crossing.Bid.Block.Hash, stake, refusal =>
        {
            if (refusal is null)
            {
                Begin(crossing, stake);
            }
            else
            {
                Hold(crossing, refusal);
            }
        });
    }

    /// <summary>Signs the terms of a trade for my bid, if both orders are still free.</summary>
    private void Begin(Crossing crossing, Stake stake)
    {
        if (!_engagements.TryBegin(crossing, NowMs))
        {
            return;
        }

        var bid = crossing.Bid.Block.Hash;
        _held.Release(crossing.Bid.Id);
        _risks.Put(bid, stake);
        var deadlineMs = (ulong)(NowMs + (long)_peer.Settings.TradeDuration.TotalMilliseconds);
        var terms = TermsRule.Of(crossing, deadlineMs, _peer.Key);
        var parent = Context.Parent;
        Sign(new Propose(BlockTypes.Init, crossing.Ask.Block.PublicKey, terms.Encode(Network)), answer =>
        {
            _risks.Remove(bid);
            if (answer is Signed signed)
            {
                _risks.Put(signed.Block.Hash, stake);
                _engagements.OnTerms(signed.Block.Hash, crossing);
                parent.Tell(new TradeBegun(signed.Block, crossing.Bid.Block));
            }
            else
            {
                MeetAgain(crossing.Bid.Id, _engagements.OnNoTerms(crossing, ((NotSigned)answer).MayTryAgain, NowMs));
            }
        });
    }

    /// <summary>The bid stays open; it is looked at again when something of mine ends, and from time to time, for trust grows.</summary>
    private void Hold(Crossing crossing, TrustRefusal refusal)
    {
        var (ask, bid) = crossing;
        if (_engagements.Mine.Orders.GetValueOrDefault(bid.Id.Number) is not { Available: > 0 } mine || mine.StatusAt(NowMs) != OrderStatus.Open)
        {
            return;
        }

        if (_held.Hold(bid.Id, refusal))
        {
            Context.System.EventStream.Publish(new MarketEvent.BidHeld(_peer.Self, bid, ask, refusal.Reason));
        }

        Timers.StartSingleTimer(bid.Id, new OrderListed(bid.Id), _peer.Settings.BlockPairFor);
    }

    private void OnKeepAsk(Trade trade)
    {
        var asker = Sender;
        var stake = Stake.In(trade, _peer.Self);
        _risks.Decide(trade.Id, stake, refusal =>
        {
            var answer = _engagements.AnswerTo(trade, refusal is not null, NowMs);
            switch (answer)
            {
                case AskKept:
                    _risks.Put(trade.Id, stake);
                    break;
                case AskNotKept { Reason: DeclineReason.NotOnOffer }:
                    ShowClosing(trade.Terms.Ask, trade.Buyer);
                    break;
            }

            asker.Tell(answer);
        });
    }

    private void OnClearPayment(Trade trade)
    {
        var asker = Sender;
        var stake = Stake.In(trade, _peer.Self);
        _risks.Decide(trade.Id, stake, refusal =>
        {
            if (refusal is null)
            {
                _risks.Put(trade.Id, stake);
            }

            asker.Tell(refusal is null ? new PaymentCleared() : new PaymentHeld(refusal.Reason));
        });
    }

    /// <summary>My order is looked at once more when it may meet the same counterpart again.</summary>
    private void MeetAgain(OrderId mine, long fromMs) =>
        Timers.StartSingleTimer(mine, new OrderListed(mine), TimeSpan.FromMilliseconds(fromMs - NowMs + 1));

    /// <summary>My own bid is looked at, never the ask: what crosses with that may be somebody else's, who would be told, and tell me, and so on.</summary>
    private void OnMatchTold(MatchTold told)
    {
        if (told.From is not null)
        {
            ShowClosing(told.Ask, told.From);
        }

        if (_open.TryFind(told.Bid, out var bid) && bid.Block.PublicKey.Equals(_peer.Self))
        {
            TellMatchmaker(new OrderListed(bid.Id));
        }
    }

    /// <summary>Somebody has an order open that is closed here: if by a trade, then by the pair that says so. It goes on from there.</summary>
    private void ShowClosing(BlockHash order, PublicKey to)
    {
        if (_intake.ClosingOf(order) is { } pair)
        {
            Context.Parent.Tell(new ShowPair(pair.Proposal, pair.Agreement, to));
        }
    }

    private void OnTradeOver(TradeOver over)
    {
        _risks.Put(over.Trade.Id, Stake.After(over.Trade, _peer.Self));
        foreach (var held in _held.All)
        {
            TellMatchmaker(new OrderListed(held));
        }

        if (_engagements.Close(over, NowMs) is var (order, fromMs))
        {
            // Free for others at once, and for the same counterpart after a pause.
            TellMatchmaker(new OrderListed(order));
            MeetAgain(order, fromMs);
        }
    }

    private void OnExpire()
    {
        foreach (var (missing, from) in _intake.Missing(NowMs))
        {
            Context.Parent.Tell(new AskForBlocks([missing], from));
        }

        foreach (var listed in _open.ExpireUntil(NowMs))
        {
            Context.System.EventStream.Publish(new MarketEvent.TimedOut(_peer.Self, listed));
        }
    }
}
