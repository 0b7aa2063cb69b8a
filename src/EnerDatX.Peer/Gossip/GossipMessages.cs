using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Peer.Gossip;

/// <summary>
/// Gossip → overlay: name peers of our community, at random, no one twice. Answered with a <see cref="Somebody"/> for each, fewer where fewer are known.
/// </summary>
public sealed record WantSomebody(int Peers);

/// <summary>Overlay → gossip.</summary>
public sealed record Somebody(PublicKey Key);

/// <summary>Frauds → overlay: send this message to every known peer of our community.</summary>
public sealed record Flood(MarketMessage Message);

/// <summary>Gossip → frauds: this peer still tells of a half-block of that key, and so does not know that it is a cheat's.</summary>
public sealed record UnawareOf(PublicKey Cheat, PublicKey Peer);

/// <summary>Frauds → peer: tell of these half-blocks when they come, and of no others: all that open accusations name.</summary>
public sealed record HalvesClaimed(IReadOnlySet<BlockHash> Halves);
