using System.Collections.Frozen;
using System.Net;
using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Content;
using EnerDatX.Peer.Gossip;
using EnerDatX.Peer.Market;
using EnerDatX.Peer.Meter;
using EnerDatX.Peer.Overlay;
using EnerDatX.Peer.Trades;
using EnerDatX.Peer.Trust;

namespace EnerDatX.Peer;

/// <summary>
/// One per identity: owns the hierarchy, and brings each new half-block to whom it concerns.
/// </summary>
public sealed class PeerActor : ReceiveActor, IWithTimers
{
    private readonly PeerSurroundings _peer;
    private readonly IActorRef _chain;
    private readonly IActorRef _wallet;
    private readonly IActorRef _book;
    private readonly IActorRef _overlay;
    private readonly OnDemand _crawler;
    private readonly IActorRef _ownHead;
    private readonly OnDemand _foreign;
    private readonly OnDemand _issuer;
    private readonly OnDemand _faucet;
    private readonly IActorRef _frauds;
    private readonly IActorRef _gossip;
    private readonly IActorRef _trust;
    private readonly OnDemand _contentSender;
    private readonly OnDemand _matchmaker;
    private readonly OnDemand _meter;
    private readonly TradeTable _trades;
    private readonly Spreading _spreading;
    private readonly Cheats _cheats;

    /// <summary>Counterparties of trades that were open at the start, and from where on their chains are asked for when they are there.</summary>
    private readonly Dictionary<PublicKey, uint> _lacking = [];
    private IReadOnlySet<BlockHash> _claimed = FrozenSet<BlockHash>.Empty;

    /// <param name="local">Where the network is bound.</param>
    /// <param name="bootstrap">Configured addresses of other peers.</param>
    public PeerActor(PeerSurroundings peer, PeerHistory history, IPEndPoint local, IReadOnlyList<IPEndPoint> bootstrap)
    {
        _peer = peer;
        _cheats = new Cheats(history.Cheats);
        var self = Context;
        var network = peer.Settings.Network;
        var followers = new List<IActorRef>();
        _chain = self.ActorOf(ActorProducer.Props(() => new ChainActor(peer, followers)), "chain");
        _wallet = self.ActorOf(ActorProducer.Props(() => new WalletActor(_chain, history.Wallet, network)), "wallet");
        _trust = self.ActorOf(ActorProducer.Props(() => new TrustActor(peer, history.Cheats, history.Disputes)), "trust");
        _book = self.ActorOf(ActorProducer.Props(() => new OrderBookActor(peer, _chain, _trust, history)), "orderbook");
        followers.AddRange([_wallet, _book]);
        _overlay = self.ActorOf(ActorProducer.Props(() => new OverlayActor(peer, _chain, _book, () => _gossip!, history.Cheats, local, bootstrap)), "overlay");
        _frauds = self.ActorOf(ActorProducer.Props(() => new FraudActor(peer, history.Cheats)), "frauds");
        _gossip = self.ActorOf(ActorProducer.Props(() => new GossipActor(peer, history.Cheats, _frauds, _overlay)), "gossip");
        _ownHead = self.ActorOf(ActorProducer.Props(() => new OwnHeadActor(peer, _chain)), "own-head");
        _crawler = new OnDemand(self, "crawler", () => ActorProducer.Props(() => new CrawlerActor(peer, _chain, _overlay)));
        _matchmaker = new OnDemand(self, "matchmaker", () => ActorProducer.Props(() => new MatchmakerActor(peer)));
        _foreign = new OnDemand(self, "foreign", () => ActorProducer.Props(() => new ForeignActor(peer, _chain)));
        _issuer = new OnDemand(self, "issuer", () => ActorProducer.Props(() => new IssuerActor(peer, _chain)));
        _faucet = new OnDemand(self, "faucet", () => ActorProducer.Props(() => new FaucetActor(peer)));
        _contentSender = new OnDemand(self, "content-sender", () => ActorProducer.Props(() => new ContentSenderActor(peer, _overlay)));
        _meter = new OnDemand(self, "meter", () => ActorProducer.Props(() => new MeterActor(peer, _book)));
        _trades = new TradeTable(peer, self, _chain, _wallet, _book);
        _spreading = new Spreading(peer, _overlay);

        ReceiveFromUser();
        ReceiveFromChain();
        ReceiveFromOverlay();
        ReceiveFromTrades();
        Receive<TrustFound>(_book.Forward);
        Receive<JudgedParty>(OnJudged);
        Receive<OrderListed>(_matchmaker.Forward);
        Resume(history);

        // Past this actor, which would only pass them on.
        peer.Network.Tell(new DeliverTo(_overlay));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The hierarchy stands or falls together: a part that fails is replaced with all others, from the ledger.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    /// <remarks>Every half-block passes here; the table of what else may come costs more than what is done with it.</remarks>
    protected override bool AroundReceive(Receive receive, object message)
    {
        if (message is not BlockStored stored)
        {
            return base.AroundReceive(receive, message);
        }

        OnStored(stored);
        return true;
    }

    private void Resume(PeerHistory history)
    {
        foreach (var issue in history.UnansweredIssues)
        {
            TakeIssue(issue);
        }

        foreach (var trade in history.OpenTrades)
        {
            _trades.Start(trade);
            _lacking[trade.CounterpartyOf(_peer.Self)] = trade.Init.PublicKey.Equals(_peer.Self)
                ? trade.InitAgreement?.Sequence ?? HalfBlock.GenesisSequence
                : trade.Init.Sequence;
        }

        foreach (var cheat in history.Cheats)
        {
            _trades.TellAllWith(cheat, CounterpartyCheated.Proved);
        }
    }

    private void ReceiveFromUser()
    {
        Receive<PlaceOrder>(_book.Forward);
        Receive<CancelMyOrder>(_book.Forward);
        Receive<ReadBook>(_book.Forward);
        Receive<ReadMyOrders>(_book.Forward);
        Receive<ReadHeldBids>(_book.Forward);
        Receive<ReadTrust>(_trust.Forward);
        Receive<ReadStandings>(_trust.Forward);
        Receive<JudgeStakes>(_trust.Forward);
        Receive<ReadWallet>(_wallet.Forward);
        Receive<ReadPeers>(_overlay.Forward);
        Receive<ReadSigning>(_ownHead.Forward);
        Receive<IssueTokens>(_issuer.Forward);
        Receive<WantFaucet>(_faucet.Forward);
        Receive<ImportMeter>(_meter.Forward);
        Receive<ProposeForeign>(_foreign.Forward);
        Receive<CrawlChain>(_crawler.Forward);
        Receive<ReadTrades>(_ => Sender.Tell(new TradesRead(TradeHistory.Of(_peer.Self, _peer.Ledger, _peer.Settings.Network))));
    }

    private void ReceiveFromChain()
    {
        Receive<ProposalRepeated>(repeated =>
        {
            foreach (var answer in repeated.Answers)
            {
                _overlay.Tell(new SendBlock(answer, repeated.Proposal.PublicKey));
            }

            Bring(new BlockStored(repeated.Proposal, false, 0), isRepeated: true);
        });
        Receive<CheatProved>(OnCheat);

        // The wallet's answer about tokens that were offered to us: the disk may take the countersignature later, and nobody offers them again.
        Receive<NotSigned>(refused =>
        {
            if (refused is { MayTryAgain: true, For: Credit credit })
            {
                Timers.StartSingleTimer(credit.Proposal.Hash, new TakeAgain(credit.Proposal), _peer.Settings.ResendAtMost);
            }
        });
        Receive<TakeAgain>(again => TakeIssue(again.Proposal));
        Receive<Signed>(_ => { });
        Receive<OwnBlockSeen>(_ownHead.Forward);
        Receive<OwnChainAdopted>(Context.Parent.Forward);
    }

    private void ReceiveFromOverlay()
    {
        Receive<DatagramReceived>(_overlay.Forward);
        Receive<PeerFound>(found =>
        {
            CatchUpWith(found.Key);
            _ownHead.Tell(found);
            _faucet.TellIfThere(found);
            _frauds.Tell(found);
        });
        Receive<Flood>(_overlay.Forward);
        Receive<WantSomebody>(_overlay.Forward);
        Receive<SendTo>(_overlay.Forward);
        Receive<Heard>(OnHeard);
    }

    private void ReceiveFromTrades()
    {
        Receive<TradeBegun>(begun =>
        {
            _overlay.Tell(new SendBlock(begun.Bid, begun.Init.LinkPublicKey));
            _overlay.Tell(new SendBlock(begun.Init, begun.Init.LinkPublicKey));
            _trades.Begin(begun.Init);
        });
        Receive<SendAgain>(again => _overlay.Tell(new SendBlock(again.Block, again.To)));
        Receive<SendBlock>(_overlay.Forward);
        Receive<ShowPair>(_overlay.Forward);
        Receive<AskForBlocks>(_overlay.Forward);
        Receive<Decline>(decline =>
        {
            _trades.Remember(decline);
            Send(decline);
        });
        Receive<WhereIs>(_overlay.Forward);
        Receive<FetchFromSeller>(fetch =>
        {
            var asker = Sender;
            Context.ActorOf(ActorProducer.Props(() => new ContentFetchActor(_peer, _overlay, asker, fetch)));
        });
        Receive<ChainCrawled>(_ => { });
        Receive<HalvesClaimed>(claimed => _claimed = claimed.Halves);
        Receive<MoneyVerified>(verified => _peer.Journal.Tell(new RememberVerified(verified.Halves)));
        Receive<TradeOver>(over =>
        {
            _trades.Close(over);
            _book.Tell(over);
            Context.System.EventStream.Publish(new MarketEvent.TradeEnded(_peer.Self, over.Trade, over.Ending, over.Reason));
        });
    }

    private void OnStored(BlockStored stored)
    {
        var block = stored.Block;
        if (stored.IsOwn)
        {
            // The terms go out together with the bid that they name.
            if (!block.LinkPublicKey.IsAny && !(block.Type == BlockTypes.Init && block.IsProposal))
            {
                _overlay.Tell(new SendBlock(block, block.LinkPublicKey));
            }

            _spreading.Own(block);
        }
        else if (stored.Ttl > 1)
        {
            _spreading.PassOn(block, stored.Ttl - 1);
        }

        if (_claimed.Contains(block.Hash))
        {
            _frauds.Tell(stored);
        }

        _gossip.Tell(stored);
        Bring(stored, isRepeated: false);
    }

    /// <summary>Brings a half-block to whom it concerns. Nothing that a cheat signs concerns anybody any more.</summary>
    private void Bring(BlockStored stored, bool isRepeated)
    {
        var block = stored.Block;
        if (!stored.IsOwn && _cheats.Contains(block.PublicKey))
        {
            return;
        }

        if (block.Type == BlockTypes.Issue && !stored.IsOwn)
        {
            TakeIssue(block);
        }

        if (!isRepeated && (block.IsSource || BlockTypes.OfTrades.Contains(block.Type)))
        {
            _book.Tell(stored);
            _trust.Tell(stored);
        }

        if (block.IsProposal && block.LinkPublicKey.Equals(_peer.Self) && _peer.Settings.CountersignedTypes.Contains(block.Type))
        {
            _foreign.Tell(new ForeignCame(block));
        }

        var isMine = stored.IsOwn || block.LinkPublicKey.Equals(_peer.Self);
        if (isMine && TradeFields.TryTradeOf(block, _peer.Settings.Network, out var trade) && _trades.Bring(trade, stored, isRepeated) is { } answer)
        {
            Answer(answer);
        }
    }

    private void OnHeard(Heard heard)
    {
        switch (heard.Message)
        {
            case BookRequest request when heard.IsProven:
                _book.Tell(new PageAsked(heard.From, request));
                break;
            case BookPage page:
                _book.Tell(new PageRead(heard.From, page));
                break;
            case MatchHint hint:
                _book.Tell(new MatchTold(hint.Ask, hint.Bid, heard.IsProven ? heard.From : null));
                _overlay.Tell(new AskForBlocks([hint.Ask], heard.From));
                break;
            case TradeDeclined declined:
                _trades.Tell(declined.Trade, heard.From, new Declined((DeclineReason)declined.Reason));
                break;
            case ProofAnnounced:
                _frauds.Tell(heard);
                break;
            case ContentWanted:
                _contentSender.Tell(heard);
                break;
            case FaucetRequest request:
                _issuer.Tell(new FaucetAsked(heard.From, request.Currency));
                break;
        }
    }

    private void Answer(object answer)
    {
        if (answer is Decline decline)
        {
            Send(decline);
        }
        else
        {
            _overlay.Tell(answer);
        }
    }

    private void Send(Decline decline) => _overlay.Tell(new SendTo(
        decline.Buyer, CommunityId.Market, new TradeDeclined(_peer.Settings.Network, decline.Trade, (byte)decline.Reason)));

    private void TakeIssue(HalfBlock proposal)
    {
        var network = _peer.Settings.Network;
        if (IssueRule.MayAccept(proposal, _peer.Self, _peer.Currencies, network) && IssueTransaction.TryRead(proposal, network, out var issue))
        {
            _faucet.TellIfThere(new IssueCame(issue.Currency));
            _wallet.Tell(
                new Credit(proposal, issue.Currency, issue.Amount, money => money.WriteTo(AgreementOf.Begin(network, proposal)).Encode()));
        }
    }

    /// <summary>
    /// What a counterparty of an open trade has signed since: this ledger may be an older one, that was made whole as far as the own chain goes.
    /// </summary>
    private void CatchUpWith(PublicKey counterparty)
    {
        if (_lacking.Remove(counterparty, out var since))
        {
            _crawler.Tell(new CrawlChain(counterparty, counterparty, since, int.MaxValue));
        }
    }

    /// <summary>The proof goes to everyone, the orders are void, and open trades end as far as nothing is owed.</summary>
    private void OnCheat(CheatProved proved)
    {
        var cheat = proved.Proof.Culprit;
        if (cheat.Equals(_peer.Self))
        {
            _ownHead.Tell(proved);
            return;
        }

        if (!_cheats.Add(cheat))
        {
            return;
        }

        foreach (var guard in (IActorRef[])[_overlay, _gossip, _frauds, _trust])
        {
            guard.Tell(proved);
        }

        _spreading.Evidence(proved.Proof.Halves);

        _book.Tell(new VoidOrdersOf(cheat));
        _trades.TellAllWith(cheat, CounterpartyCheated.Proved);
        Context.System.EventStream.Publish(new MarketEvent.FraudProved(_peer.Self, proved.Proof));
    }

    /// <summary>Whoever can decide a dispute shows to others what it was decided by, once for each who is guilty. A ciphertext is shown to nobody.</summary>
    private void OnJudged(JudgedParty judged)
    {
        if (judged.Judgement.Verdict != DisputeVerdict.SellerBadPayload && !_cheats.Contains(judged.Judgement.Guilty!))
        {
            _spreading.Evidence(judged.Disputed.Halves);
        }

        Context.System.EventStream.Publish(new MarketEvent.GuiltFound(_peer.Self, judged));
    }

    private sealed record TakeAgain(HalfBlock Proposal);
}
