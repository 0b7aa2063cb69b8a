using System.Net;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Peer.Overlay;

/// <summary>Peer → overlay: send this half-block to one counterparty.</summary>
public sealed record SendBlock(HalfBlock Block, PublicKey To);

/// <summary>Peer → overlay: push this half-block to a few peers.</summary>
/// <param name="Ttl">Hops that it may go, this one included.</param>
public sealed record SpreadBlock(HalfBlock Block, uint Ttl);

/// <summary>Peer → overlay: ask an issuer for its start amount.</summary>
public sealed record AskFaucet(PublicKey Issuer, string Currency);

/// <summary>Overlay → peer: somebody asks this peer, as an issuer, for the start amount.</summary>
public sealed record FaucetAsked(PublicKey By, string Currency);

/// <summary>Overlay → peer: a seller says that it signs nothing.</summary>
public sealed record DeclineHeard(BlockHash Trade, PublicKey Seller, DeclineReason Reason);

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
