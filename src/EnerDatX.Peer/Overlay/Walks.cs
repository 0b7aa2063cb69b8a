using System.Buffers.Binary;
using System.Net;
using Akka.Actor;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Peer.Overlay;

/// <summary>What the walk of each community is made of.</summary>
internal static class Walks
{
    /// <param name="random">64 random bits.</param>
    /// <param name="local">Where the network is bound.</param>
    /// <param name="bootstrap">Configured addresses.</param>
    public static Props Props(
        CommunityId community,
        PeerSurroundings peer,
        IScheduler scheduler,
        Func<ulong> random,
        IPEndPoint local,
        IReadOnlyList<IPEndPoint> bootstrap) => DiscoveryActor.Props(new DiscoverySettings(
            community,
            peer.Key,
            peer.Network,
            Endpoint(local),
            [.. bootstrap.Select(Endpoint)],
            peer.Settings.Walk,
            () => scheduler.Now.ToUnixTimeMilliseconds(),
            random,
            () => community == CommunityId.TrustChain ? ChainLength(peer) : ReadOnlyMemory<byte>.Empty));

    /// <exception cref="ArgumentException">The address is not an IPv4 one.</exception>
    public static Ipv4Endpoint Endpoint(IPEndPoint address) =>
        Ipv4Endpoint.TryFrom(address, out var endpoint) ? endpoint : throw new ArgumentException($"{address} is no IPv4 address.");

    /// <summary>py-ipv8 tells it with its walk.</summary>
    private static ReadOnlyMemory<byte> ChainLength(PeerSurroundings peer)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(length, peer.Ledger.Latest(peer.Self)?.Sequence ?? 0);
        return length;
    }
}
