using System.Net;
using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Market;
using EnerDatX.Peer.Meter;
using EnerDatX.Peer.Overlay;
using EnerDatX.Peer.Trades;

namespace EnerDatX.Peer;

/// <summary>User → peer: answered with <see cref="TradesRead"/>.</summary>
public sealed record ReadTrades
{
    public static readonly ReadTrades Now = new();
}

/// <summary>Peer → user: all trades, oldest first.</summary>
public sealed record TradesRead(IReadOnlyList<Trade> Trades);

/// <summary>User → peer: ask the currency's issuer for the start amount, until it comes.</summary>
public sealed record WantFaucet(string Currency);

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
    private readonly IActorRef _issuer;
    private readonly TradeTable _trades;
    private readonly HashSet<PublicKey> _cheats = [];
    private readonly SortedSet<string> _wanted = new(StringComparer.Ordinal);

    /// <param name="local">Where the network is bound.</param>
    /// <param name="bootstrap">Configured addresses of other peers.</param>
    public PeerActor(PeerSurroundings peer, PeerHistory history, IPEndPoint local, IReadOnlyList<IPEndPoint> bootstrap)
    {
        _peer = peer;
        var self = Context;
        var network = peer.Settings.Network;
        var matchmaker = self.ActorOf(ActorProducer.Props(() => new MatchmakerActor(peer.Self)), "matchmaker");
        var followers = new List<IActorRef>();
        _chain = self.ActorOf(ActorProducer.Props(() => new ChainActor(peer, followers)), "chain");
        _wallet = self.ActorOf(ActorProducer.Props(() => new WalletActor(_chain, history.Wallet, network)), "wallet");
        _book = self.ActorOf(ActorProducer.Props(() => new OrderBookActor(peer, _chain, matchmaker, history)), "orderbook");
        followers.AddRange([_wallet, _book]);
        _overlay = self.ActorOf(ActorProducer.Props(() => new OverlayActor(peer, _chain, _book, _cheats.Contains, local, bootstrap)), "overlay");
        _issuer = self.ActorOf(ActorProducer.Props(() => new IssuerActor(peer, _chain)), "issuer");
        var meter = self.ActorOf(ActorProducer.Props(() => new MeterActor(peer, _book)), "meter");
        _trades = new TradeTable(peer, self, _chain, _wallet, _book);

        ReceiveFromChain();
        ReceiveFromOverlay();
        ReceiveFromTrades();
        Receive<PlaceOrder>(_book.Forward);
        Receive<CancelMyOrder>(_book.Forward);
        Receive<ReadBook>(_book.Forward);
        Receive<ReadMyOrders>(_book.Forward);
        Receive<ReadWallet>(_wallet.Forward);
        Receive<ReadPeers>(_overlay.Forward);
        Receive<IssueTokens>(_issuer.Forward);
        Receive<ImportMeter>(meter.Forward);
        Receive<ReadTrades>(_ => Sender.Tell(new TradesRead(TradeHistory.Of(peer.Self, peer.Ledger, network))));
        Receive<WantFaucet>(want => OnWantFaucet(want.Currency));
        Receive<Wish>(_ => AskFaucets());
        foreach (var issue in history.UnansweredIssues)
        {
            TakeIssue(issue);
        }

        foreach (var trade in history.OpenTrades)
        {
            _trades.Start(trade);
        }
    }

    private enum Wish
    {
        Again = 1,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The hierarchy stands or falls together: a part that fails is replaced with all others, from the ledger.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    private void ReceiveFromChain()
    {
        Receive<BlockStored>(OnStored);
        Receive<ProposalRepeated>(repeated =>
        {
            foreach (var answer in repeated.Answers)
            {
                _overlay.Tell(new SendBlock(answer, repeated.Proposal.PublicKey));
            }

            if (repeated.Answers.Count == 0)
            {
                Bring(new BlockStored(repeated.Proposal, false, 0));
            }
        });
        Receive<CheatProved>(proved =>
        {
            _cheats.Add(proved.Cheat);
            _book.Tell(new VoidOrdersOf(proved.Cheat));
        });
    }

    private void ReceiveFromOverlay()
    {
        Receive<DatagramReceived>(_overlay.Forward);
        Receive<PeerFound>(_ => AskFaucets());
        Receive<FaucetAsked>(_issuer.Forward);
        Receive<DeclineHeard>(heard => _trades.Tell(heard.Trade, heard.Seller, new Declined(heard.Reason)));
        Receive<SendMatch>(_overlay.Forward);
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
        Receive<AskForBlocks>(_overlay.Forward);
        Receive<Decline>(_overlay.Forward);
        Receive<WhereIs>(_overlay.Forward);
        Receive<CreditsVerified>(verified => _peer.Journal.Tell(new RememberVerified(verified.Credits)));
        Receive<TradeOver>(over =>
        {
            _trades.Remove(over.Trade.Id);
            _book.Tell(over);
            Context.System.EventStream.Publish(new MarketEvent.TradeEnded(_peer.Self, over.Trade, over.Ending, over.Reason));
        });
    }

    private void OnStored(BlockStored stored)
    {
        var block = stored.Block;
        if (stored.IsOwn)
        {
            if (!block.LinkPublicKey.IsAny)
            {
                _overlay.Tell(new SendBlock(block, block.LinkPublicKey));
            }

            _overlay.Tell(new SpreadBlock(block, block.IsSource ? _peer.Settings.OrderTtl : _peer.Settings.BlockTtl));
        }
        else if (stored.Ttl > 1)
        {
            _overlay.Tell(new SpreadBlock(block, stored.Ttl - 1));
        }

        Bring(stored);
    }

    /// <summary>Brings a half-block to whom it concerns.</summary>
    private void Bring(BlockStored stored)
    {
        var block = stored.Block;
        switch (block.Type)
        {
            case BlockTypes.Ask or BlockTypes.Bid or BlockTypes.CancelOrder:
                _book.Tell(stored);
                break;
            case BlockTypes.Issue when !stored.IsOwn:
                TakeIssue(block);
                break;
            default:
                if (BlockTypes.OfTrades.Contains(block.Type))
                {
                    _book.Tell(stored);
                    BringToTrade(stored);
                }

                break;
        }
    }

    private void BringToTrade(BlockStored stored)
    {
        var block = stored.Block;
        var isMine = stored.IsOwn || block.LinkPublicKey.Equals(_peer.Self);
        if (!isMine || !TradeFields.TryTradeOf(block, _peer.Settings.Network, out var trade))
        {
            return;
        }

        if (!stored.IsOwn && _cheats.Contains(block.PublicKey))
        {
            return;
        }

        if (_trades.Bring(trade, stored) is { } busy)
        {
            _overlay.Tell(busy);
        }
    }

    private void TakeIssue(HalfBlock proposal)
    {
        var network = _peer.Settings.Network;
        if (IssueRule.MayAccept(proposal, _peer.Self, _peer.Currencies, network) && IssueTransaction.TryRead(proposal, network, out var issue))
        {
            _wanted.Remove(issue.Currency);
            _wallet.Tell(
                new Credit(proposal, issue.Currency, issue.Amount, money => money.WriteTo(AgreementOf.Begin(network, proposal)).Encode()),
                ActorRefs.NoSender);
        }
    }

    private void OnWantFaucet(string currency)
    {
        _wanted.Add(currency);
        AskFaucets();
    }

    /// <summary>Asks again until the tokens come: the issuer may not be there yet, and a datagram may be lost.</summary>
    private void AskFaucets()
    {
        foreach (var name in _wanted)
        {
            if (_peer.Currencies.TryGet(name, out var currency))
            {
                _overlay.Tell(new AskFaucet(currency.Issuer, name));
            }
        }

        if (_wanted.Count > 0)
        {
            Timers.StartSingleTimer(Wish.Again, Wish.Again, _peer.Settings.ResendAfter);
        }
    }
}
