using System.Net;
using Akka.Actor;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;
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

    /// <summary>A message that is none of the above.</summary>
    protected virtual void OnOther(object message) => Unhandled(message);

    /// <summary><see cref="OnTurn"/> after that time; a later call replaces an earlier one.</summary>
    protected void Again(TimeSpan after) => Timers.StartSingleTimer(Moment.Turn, Moment.Turn, after);

    /// <summary>A moment between now and the end of the attack, each equally likely; at least one millisecond from now.</summary>
    protected TimeSpan SomeTime(TimeSpan most) => TimeSpan.FromMilliseconds(1 + _my.Random.NextInt64(
        Math.Max(1, Math.Min((long)most.TotalMilliseconds, _my.StopMs - NowMs - 1))));

    protected void Send(Participant to, CommunityId community, OverlayMessage message) =>
        SendBytes(to.Address, Packet.Pack(community, ++_globalTime, message, Key));

    protected void Send(Participant to, HalfBlock block) => Send(to, CommunityId.TrustChain, new HalfBlockMessage(block));

    protected void SendBytes(IPEndPoint to, ReadOnlyMemory<byte> bytes) => _socket.Tell(new SendDatagram(to, bytes), ActorRefs.NoSender);

    /// <summary>Signs any half-block with its own key.</summary>
    protected HalfBlock Sign(uint sequence, PublicKey link, uint linkSequence, BlockHash previous, string type, ReadOnlySpan<byte> transaction) =>
        HalfBlock.Sign(Key, sequence, link, linkSequence, previous, type, transaction, (ulong)NowMs);

    /// <summary>Another half-block for the place of <paramref name="first"/>, for somebody else.</summary>
    protected HalfBlock Fork(HalfBlock first, PublicKey to) =>
        Sign(first.Sequence, to, 0, first.PreviousHash, first.Type, first.Transaction);

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
        BudgetLeft--;
        _my.Truth.Add(Me.Number, _my.Plan.Behaviour, kind, NowMs, halves);
    }

    /// <summary>
    /// Lets the body forget the end of its chain and go on from there, as if the last half-blocks had never been. It starts again in a moment; whoever
    /// asks about the forgotten ones gets no answer from it.
    /// </summary>
    /// <param name="last">The own half-block that is its last from now on.</param>
    /// <param name="and">Own half-blocks to follow it.</param>
    protected void GoOnFrom(uint last, params HalfBlock[] and)
    {
        var kept = Body.Ledger.InOrderOfArrival
            .Where(block => !block.PublicKey.Equals(MyKey) || block.Sequence <= last)
            .Concat(and)
            .ToList();
        Body.Halt();
        _my.World.At(NowMs + 1, () =>
        {
            Body.PutBack(kept, withMarks: false);
            Body.Start();
        });
    }

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
                if (!Packet.TryRead(datagram.Bytes, out var got) || Gets(got, datagram.From))
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
