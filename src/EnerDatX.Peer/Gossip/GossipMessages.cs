using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Peer.Gossip;

/// <summary>Gossip → overlay: name a peer of our community, at random. Answered with <see cref="Somebody"/>, or not at all when there is none.</summary>
public sealed record WantSomebody
{
    public static readonly WantSomebody Now = new();
}

/// <summary>Overlay → gossip.</summary>
public sealed record Somebody(PublicKey Key);

/// <summary>Frauds → overlay: send this message to every known peer of our community.</summary>
public sealed record Flood(MarketMessage Message);

/// <summary>Gossip → frauds: this peer still tells of a half-block of that key, and so does not know that it is a cheat's.</summary>
public sealed record UnawareOf(PublicKey Cheat, PublicKey Peer);

/// <summary>Frauds → peer: tell of these half-blocks when they come, and of no others: all that open accusations name.</summary>
public sealed record HalvesClaimed(IReadOnlySet<BlockHash> Halves);
