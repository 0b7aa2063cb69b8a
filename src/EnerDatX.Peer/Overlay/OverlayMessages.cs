using System.Net;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Peer.Overlay;

/// <summary>Peer → overlay: send this half-block to one counterparty.</summary>
public sealed record SendBlock(HalfBlock Block, PublicKey To);

/// <summary>Peer → overlay: push this half-block to a few peers.</summary>
/// <param name="Ttl">Hops that it may go, this one included.</param>
public sealed record SpreadBlock(HalfBlock Block, uint Ttl);

/// <summary>Peer → overlay: push both halves to a few peers, as py-ipv8 does when it has countersigned.</summary>
/// <param name="Ttl">As in <see cref="SpreadBlock"/>.</param>
public sealed record SpreadPair(HalfBlock Proposal, HalfBlock Agreement, uint Ttl);

/// <summary>Order book → overlay: show both halves to one peer, which passes them on to a few if they are new to it.</summary>
public sealed record ShowPair(HalfBlock Proposal, HalfBlock Agreement, PublicKey To);

/// <summary>Any actor of a peer → overlay: send this message to one peer, if it is known where that is.</summary>
public sealed record SendTo(PublicKey To, CommunityId Community, OverlayMessage Message);

/// <summary>Overlay → peer: an admitted message of our own community and network that is not the overlay's own business.</summary>
/// <param name="From">Who signed it.</param>
/// <param name="IsProven">
/// Whether the sender has proved that it is reached at this address. Answers that are longer than their question go to no other.
/// </param>
public sealed record Heard(PublicKey From, bool IsProven, OverlayMessage Message);

/// <summary>Peer → issuer: somebody asks this peer, as an issuer, for the start amount.</summary>
public sealed record FaucetAsked(PublicKey By, string Currency);

/// <summary>User → overlay: answered with <see cref="PeersRead"/>.</summary>
public sealed record ReadPeers
{
    public static readonly ReadPeers Now = new();
}

/// <summary>Overlay → user: peers that answered lately, by key.</summary>
public sealed record PeersRead(IReadOnlyList<KnownPeer> Peers);

/// <param name="IsInMarket">Whether it takes part in our market; every such peer is a matchmaker.</param>
public sealed record KnownPeer(PublicKey Key, IPEndPoint Address, bool IsInMarket);

/// <summary>Peer → overlay: where is this key reached now? Answered with <see cref="IsAt"/>.</summary>
public sealed record WhereIs(PublicKey Key);

/// <summary>Overlay → peer.</summary>
public sealed record IsAt(PublicKey Key, IPEndPoint? Address);
