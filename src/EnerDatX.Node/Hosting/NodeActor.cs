using System.Net;
using Akka.Actor;
using EnerDatX.Core.Ledger;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Overlay;
using EnerDatX.Storage;

namespace EnerDatX.Node.Hosting;

/// <summary>
/// The root of a node: opens the network, then starts the peer from the ledger, and starts it again from the ledger when it has stopped. When it
/// is the ledger that fails, the node is over. Passes on what users say, so that they need not know of such a restart.
/// </summary>
public sealed class NodeActor : ReceiveActor, IWithTimers, IWithUnboundedStash
{
    private static readonly TimeSpan RestartAfter = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource<IPEndPoint> _bound;
    private readonly TaskCompletionSource<string> _failed;
    private readonly Func<IActorRef, IActorRef, IPEndPoint, Props> _peerProps;
    private readonly IActorRef _network;
    private readonly IActorRef _journal;
    private IPEndPoint? _local;
    private IActorRef _peer = ActorRefs.Nobody;

    /// <param name="peerProps">The peer for this network, journal and local address; read anew from the ledger at each call.</param>
    /// <param name="bound">Told where the network is bound, or why it is not.</param>
    /// <param name="failed">Told why the node cannot go on.</param>
    public NodeActor(
        Props networkProps,
        Props journalProps,
        Func<IActorRef, IActorRef, IPEndPoint, Props> peerProps,
        TaskCompletionSource<IPEndPoint> bound,
        TaskCompletionSource<string> failed)
    {
        _bound = bound;
        _failed = failed;
        _peerProps = peerProps;
        _network = Context.ActorOf(networkProps, "network");
        Receive<NetworkBound>(OnBound);
        Receive<NetworkFailed>(failed => _bound.TrySetException(new IOException(failed.Reason)));
        _journal = Context.Watch(Context.ActorOf(journalProps, "journal"));
        Receive<Terminated>(OnTerminated);
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

    /// <summary>What users say while there is no peer: as much as the HTTP interface lets through in a second.</summary>
    public IStash Stash { get; set; } = null!;

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        // An actor that fails while it is made fails with this inside of something else.
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is StorageException or LedgerConflictException)
            {
                _failed.TrySetResult(cause.Message);
            }
        }

        return Directive.Stop;
    });

    private void OnTerminated(Terminated ended)
    {
        if (ended.ActorRef.Equals(_journal))
        {
            _failed.TrySetResult("The journal has failed.");
        }
        else
        {
            _peer = ActorRefs.Nobody;
        }

        if (!_failed.Task.IsCompleted)
        {
            Timers.StartSingleTimer(Restart.Now, Restart.Now, RestartAfter);
        }
    }

    private void OnBound(NetworkBound bound)
    {
        _local = bound.Local;
        StartPeer();
        _bound.TrySetResult(bound.Local);
    }

    private void StartPeer()
    {
        _peer = Context.Watch(Context.ActorOf(_peerProps(_network, _journal, _local!)));
        _network.Tell(new DeliverTo(_peer));
        Stash.UnstashAll();
    }
}
