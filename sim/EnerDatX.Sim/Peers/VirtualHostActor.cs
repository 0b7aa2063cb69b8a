using Akka.Actor;
using EnerDatX.Peer;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Overlay;

namespace EnerDatX.Sim.Peers;

/// <summary>What the root of a node does for its peer: starts it from the ledger, and again when it has stopped; passes on what users say.</summary>
internal sealed class VirtualHostActor : ReceiveActor, IWithTimers, IWithUnboundedStash
{
    private static readonly TimeSpan RestartAfter = TimeSpan.FromSeconds(1);

    private readonly Func<PeerActor> _peerFromLedger;
    private readonly IActorRef _socket;
    private IActorRef _peer = ActorRefs.Nobody;

    public VirtualHostActor(Func<PeerActor> peerFromLedger, IActorRef socket)
    {
        _peerFromLedger = peerFromLedger;
        _socket = socket;
        Receive<Terminated>(_ =>
        {
            _peer = ActorRefs.Nobody;
            Timers.StartSingleTimer(Restart.Now, Restart.Now, RestartAfter);
        });
        Receive<Restart>(_ => StartPeer());
        Receive<OwnChainAdopted>(_ =>
        {
            Context.Stop(_peer);
            _peer = ActorRefs.Nobody;
        });
        ReceiveAny(message =>
        {
            if (_peer.IsNobody())
            {
                Stash.Stash();
                return;
            }

            _peer.Forward(message);
        });
    }

    private enum Restart
    {
        Now = 1,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>What users say while there is no peer.</summary>
    public IStash Stash { get; set; } = null!;

    protected override void PreStart() => StartPeer();

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void StartPeer()
    {
        _peer = Context.Watch(Context.ActorOf(ActorProducer.Props(_peerFromLedger)));
        _socket.Tell(new DeliverTo(_peer));
        Stash.UnstashAll();
    }
}
