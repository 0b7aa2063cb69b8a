using System.Net;
using Akka.Actor;
using EnerDatX.Peer.Overlay;

namespace EnerDatX.Node.Hosting;

/// <summary>
/// The root of a node: opens the network, then starts the peer from the ledger, and starts it again from the ledger when it has stopped. Passes on
/// what users say, so that they need not know of such a restart.
/// </summary>
public sealed class NodeActor : ReceiveActor, IWithTimers, IWithUnboundedStash
{
    private static readonly TimeSpan RestartAfter = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource<IPEndPoint> _bound;
    private readonly Func<IActorRef, IPEndPoint, Props> _peerProps;
    private readonly IActorRef _network;
    private IPEndPoint? _local;
    private IActorRef _peer = ActorRefs.Nobody;

    /// <param name="peerProps">The peer for this network at this local address; read anew from the ledger at each call.</param>
    /// <param name="bound">Told where the network is bound, or why it is not.</param>
    public NodeActor(Props networkProps, Func<IActorRef, IPEndPoint, Props> peerProps, TaskCompletionSource<IPEndPoint> bound)
    {
        _bound = bound;
        _peerProps = peerProps;
        _network = Context.ActorOf(networkProps, "network");
        Receive<NetworkBound>(OnBound);
        Receive<NetworkFailed>(failed => _bound.TrySetException(new IOException(failed.Reason)));
        Receive<Terminated>(_ =>
        {
            _peer = ActorRefs.Nobody;
            Timers.StartSingleTimer(Restart.Now, Restart.Now, RestartAfter);
        });
        Receive<Restart>(_ => StartPeer());
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

    /// <summary>What users say while there is no peer: as much as the HTTP interface lets through in a second.</summary>
    public IStash Stash { get; set; } = null!;

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void OnBound(NetworkBound bound)
    {
        _local = bound.Local;
        StartPeer();
        _bound.TrySetResult(bound.Local);
    }

    private void StartPeer()
    {
        _peer = Context.Watch(Context.ActorOf(_peerProps(_network, _local!)));
        _network.Tell(new DeliverTo(_peer));
        Stash.UnstashAll();
    }
}
