using System.Net;
using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Peer.Overlay;

/// <summary>Peer → discovery of the packet's community: an admitted introduction message.</summary>
/// <param name="Done">See <see cref="DatagramReceived.Done"/>.</param>
public sealed record Inbound(IPEndPoint From, Packet Packet, Action? Done = null);

/// <summary>Discovery → its parent: a peer answered for the first time.</summary>
public sealed record PeerFound(PublicKey Key, IPEndPoint Address, CommunityId Community);

/// <summary>
/// Discovery → its parent: a peer answered, also the first time (after <see cref="PeerFound"/>). <paramref name="Address"/> is where to reach it
/// from now on.
/// </summary>
/// <param name="Extra">What its answer carries for the community: in TrustChain its chain length, int32.</param>
public sealed record PeerAnswered(PublicKey Key, IPEndPoint Address, CommunityId Community, ReadOnlyMemory<byte> Extra);

/// <summary>Discovery → its parent: a peer was silent too long, or another key answers at its only address.</summary>
public sealed record PeerLost(PublicKey Key, CommunityId Community);

/// <summary>Discovery → its parent: a key answered from an address that we asked, and is not in the table.</summary>
public sealed record PeerMet(PublicKey Key, IPEndPoint Address);

/// <summary>Discovery → its parent: our own address in our own network, and as most peers see it.</summary>
public sealed record OwnAddressSeen(Ipv4Endpoint Lan, Ipv4Endpoint Wan);

/// <summary>Overlay → discovery: ask there who it is; somebody wants to reach us, or is wanted. The overlay has checked that we may send there.</summary>
public sealed record AskThere(IReadOnlyList<Ipv4Endpoint> Addresses);

/// <summary>Overlay → discovery: when this key asks us in the next minute, ask it back, though there is no place for it.</summary>
public sealed record AskBack(PublicKey Key);

/// <summary>
/// Overlay → discovery → overlay: a crawl of somebody whose address is not proven yet. It comes back behind everything that discovery was given
/// before: if the proof was among it, the crawl is answered then, else never.
/// </summary>
public sealed record EarlyCrawl(PublicKey By, CrawlRequest Request, IPEndPoint From);

/// <summary>What a <see cref="DiscoveryActor"/> is made of.</summary>
/// <param name="Key">Signs requests and answers.</param>
/// <param name="Network">Takes <see cref="SendDatagram"/>.</param>
/// <param name="Local">Our address in our own network, as the network was bound; 0.0.0.0:0 when unknown.</param>
/// <param name="Bootstrap">The addresses of <c>--connect</c>, looked up.</param>
/// <param name="NowMs">Milliseconds of a clock that only goes forward.</param>
/// <param name="Random">64 random bits at each call; seeded in the simulator.</param>
/// <param name="Extra">Extra bytes for requests and answers, now: the own chain length in TrustChain, nothing in the market.</param>
public sealed record DiscoverySettings(
    CommunityId Community,
    SecretKey Key,
    IActorRef Network,
    Ipv4Endpoint Local,
    IReadOnlyList<Ipv4Endpoint> Bootstrap,
    WalkLimits Limits,
    Func<long> NowMs,
    Func<ulong> Random,
    Func<ReadOnlyMemory<byte>> Extra);
