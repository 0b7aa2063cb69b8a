using System.Net;
using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Content;
using EnerDatX.Peer.Gossip;
using EnerDatX.Peer.Market;
using EnerDatX.Peer.Trades;

namespace EnerDatX.Peer.Overlay;

/// <summary>
/// Between datagrams and what a peer says: admits every inbound packet, knows who is reached where, packs and spreads. Decides nothing
/// about chains or orders.
/// </summary>
public sealed class OverlayActor : UntypedActor, IWithTimers
{
    private readonly PeerSurroundings _peer;
    private readonly IActorRef _chain;
    private readonly IActorRef _book;
    private readonly Func<IActorRef> _gossip;
    private readonly Cheats _shutOut;
    private readonly Admission _admission;
    private readonly Post _post;
    private readonly AskedBlocks _asked = new();
    private readonly OpenCrawls _crawls = new();
    private readonly OpenTransfers _transfers = new();
    private readonly IActorRef _trustChainWalk;
    private readonly IActorRef _marketWalk;
    private readonly Reach _reach;

    /// <param name="gossip">Made after this actor, and told what it alone hears.</param>
    /// <param name="cheats">Keys against which a proof is held.</param>
    /// <param name="local">Where the network is bound.</param>
    /// <param name="bootstrap">Configured addresses.</param>
    public OverlayActor(
        PeerSurroundings peer,
        IActorRef chain,
        IActorRef book,
        Func<IActorRef> gossip,
        IReadOnlyList<PublicKey> cheats,
        IPEndPoint local,
        IReadOnlyList<IPEndPoint> bootstrap)
    {
        _peer = peer;
        _chain = chain;
        _book = book;
        _gossip = gossip;
        _post = new Post(peer);
        _shutOut = new Cheats(cheats);
        _admission = new Admission(peer.Settings.Admission, peer.RandomBytes(Sodium.SipKeyBytes), new AdmissionQuestions(
            _shutOut.Contains,
            peer.Ledger.Holds,
            key => peer.Ledger.Latest(key)?.Sequence ?? 0,
            IsSolicited)
        {
            IsAt = _post.Addresses.IsAt,
        });
        _trustChainWalk = Walk(CommunityId.TrustChain, "trustchain-walk");
        _marketWalk = Walk(CommunityId.Market, "market-walk");
        _reach = new Reach(peer, _post, _marketWalk, Walks.Endpoint(local));

        IActorRef Walk(CommunityId community, string name) =>
            Context.ActorOf(Walks.Props(community, peer, Context.System.Scheduler, _post.Random, local, bootstrap), name);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private string Network => _peer.Settings.Network;

    private static long NowMs => Context.System.Scheduler.Now.ToUnixTimeMilliseconds();

    private enum AskForBook
    {
        Now = 1,
    }

    /// <remarks>By a switch, not by <c>Receive</c>: this is in the way of every half-block, and a table of delegates costs as much as what they do.</remarks>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case DatagramReceived datagram:
                OnDatagram(datagram);
                break;
            case SendTo send:
                OnSendTo(send);
                break;
            case SpreadBlock spread:
                _post.Spread(spread);
                break;
            case SpreadPair pair:
                _post.Spread(pair);
                break;
            case SendBlock send:
                _reach.SendTo(send.To, CommunityId.TrustChain, new HalfBlockMessage(send.Block), NowMs);
                break;
            case WantSomebody wanted:
                NameSomebody(wanted.Peers);
                break;
            case AskForBlocks ask:
                OnAskForBlocks(ask);
                break;
            default:
                OnSeldom(message);
                break;
        }
    }

    private void OnSeldom(object message)
    {
        switch (message)
        {
            case PeerFound found:
                OnFound(found);
                break;
            case PeerAnswered answered:
                _post.Addresses.Remember(answered.Key, answered.Address, answered.Community);
                break;
            case PeerMet or OwnAddressSeen or LookAfterContacts:
                _reach.On(message, NowMs);
                break;
            case PeerLost lost:
                _post.Addresses.Forget(lost.Key, lost.Community);
                break;
            case CheatProved proved:
                _shutOut.Add(proved.Proof.Culprit);
                break;
            case Flood flood:
                _post.Flood(flood.Message);
                break;
            case AskForBook:
                AskSomebodyForBook();
                break;
            case ReadPeers:
                Sender.Tell(_post.Addresses.Read());
                break;
            case ShowPair show:
                _reach.Show(show, NowMs);
                break;
            case WhereIs where:
                Sender.Tell(new IsAt(where.Key, _post.Addresses.Find(where.Key)));
                break;
            default:
                OnExchange(message);
                break;
        }
    }

    /// <summary>Of crawls and transfers.</summary>
    private void OnExchange(object message)
    {
        switch (message)
        {
            case CrawlOpened opened:
                OnCrawlOpened(opened);
                break;
            case EarlyCrawl early when _post.Addresses.IsAt(early.By, early.From):
                _post.AnswerCrawl(early.Request, early.From);
                break;
            case EarlyCrawl:
                break;
            case CrawlClosed closed:
                _crawls.Remove(closed.CrawlId);
                break;
            case AskForPieces ask:
                OnAskForPieces(ask);
                break;
            case TransferClosed closed:
                _transfers.Remove(closed.Transfer);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(LookAfterContacts.Now, LookAfterContacts.Now, Reach.TickEvery);
        Timers.StartPeriodicTimer(AskForBook.Now, AskForBook.Now, _peer.Settings.AskForBookEvery);
        foreach (var (key, address) in _peer.Neighbours)
        {
            _post.Addresses.Remember(key, address, CommunityId.TrustChain);
            OnFound(new PeerFound(key, address, CommunityId.Market));
        }
    }

    private void NameSomebody(int peers)
    {
        foreach (var key in _post.Addresses.SampleKeys(peers, CommunityId.Market, _post.Random))
        {
            Sender.Tell(new Somebody(key));
        }
    }

    private void OnDatagram(DatagramReceived datagram)
    {
        if (!Ipv4Endpoint.TryFrom(datagram.From, out var from)
            || _admission.Admit(datagram.Bytes, from, NowMs, out var packet) != AdmissionVerdict.Admitted
            || packet is null)
        {
            datagram.Done?.Invoke();
            return;
        }

        switch (packet.Message)
        {
            case BlockMessage message:
                _reach.OnBlocks(message, datagram.From, NowMs);
                Deliver(message, from, datagram.Done);
                TellCrawler(message, from);
                return;
            case EmptyCrawlResponse empty:
                _crawls.Take(empty, from)?.Tell(new CrawlAnsweredEmpty(empty.CrawlId));
                datagram.Done?.Invoke();
                return;
            case ContentPiece piece:
                _transfers.AskerOf(piece, from)?.Tell(new PieceCame(piece));
                datagram.Done?.Invoke();
                return;
            case CrawlRequest or MarketMessage or BlockRequest:
                Answer(packet, datagram);
                datagram.Done?.Invoke();
                return;
            default:
                (packet.Community == CommunityId.Market ? _marketWalk : _trustChainWalk).Tell(new Inbound(datagram.From, packet, datagram.Done));
                return;
        }
    }

    private void Answer(Packet packet, DatagramReceived datagram)
    {
        switch (packet.Message)
        {
            case CrawlRequest crawl:
                // As with every answer that is longer than its question. py-ipv8 crawls in one breath with its answer to our walk.
                if (_post.Addresses.IsAt(packet.Sender!, datagram.From))
                {
                    _post.AnswerCrawl(crawl, datagram.From);
                }
                else
                {
                    _trustChainWalk.Tell(new EarlyCrawl(packet.Sender!, crawl, datagram.From));
                }

                break;
            default:
                OnMarket(packet, datagram.From);
                break;
        }
    }

    private bool IsSolicited(Packet packet, Ipv4Endpoint from) => packet.Message switch
    {
        BlockMessage message => (!_asked.IsEmpty && message.Blocks.All(_asked.Contains)) || IsCrawled(message, from),
        ContentPiece piece => _transfers.AskerOf(piece, from) is not null,
        _ => false,
    };

    private bool IsCrawled(BlockMessage message, Ipv4Endpoint from) => message is CrawlResponse response && _crawls.IsAsked(response, from);

    /// <summary>After the chain: when the crawler has it, the chain has it.</summary>
    private void TellCrawler(BlockMessage message, Ipv4Endpoint from)
    {
        if (message is CrawlResponse response)
        {
            _crawls.Take(response, from)?.Tell(new CrawlAnswered(response));
        }
    }

    private void OnCrawlOpened(CrawlOpened opened)
    {
        if (_post.Addresses.Find(opened.From) is not { } to)
        {
            _reach.LookFor(opened.From, NowMs);
            Sender.Tell(new CrawlNotSent(opened.Request.CrawlId));
            return;
        }

        _crawls.Add(opened.Request, Walks.Endpoint(to), Sender);
        _post.Send(to, CommunityId.TrustChain, opened.Request);
    }

    private void OnAskForPieces(AskForPieces ask)
    {
        if (_post.Addresses.Find(ask.From) is not { } to)
        {
            _reach.LookFor(ask.From, NowMs);
            Sender.Tell(new PiecesNotAsked(ask.Wanted.Transfer));
            return;
        }

        _transfers.Add(ask.Wanted.Transfer, Walks.Endpoint(to), Sender);
        _post.Send(to, CommunityId.Market, ask.Wanted);
    }

    /// <param name="done">Of the datagram: its last half-block says it, which is judged behind the others.</param>
    private void Deliver(BlockMessage message, Ipv4Endpoint from, Action? done)
    {
        var isCrawled = IsCrawled(message, from);
        var ttl = message switch
        {
            HalfBlockBroadcast broadcast => broadcast.Ttl,
            HalfBlockPairBroadcast broadcast => broadcast.Ttl,
            _ => 0u,
        };
        var blocks = message.Blocks;
        if (blocks is [var first, var second])
        {
            _chain.Tell(new PairReceived(Received(first, null), Received(second, done)));
        }
        else
        {
            _chain.Tell(Received(blocks[0], done));
        }

        BlockReceived Received(HalfBlock block, Action? whenDone) =>
            new(block, Math.Min(ttl, _peer.Settings.OrderTtl), _asked.Remove(block) || isCrawled, whenDone);
    }

    private void OnMarket(Packet packet, IPEndPoint from)
    {
        var sender = packet.Sender!;
        if (packet.Message is MarketMessage { Network: var network } && network != Network)
        {
            return;
        }

        var isProven = _post.Addresses.IsAt(sender, from);
        switch (packet.Message)
        {
            // The answers are longer than the questions: only an address that proved itself gets them.
            case BlockRequest request when isProven:
                foreach (var block in request.Hashes.Select(_peer.Ledger.Find).OfType<HalfBlock>())
                {
                    _post.Send(from, CommunityId.TrustChain, new HalfBlockMessage(block));
                }

                break;
            case BlockRequest:
                break;
            case ContactWanted wanted:
                _reach.OnWanted(wanted, sender, from, NowMs);
                break;
            case FingerprintsTold or HalvesWanted:
                _gossip().Tell(new Heard(sender, isProven, packet.Message));
                break;
            default:
                Context.Parent.Tell(new Heard(sender, isProven, packet.Message));
                break;
        }
    }

    private void OnFound(PeerFound found)
    {
        _post.Addresses.Remember(found.Key, found.Address, found.Community);
        _reach.OnFound(found.Key, NowMs);
        Context.Parent.Tell(found);
        if (found.Community == CommunityId.Market)
        {
            _book.Tell(new RequestPage(found.Key));
        }
    }

    private void OnSendTo(SendTo send)
    {
        if (send.Message is HalvesWanted wanted)
        {
            foreach (var half in wanted.Fingerprints)
            {
                _asked.Add(half);
            }
        }

        _reach.SendTo(send.To, send.Community, send.Message, NowMs);
    }

    private void OnAskForBlocks(AskForBlocks ask)
    {
        var missing = ask.Hashes.Where(hash => _peer.Ledger.Find(hash) is null).Take(BlockRequest.MaxHashes).ToList();
        if (missing.Count > 0)
        {
            missing.ForEach(_asked.Add);
            _post.SendTo(ask.From, CommunityId.Market, new BlockRequest([.. missing]));
        }
    }

    private void AskSomebodyForBook()
    {
        foreach (var key in _post.Addresses.SampleKeys(1, CommunityId.Market, _post.Random))
        {
            _book.Tell(new RequestPage(key));
        }
    }
}
