using Akka.Actor;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Overlay;

namespace EnerDatX.Node.Network;

/// <summary>
/// Between the socket and the peer. An actor's mailbox has no bound and serves whoever sends most; so only a few datagrams are with the peer at
/// once, until it says that it is done with one (<see cref="DatagramReceived.Done"/>), and the others wait here, each host in a line of its own.
/// Safe for the receiving thread and those of the peer's actors.
/// </summary>
internal sealed class FairInbox(IActorRef network)
{
    /// <summary>
    /// Datagrams with the peer at once: enough that every flush of the journal has a group to write, and little enough that a host whose turn it is
    /// waits some tens of milliseconds.
    /// </summary>
    public const int MaxWithPeer = 256;

    /// <summary>Datagrams that wait: at 8 KiB each 16 MiB at most.</summary>
    public const int MaxWaiting = 2_048;

    /// <summary>Of one host: a crawl's answer, twice.</summary>
    public const int MaxWaitingPerHost = 256;

    private readonly Lock _lock = new();
    private readonly FairQueue<uint, (Ipv4Endpoint From, byte[] Bytes)> _waiting = new(MaxWaiting, MaxWaitingPerHost);
    private Delivery? _delivery;
    private long _delivered;
    private long _dropped;

    public long Delivered => Interlocked.Read(ref _delivered);

    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Delivers to this actor from now on. What another was given and did not finish is forgotten with it.</summary>
    public void DeliverTo(IActorRef owner)
    {
        lock (_lock)
        {
            _delivery = new Delivery(this, owner);
            Deliver();
        }
    }

    public void Take(Ipv4Endpoint from, byte[] bytes)
    {
        lock (_lock)
        {
            if (!_waiting.Add(from.Host, (from, bytes)))
            {
                _dropped++;
            }

            Deliver();
        }
    }

    private void Deliver()
    {
        while (_delivery is { WithPeer: < MaxWithPeer } delivery && _waiting.TryTake(out var next))
        {
            delivery.WithPeer++;
            _delivered++;
            delivery.Owner.Tell(new DatagramReceived(next.From.ToIPEndPoint(), next.Bytes, delivery.Done), network);
        }
    }

    /// <summary>One owner, and how much it has.</summary>
    private sealed class Delivery
    {
        private readonly FairInbox _inbox;

        public Delivery(FairInbox inbox, IActorRef owner)
        {
            _inbox = inbox;
            Owner = owner;
            Done = Finish;
        }

        public IActorRef Owner { get; }

        public int WithPeer { get; set; }

        public Action Done { get; }

        private void Finish()
        {
            lock (_inbox._lock)
            {
                WithPeer--;
                _inbox.Deliver();
            }
        }
    }
}
