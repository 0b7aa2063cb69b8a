using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Peer.Chain;

/// <summary>Wallet, trade, issuer → chain: sign a proposal to <paramref name="To"/>. Answered with <see cref="Signed"/> or <see cref="NotSigned"/>.</summary>
public sealed record Propose(string Type, PublicKey To, byte[] Transaction);

/// <summary>Wallet, trade → chain: countersign. Answered with <see cref="Signed"/> or <see cref="NotSigned"/>.</summary>
public sealed record Countersign(HalfBlock Proposal, byte[] Transaction);

/// <summary>Order book → chain: sign a half-block that is addressed to anyone. Answered with <see cref="Signed"/> or <see cref="NotSigned"/>.</summary>
public sealed record PublishSource(string Type, byte[] Transaction);

/// <summary>Chain → whoever asked: signed and durable.</summary>
public sealed record Signed(HalfBlock Block);

/// <summary>Chain → whoever asked: nothing was signed.</summary>
public sealed record NotSigned(string Reason);

/// <summary>Peer → chain: a half-block came in that passed admission.</summary>
/// <param name="Ttl">How many more hops a broadcast may take; 0 for a half-block that was sent to us alone.</param>
public sealed record BlockReceived(HalfBlock Block, uint Ttl);

/// <summary>Chain → wallet: the next half-block of one's own chain, in the order of the chain.</summary>
public sealed record OwnBlockStored(HalfBlock Block);

/// <summary>Chain → peer: a half-block is new and durable.</summary>
/// <param name="Ttl">As in <see cref="BlockReceived"/>; own half-blocks have 0.</param>
public sealed record BlockStored(HalfBlock Block, bool IsOwn, uint Ttl);

/// <summary>
/// Chain → peer: a proposal to us came again. If we have answered it, the answer may have been lost and goes out once more;
/// if not, the trade that it belongs to should look again.
/// </summary>
public sealed record ProposalRepeated(HalfBlock Proposal, IReadOnlyList<HalfBlock> Answers);

/// <summary>Chain → peer: two half-blocks prove that this key cheated.</summary>
public sealed record CheatProved(PublicKey Cheat, Evidence Evidence);
