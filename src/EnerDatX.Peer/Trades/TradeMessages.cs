using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Peer.Trades;

/// <summary>Trade → peer: send this half-block of mine to the counterparty once more.</summary>
public sealed record SendAgain(HalfBlock Block, PublicKey To);

/// <summary>Order book → seller's trade: the bid that the terms name is not here yet; the buyer has it.</summary>
public sealed record OrdersMissing;

/// <summary>Seller's trade → peer: ask the buyer for half-blocks: its orders, or those that show where its tokens come from.</summary>
public sealed record AskForBlocks(IReadOnlyList<BlockHash> Hashes, PublicKey From);

/// <summary>Seller's trade → peer: tell the buyer that nothing will be signed, and why.</summary>
public sealed record Decline(BlockHash Trade, PublicKey Buyer, DeclineReason Reason);

/// <summary>Peer → buyer's trade: the seller declined.</summary>
public sealed record Declined(DeclineReason Reason);

/// <summary>
/// Seller's trade → order book: the last segment is paid, may the licence be handed over? Answered with <see cref="MayBeHandedOver"/> or
/// <see cref="SoldMeanwhile"/>.
/// </summary>
public sealed record HandOver(Trade Trade);

/// <summary>Order book → seller's trade: no other sale excludes it.</summary>
public sealed record MayBeHandedOver;

/// <summary>Order book → seller's trade: a licence for <paramref name="Asset"/> is sold that excludes it, so the payment is given back.</summary>
public sealed record SoldMeanwhile(string Asset);

/// <summary>Seller's trade → order book: the terms name this ask; keep one unit of it for this trade. Answered with <see cref="AskKept"/> or <see cref="AskNotKept"/>.</summary>
public sealed record KeepAsk(Trade Trade);

/// <summary>Order book → seller's trade.</summary>
public sealed record AskKept;

/// <summary>Order book → seller's trade.</summary>
public sealed record AskNotKept(DeclineReason Reason);

/// <summary>Buyer's trade → order book: the next segment is to be paid. Answered with <see cref="PaymentCleared"/> or <see cref="PaymentHeld"/>.</summary>
public sealed record ClearPayment(Trade Trade);

/// <summary>Order book → buyer's trade: the payment does not exceed what this node risks.</summary>
public sealed record PaymentCleared;

/// <summary>Order book → buyer's trade: it would.</summary>
public sealed record PaymentHeld(string Reason);

/// <summary>Trade → peer: this side has nothing more to do.</summary>
public sealed record TradeOver(Trade Trade, TradeEnding Ending, string? Reason);

/// <summary>Peer → trade: there is a proof that the counterparty cheated.</summary>
public sealed record CounterpartyCheated
{
    public static readonly CounterpartyCheated Proved = new();
}

/// <summary>Seller's trade → peer: these credits were traced to their issuer, and these payments' signers left nothing out; they need no second look.</summary>
public sealed record MoneyVerified(IReadOnlyList<BlockHash> Halves);
