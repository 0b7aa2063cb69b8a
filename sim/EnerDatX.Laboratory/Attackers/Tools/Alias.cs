using System.Net;
using Akka.Actor;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;
using EnerDatX.Laboratory.Runs;
using EnerDatX.Peer.Overlay;
using EnerDatX.Sim.Network;

namespace EnerDatX.Laboratory.Attackers.Tools;

/// <summary>A made-up key with an address of its own, so that nobody connects it with its maker.</summary>
public sealed class Alias(Persona persona, VirtualNetwork network, IPEndPoint address)
{
    private readonly IActorRef _socket = network.OpenSocket(address);
    private ulong _globalTime;

    public Persona Persona => persona;

    /// <summary>An address that nobody else has: 172.16–31 for the aliases of all attackers.</summary>
    /// <param name="attacker">Number of the participant, up to 4,095.</param>
    /// <param name="number">Of its alias; after 256 the first ones are used again.</param>
    public static IPEndPoint AddressOf(int attacker, int number) =>
        new(new IPAddress([172, (byte)(16 + (attacker / 256 % 16)), (byte)(attacker % 256), (byte)(number % 256)]), 8_090);

    public void Send(Participant to, params IEnumerable<HalfBlock> blocks)
    {
        foreach (var block in blocks)
        {
            Send(to.Address, CommunityId.TrustChain, new HalfBlockMessage(block));
        }
    }

    public void Send(IPEndPoint to, CommunityId community, OverlayMessage message) =>
        _socket.Tell(new SendDatagram(to, Packet.Pack(community, ++_globalTime, message, persona.Key)), ActorRefs.NoSender);
}
