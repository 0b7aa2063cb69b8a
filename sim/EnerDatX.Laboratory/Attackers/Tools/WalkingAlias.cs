using System.Net;
using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer;
using EnerDatX.Peer.Overlay;
using EnerDatX.Sim.Network;

namespace EnerDatX.Laboratory.Attackers.Tools;

/// <summary>A made-up key that introduces itself and answers introductions as everybody does, and takes no part in anything else.</summary>
public sealed class WalkingAlias : ReceiveActor
{
    private readonly List<(CommunityId Community, IActorRef Walk)> _walks = [];

    public WalkingAlias(SecretKey key, VirtualNetwork network, IPEndPoint address, IReadOnlyList<IPEndPoint> victims, Func<long> nowMs, Func<ulong> random)
    {
        var socket = network.OpenSocket(address, Self);
        foreach (var community in new[] { CommunityId.Market, CommunityId.TrustChain })
        {
            var settings = new DiscoverySettings(
                community, key, socket, Endpoint(address), [.. victims.Select(Endpoint)], new WalkLimits(), nowMs, random, () => new byte[community == CommunityId.Market ? 0 : 4]);
            _walks.Add((community, Context.ActorOf(ActorProducer.Props(() => new DiscoveryActor(settings)))));
        }

        Receive<DatagramReceived>(datagram =>
        {
            if (Packet.TryRead(datagram.Bytes, out var packet)
                && packet.Message is IntroductionRequest or IntroductionResponse or PunctureRequest or Puncture)
            {
                _walks.Find(walk => walk.Community == packet.Community).Walk.Tell(new Inbound(datagram.From, packet));
            }
        });
        ReceiveAny(_ => { });
    }

    public static Props Props(
        SecretKey key, VirtualNetwork network, IPEndPoint address, IReadOnlyList<IPEndPoint> victims, Func<long> nowMs, Func<ulong> random) =>
        ActorProducer.Props(() => new WalkingAlias(key, network, address, victims, nowMs, random));

    private static Ipv4Endpoint Endpoint(IPEndPoint address) =>
        Ipv4Endpoint.TryFrom(address, out var endpoint) ? endpoint : throw new ArgumentException("No IPv4 address.", nameof(address));
}
