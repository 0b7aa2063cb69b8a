using System.Net;
using Akka.Actor;
using EnerDatX.Peer.Overlay;

namespace EnerDatX.Sim.Network;

/// <summary>
/// One peer's socket at its own address: takes <see cref="SendDatagram"/> as the real transport does, and has what arrives told to the
/// peer's owner as <see cref="DatagramReceived"/>, with this socket as the sender. The owner may come later, by <see cref="DeliverTo"/>.
/// </summary>
public sealed class VirtualSocketActor : UntypedActor
{
    private readonly IActorRef _network;
    private readonly IPEndPoint _address;

    private VirtualSocketActor(IActorRef network, IPEndPoint address, IActorRef? owner)
    {
        _network = network;
        _address = address;
        if (owner is not null)
        {
            Plug(owner);
        }
    }

    /// <summary>With a producer of our own: <c>Props.Create(() =&gt; …)</c> compiles its closure at every call, and peers come by the thousand.</summary>
    internal static Props Props(IActorRef network, IPEndPoint address, IActorRef? owner) =>
        Akka.Actor.Props.CreateBy(new Producer(network, address, owner));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SendDatagram(var to, var bytes):
                _network.Tell(new VirtualNetworkActor.Carry(_address, to, bytes));
                break;
            case DeliverTo(var owner):
                Plug(owner);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Plug(IActorRef owner) => _network.Tell(new VirtualNetworkActor.Plug(_address, Self, owner));

    private sealed class Producer(IActorRef network, IPEndPoint address, IActorRef? owner) : IIndirectActorProducer
    {
        public Type ActorType => typeof(VirtualSocketActor);

        public ActorBase Produce() => new VirtualSocketActor(network, address, owner);

        public void Release(ActorBase actor)
        {
        }
    }
}
