using System.Net;
using Akka.Actor;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;
using EnerDatX.Core.Market;
using EnerDatX.Laboratory.Attackers.Tools;
using EnerDatX.Laboratory.Runs;
using EnerDatX.Peer.Overlay;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>
/// Somebody who holds a key and follows no rule. Behind it runs an ordinary peer, its <see cref="Body"/>, so that it finds others, answers and trades like
/// everybody else; all that the body sends and gets comes through here first. It speaks to others in real packets and in nothing else.
/// An attacker overrides what it does differently, and logs every attack with <see cref="Commit"/>.
/// </summary>
public abstract class Attacker : UntypedActor, IWithTimers
{
    private readonly AttackSurroundings _my;
    private readonly HashSet<HalfBlock> _keptBack = [];
    private readonly HashSet<HalfBlock> _forgotten = [];
    private IActorRef _socket = ActorRefs.Nobody;
    private IActorRef _body = ActorRefs.Nobody;
    private ulong _globalTime = 1UL << 40;

    protected Attacker(AttackSurroundings my) => _my = my;

    private enum Moment
    {
        Start = 1,
        Stop,
        Turn,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected AttackSurroundings My => _my;

    protected Participant Me => _my.Me;

    protected SecretKey Key => _my.Me.Key;

    protected PublicKey MyKey => _my.Me.Key.PublicKey;

    protected VirtualPeer Body => _my.Me.Peer;

    protected long NowMs => _my.World.NowMs;

    /// <summary>Attacks that are left of the plan's budget.</summary>
    protected int BudgetLeft { get; private set; }

    /// <summary>Between start and stop.</summary>
    protected bool IsActive => NowMs >= _my.StartMs && NowMs < _my.StopMs;

    /// <summary>Its time has come.</summary>
    protected virtual void OnStart()
    {
    }

    /// <summary>What <see cref="Again"/> asked for.</summary>
    protected virtual void OnTurn()
    {
    }

    protected virtual void OnStop()
    {
    }

    /// <summary>The body sends this. Whether it goes out.</summary>
    protected virtual bool Sends(Packet packet, IPEndPoint to) => true;

    /// <summary>This came. Whether the body gets it.</summary>
    protected virtual bool Gets(Packet packet, IPEndPoint from) => true;

    /// <summary>Every datagram that comes, before anything is decided about it.</summary>
    protected virtual void Hears(ReadOnlyMemory<byte> datagram)
    {
    }

    /// <summary>A message that is none of the above.</summary>
    protected virtual void OnOther(object message) => Unhandled(message);

    /// <summary><see cref="OnTurn"/> after that time; a later call replaces an earlier one.</summary>
    protected void Again(TimeSpan after) => Timers.StartSingleTimer(Moment.Turn, Moment.Turn, after);

    /// <summary>A moment between now and the end of the attack, each equally likely; at least one millisecond from now.</summary>
    protected TimeSpan SomeTime(TimeSpan most) => TimeSpan.FromMilliseconds(1 + _my.Random.NextInt64(
        Math.Max(1, Math.Min((long)most.TotalMilliseconds, _my.StopMs - NowMs - 1))));

    protected void Send(Participant to, CommunityId community, OverlayMessage message) => Send(to.Address, community, message);

    protected void Send(IPEndPoint to, CommunityId community, OverlayMessage message) =>
        SendBytes(to, Packet.Pack(community, ++_globalTime, message, Key));

    protected void Send(Participant to, params IEnumerable<HalfBlock> blocks)
    {
        foreach (var block in blocks)
        {
            Send(to, CommunityId.TrustChain, new HalfBlockMessage(block));
        }
    }

    protected void SendBytes(IPEndPoint to, ReadOnlyMemory<byte> bytes) => _socket.Tell(new SendDatagram(to, bytes), ActorRefs.NoSender);

    /// <summary>Answers a crawl of its own chain from these half-blocks alone, as if there were no others.</summary>
    protected void Answer(CrawlRequest request, IPEndPoint to, IEnumerable<HalfBlock> shown)
    {
        var ledger = new MemoryLedger();
        ledger.Append([.. shown]);
        var answer = Crawl.Answer(ledger, MyKey, request.Start, request.End);
        for (var i = 0; i < answer.Count; i++)
        {
            Send(to, CommunityId.TrustChain, new CrawlResponse(answer[i], request.CrawlId, (uint)i + 1, (uint)answer.Count));
        }

        if (answer.Count == 0)
        {
            Send(to, CommunityId.TrustChain, new EmptyCrawlResponse(request.CrawlId));
        }
    }

    /// <summary>What the body holds of its own chain, in order.</summary>
    protected IReadOnlyList<HalfBlock> MyChain() => Body.Ledger.Range(MyKey, HalfBlock.GenesisSequence, uint.MaxValue, int.MaxValue);

    /// <summary>Its own key, to sign on from the body's last half-block, or from an earlier one; the body knows nothing of it.</summary>
    protected Persona Myself(HalfBlock? after) => new(Key, () => NowMs, after, Wallet());

    protected Persona Myself() => Myself(Body.Ledger.Latest(MyKey));

    /// <summary>What the body's chain says that it has.</summary>
    protected Wallet Wallet() => MyChain().Aggregate(Core.Market.Wallet.Empty, (wallet, own) => wallet.Evolve(own, Market.Network));

    /// <summary>Of what everybody signs here, as the issuer's first gift says it.</summary>
    protected MarketNames Market => MarketNames.Of(Body.Ledger.OfType(_my.Everybody[0].Self, BlockTypes.Issue));

    /// <summary>The last of its chain, if it is one that can be taken back without a counterparty missing its answer: no agreement.</summary>
    protected HalfBlock? LastOfMine => Body.Ledger.Latest(MyKey) is { IsAgreement: false } last ? last : null;

    /// <summary>A proposal for the place of <paramref name="first"/>, to somebody else.</summary>
    protected HalfBlock Fork(HalfBlock first, PublicKey to) =>
        Myself(Body.Ledger.Before(MyKey, first.Sequence)).Propose(to, first.Type, first.Transaction);

    /// <summary>Its own half-blocks in a packet.</summary>
    protected IEnumerable<HalfBlock> Mine(Packet packet) =>
        packet.Message is BlockMessage message ? message.Blocks.Where(block => block.PublicKey.Equals(MyKey)) : [];

    /// <summary>Honest participants but the issuer, in random order.</summary>
    protected IReadOnlyList<Participant> Victims(int count)
    {
        var honest = _my.Everybody.Where(p => p.Number != 0 && p.IsHonest).ToArray();
        _my.Random.Shuffle(honest);
        return honest.Length > count ? honest[..count] : honest;
    }

    protected Participant? ParticipantOf(PublicKey key) => _my.Everybody.FirstOrDefault(p => p.Key.PublicKey.Equals(key));

    /// <summary>Logs an attack, with what contradicts, the forged half-block last; takes one from the budget.</summary>
    protected void Commit(ProofKind kind, params HalfBlock[] halves)
    {
        Spend();
        Log(kind, halves);
    }

    /// <summary>The same for those who only ever refuse, or act more often than is worth a line: the budget is not touched.</summary>
    protected void Log(ProofKind kind, params HalfBlock[] halves) => _my.Truth.Add(Me.Number, _my.Plan.Behaviour, kind, NowMs, halves);

    protected void Spend() => BudgetLeft--;

    /// <summary>
    /// Whether nothing is to come of this half-block: while the attack goes on and budget is left, each is one attack, and what was kept back once is so
    /// for good.
    /// </summary>
    protected bool KeepsBack(HalfBlock block)
    {
        if (!_keptBack.Contains(block) && (!IsActive || BudgetLeft < 1))
        {
            return false;
        }

        if (_keptBack.Add(block))
        {
            Commit(ProofKind.None, block);
        }

        return true;
    }

    /// <summary>
    /// Lets the body forget the end of its chain and go on from there, as if the last half-blocks had never been, and with others in their place. It
    /// starts again in a moment: what is to be sent is sent before. It hears of the forgotten ones no more.
    /// </summary>
    /// <param name="last">The own half-block that is its last from now on.</param>
    /// <param name="and">Own half-blocks to follow it, and others' that belong to them.</param>
    protected void GoOnFrom(uint last, params IEnumerable<HalfBlock> and)
    {
        _forgotten.UnionWith(MyChain().Where(own => own.Sequence > last));
        Restart([.. Held().Where(block => !IsForgotten(block)), .. and], TimeSpan.FromMilliseconds(1));
    }

    /// <summary>All that the body holds, in the order in which it may be put back.</summary>
    protected IReadOnlyList<HalfBlock> Held() => [.. Body.Ledger.InOrderOfArrival];

    /// <summary>The body stops, and starts again with these half-blocks and nothing else.</summary>
    protected void Restart(IReadOnlyList<HalfBlock> kept, TimeSpan down)
    {
        if (!Body.IsUp)
        {
            return;
        }

        Body.Halt();
        _my.World.At(NowMs + (long)down.TotalMilliseconds, () =>
        {
            // When all is healed, everybody who is down is started.
            if (!Body.IsUp)
            {
                Body.PutBack(kept, withMarks: false);
                Body.Start();
            }
        });
    }

    private bool IsForgotten(HalfBlock block) => _forgotten.Contains(block)
        || (block.IsAgreement && block.LinkPublicKey.Equals(MyKey) && _forgotten.Any(own =>
            own.Sequence == block.LinkSequence && own.LinkPublicKey.Equals(block.PublicKey)));

    /// <summary>The body must not hear of what it has forgotten.</summary>
    private bool IsSecret(Packet packet) => _forgotten.Count > 0 && packet.Message switch
    {
        ProofAnnounced proof => proof.Cheat.Equals(MyKey),
        BlockMessage message => message.Blocks.Any(IsForgotten),
        _ => false,
    };

    protected override void PreStart()
    {
        BudgetLeft = _my.Plan.Budget;
        Timers.StartSingleTimer(Moment.Start, Moment.Start, TimeSpan.FromMilliseconds(Math.Max(0, _my.StartMs - NowMs)));
        Timers.StartSingleTimer(Moment.Stop, Moment.Stop, TimeSpan.FromMilliseconds(Math.Max(0, _my.StopMs - NowMs)));
    }

    protected sealed override void OnReceive(object message)
    {
        switch (message)
        {
            case SendDatagram send:
                if (!Packet.TryRead(send.Bytes, out var sent) || Sends(sent, send.To))
                {
                    _socket.Tell(send, ActorRefs.NoSender);
                }

                break;
            case DatagramReceived datagram:
                Hears(datagram.Bytes);
                if (!Packet.TryRead(datagram.Bytes, out var got) || (!IsSecret(got) && Gets(got, datagram.From)))
                {
                    _body.Tell(datagram);
                }

                break;
            case PeerWired wired:
                _socket = wired.Socket;
                break;
            case DeliverTo deliver:
                _body = deliver.Owner;
                break;
            case Moment.Start:
                OnStart();
                break;
            case Moment.Turn:
                if (IsActive)
                {
                    OnTurn();
                }

                break;
            case Moment.Stop:
                Timers.Cancel(Moment.Turn);
                OnStop();
                break;
            default:
                OnOther(message);
                break;
        }
    }
}
