using System.Net;
using Akka.Actor;
using Akka.Event;
using EnerDatX.Peer.Overlay;

namespace EnerDatX.Sim.Network;

/// <summary>
/// Carries datagrams between sockets in virtual time. Who is at an address is looked up on arrival, not on sending, so a peer that
/// restarts meanwhile gets what was on its way to its predecessor, as on a real network.
/// </summary>
internal sealed class VirtualNetworkActor(VirtualNetwork network) : UntypedActor
{
    private readonly Dictionary<IPEndPoint, Plug> _sockets = [];

    /// <summary>A socket tells the network for whom it stands. A later one at the same address takes over.</summary>
    internal sealed record Plug(IPEndPoint Address, IActorRef Socket, IActorRef Owner);

    /// <summary>A socket hands over a datagram that its peer sends.</summary>
    internal sealed record Carry(IPEndPoint From, IPEndPoint To, ReadOnlyMemory<byte> Bytes);

    /// <summary>The network to itself, when a datagram has been on its way for its latency.</summary>
    private sealed record Arrival(IPEndPoint From, IPEndPoint To, ReadOnlyMemory<byte> Bytes);

    /// <summary>The death of a socket.</summary>
    private sealed record Unplug(IPEndPoint Address, IActorRef Socket);

    public static Props Props(VirtualNetwork network) => Akka.Actor.Props.Create(() => new VirtualNetworkActor(network));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Carry datagram:
                OnCarry(datagram);
                break;
            case Arrival datagram:
                OnArrival(datagram);
                break;
            case Plug plug:
                OnPlug(plug);
                break;
            case Unplug(var address, var socket):
                if (_sockets.TryGetValue(address, out var current) && current.Socket.Equals(socket))
                {
                    _sockets.Remove(address);
                }

                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnCarry(Carry datagram)
    {
        // The wire has its own copy: a sender may use its buffer again as soon as it has told the network.
        var bytes = datagram.Bytes.ToArray();
        var latencies = network.Send(datagram.From, datagram.To, bytes, out var fate);
        if (fate == DatagramFate.TooLong)
        {
            var text = $"{datagram.From} sent {bytes.Length} bytes to {datagram.To}; a datagram has {VirtualNetwork.LongestDatagram} at most";
            Context.System.EventStream.Publish(new Error(null, Self.Path.ToString(), GetType(), text));
        }

        foreach (var latency in latencies)
        {
            Context.System.Scheduler.ScheduleTellOnce(latency, Self, new Arrival(datagram.From, datagram.To, bytes), Self);
        }
    }

    private void OnArrival(Arrival datagram)
    {
        if (_sockets.TryGetValue(datagram.To, out var plug))
        {
            plug.Owner.Tell(new DatagramReceived(datagram.From, datagram.Bytes), plug.Socket);
        }
        else
        {
            network.Unreachable++;
        }
    }

    private void OnPlug(Plug plug)
    {
        if (!_sockets.TryGetValue(plug.Address, out var before) || !before.Socket.Equals(plug.Socket))
        {
            Context.WatchWith(plug.Socket, new Unplug(plug.Address, plug.Socket));
        }

        _sockets[plug.Address] = plug;
    }
}
