using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Peer.Chain;

/// <summary>Wallet, trade, issuer → chain: sign a proposal to <paramref name="To"/>. Answered with <see cref="Signed"/> or <see cref="NotSigned"/>.</summary>
public sealed record Propose(string Type, PublicKey To, byte[] Transaction);

/// <summary>Wallet, trade → chain: countersign. Answered with <see cref="Signed"/> or <see cref="NotSigned"/>.</summary>
/// <param name="LatestHeadMs">Only while the own chain ends no later than this, milliseconds since 1970.</param>
public sealed record Countersign(HalfBlock Proposal, byte[] Transaction, ulong LatestHeadMs = ulong.MaxValue);

/// <summary>Order book → chain: sign a half-block that is addressed to anyone. Answered with <see cref="Signed"/> or <see cref="NotSigned"/>.</summary>
public sealed record PublishSource(string Type, byte[] Transaction);

/// <summary>Chain, wallet → whoever asked: signed and durable.</summary>
/// <param name="For">The request that this answers.</param>
public sealed record Signed(HalfBlock Block, object For);

/// <summary>Chain, wallet → whoever asked: nothing was signed.</summary>
/// <param name="For">The request that this answers.</param>
/// <param name="MayTryAgain">Nothing is wrong with the request: the disk does not take it now.</param>
public sealed record NotSigned(string Reason, object For, bool MayTryAgain = false);

/// <summary>Peer → chain: a half-block came in that passed admission.</summary>
/// <param name="Ttl">How many more hops a broadcast may take; 0 for a half-block that was sent to us alone.</param>
/// <param name="IsAsked">We asked for it, so that it is no news.</param>
/// <param name="Done">Called when it is durable or refused; see <see cref="Overlay.DatagramReceived.Done"/>.</param>
public sealed record BlockReceived(HalfBlock Block, uint Ttl, bool IsAsked = false, Action? Done = null);

/// <summary>Overlay → chain: two half-blocks that came in one datagram, to be judged one after the other.</summary>
public sealed record PairReceived(BlockReceived First, BlockReceived Second);

/// <summary>Chain → wallet, order book: the next half-block of the market of one's own chain, in the order of the chain.</summary>
public sealed record OwnBlockStored(HalfBlock Block);

/// <summary>Chain → peer: a half-block is new and durable.</summary>
/// <param name="Ttl">As in <see cref="BlockReceived"/>; own half-blocks have 0.</param>
/// <param name="IsAsked">As in <see cref="BlockReceived"/>.</param>
public sealed record BlockStored(HalfBlock Block, bool IsOwn, uint Ttl, bool IsAsked = false);

/// <summary>
/// Chain → peer: a proposal to us came again. If we have answered it, the answer may have been lost and goes out once more;
/// if not, the trade that it belongs to should look again.
/// </summary>
public sealed record ProposalRepeated(HalfBlock Proposal, IReadOnlyList<HalfBlock> Answers);

/// <summary>Chain → peer, peer → overlay: this proves that its culprit cheated. It is verified.</summary>
public sealed record CheatProved(Proof Proof);

/// <summary>Anyone → chain → journal: answered with <see cref="Durable"/> when every half-block that the chain was given before is durable or refused.</summary>
public sealed record UntilDurable(object For);

/// <summary>Journal → whoever asked.</summary>
/// <param name="For">As in <see cref="UntilDurable"/>.</param>
public sealed record Durable(object For);
