using System.Net;
using Akka.Actor;
using EnerDatX.Peer.Overlay;
using EnerDatX.Sim.Time;

namespace EnerDatX.Sim.Network;

/// <summary>
/// One peer's socket at its own address: takes <see cref="SendDatagram"/> as the real transport does, and has what arrives told to the
/// peer's owner as <see cref="DatagramReceived"/>, with this socket as the sender. The owner may come later, by <see cref="DeliverTo"/>.
/// </summary>
/// <remarks>
/// No actor stands behind it: the wire takes no time to take a datagram, and a turn less for each is a third of the time of a large run.
/// </remarks>
internal sealed class VirtualSocket : MinimalActorRef
{
    private readonly VirtualNetwork _network;
    private bool _isClosed;

    public VirtualSocket(VirtualNetwork network, ActorSystem system, IPEndPoint address)
    {
        _network = network;
        Address = address;
        Provider = ((ExtendedActorSystem)system).Provider;
        Path = new RootActorPath(new Address("akka", system.Name)) / "sockets" / $"{address}";
    }

    public IPEndPoint Address { get; }

    public Line Line { get; } = new();

    /// <summary>Who gets what arrives; nobody before <see cref="DeliverTo"/>.</summary>
    public IActorRef? Owner { get; private set; }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider { get; }

    public override void Stop()
    {
        _isClosed = true;
        _network.Unplug(this);
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (_isClosed)
        {
            return;
        }

        switch (message)
        {
            case SendDatagram(var to, var bytes):
                _network.Carry(this, to, bytes);
                break;
            case DeliverTo(var owner):
                Owner = owner;
                _network.Plug(this);
                break;
        }
    }
}

/// <summary>
/// A datagram on its way. Who is at the address is looked up on arrival, not on sending, so a peer that restarts meanwhile gets what was on its
/// way to its predecessor, as on a real network.
/// </summary>
internal sealed class DatagramOnItsWay(VirtualNetwork network, IPEndPoint from, IPEndPoint to, ReadOnlyMemory<byte> bytes) : Appointment
{
    public override void Keep() => network.Arrive(from, to, bytes);
}
