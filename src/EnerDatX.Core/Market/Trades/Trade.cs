using System.Collections.Immutable;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

public enum TradeSide
{
    /// <summary>Not a party; never acts.</summary>
    None = 0,
    Buyer,
    Seller,
}

/// <summary>How a trade ended, as far as this side knows.</summary>
public enum TradeEnding
{
    /// <summary>Still going on.</summary>
    None = 0,

    /// <summary>All paid, all delivered, all receipted.</summary>
    Done,

    /// <summary>Ended before any payment.</summary>
    Aborted,

    /// <summary>At least one payment came back instead of data; what was delivered stays delivered.</summary>
    Refunded,

    /// <summary>The seller refused the terms; nothing was signed by it.</summary>
    Declined,

    /// <summary>What was delivered does not open what was sold: the buyer signs a dispute instead of the receipt.</summary>
    BadDelivery,

    /// <summary>The buyer took a payment back that the seller did not countersign in time.</summary>
    Reclaimed,

    /// <summary>
    /// The counterparty fell silent while something was owed: at most one segment's price. If it comes back, the trade goes on.
    /// </summary>
    Abandoned,
}

/// <summary>The half-blocks of one segment, in the order in which they come about.</summary>
public sealed record SegmentTrail(
    HalfBlock? Payment,
    HalfBlock? Credit,
    HalfBlock? Delivery,
    HalfBlock? Receipt,
    HalfBlock? Refund,
    HalfBlock? RefundCredit)
{
    public static readonly SegmentTrail Empty = new(null, null, null, null, null, null);

    /// <summary>The buyer's word that the delivery does not open what was sold.</summary>
    public HalfBlock? Dispute { get; init; }

    /// <summary>The buyer took the payment back.</summary>
    public HalfBlock? Reclaim { get; init; }

    /// <summary>Where the seller countersigned after all, one of the two cheated.</summary>
    public bool IsReclaimed => Reclaim is not null && Credit is null;

    /// <summary>Delivered and disputed, and neither receipted nor given back after all.</summary>
    public bool IsDisputed => Dispute is not null && !IsSettled;

    /// <summary>Paid and either delivered, given back or taken back: nothing is owed.</summary>
    public bool IsSettled => Receipt is not null || RefundCredit is not null || IsReclaimed;
}

/// <summary>
/// One trade: the fold of its half-blocks on both chains (protocol rules 15–18). Both sides hold the same record; what each does next
/// is <see cref="BuyerRules"/> and <see cref="SellerRules"/>. Evolving is total and asks no clock.
/// </summary>
/// <param name="Id">Hash of the <c>tx_init</c> proposal.</param>
public sealed record Trade(
    BlockHash Id,
    PublicKey Buyer,
    PublicKey Seller,
    TradeTerms Terms,
    HalfBlock Init,
    HalfBlock? InitAgreement,
    ImmutableArray<SegmentTrail> Segments,
    HalfBlock? Done,
    HalfBlock? DoneAgreement,
    HalfBlock? Abort,
    HalfBlock? AbortAgreement)
{
    /// <summary>Begins with the proposal half of <c>tx_init</c>; null if it is none.</summary>
    public static Trade? Begin(HalfBlock init, string network) =>
        TradeTerms.TryRead(init, network, out var terms)
            ? new Trade(
                init.Hash,
                init.PublicKey,
                init.LinkPublicKey,
                terms,
                init,
                null,
                [.. Enumerable.Repeat(SegmentTrail.Empty, terms.Segments)],
                null,
                null,
                null,
                null)
            : null;

    public TradeSide SideOf(PublicKey key) =>
        key.Equals(Buyer) ? TradeSide.Buyer : key.Equals(Seller) ? TradeSide.Seller : TradeSide.None;

    public PublicKey CounterpartyOf(PublicKey key) => key.Equals(Buyer) ? Seller : Buyer;

    /// <summary>The first segment whose delivery is disputed, or −1.</summary>
    public int Disputed => Segments.FirstOrNone(s => s.IsDisputed);

    public bool IsFullyReceipted => Segments.All(s => s.Receipt is not null);

    /// <summary>Tokens that the buyer has signed away and not got back.</summary>
    public long PaidAmount => Enumerable.Range(0, Segments.Length)
        .Where(i => Segments[i].Payment is not null && Segments[i].RefundCredit is null && !Segments[i].IsReclaimed)
        .Sum(Terms.PriceOf);

    /// <summary>
    /// Whether the order of this side is used up: the buyer's once everything is received, or disputed (else the next trade would pay the same
    /// seller again); the seller's once the last segment is paid, which is when the licence is sold (protocol rule 12).
    /// </summary>
    public bool IsSettledFor(TradeSide side) => side == TradeSide.Buyer
        ? IsFullyReceipted || Disputed >= 0
        : Segments[^1] is { Credit: not null, Refund: null };

    /// <summary>When it was settled, by the settling half-block's own stamp (milliseconds since 1970), so that a replay says the same.</summary>
    public long SettledMs(TradeSide side) =>
        (long)((side == TradeSide.Buyer ? Segments[^1].Receipt : Segments[^1].Credit) ?? Init).TimestampMs;

    /// <summary>What the half-blocks alone say about the end.</summary>
    public TradeEnding Ending =>
        Segments.Any(s => s.RefundCredit is not null) && Segments.All(s => s.Payment is null || s.IsSettled) ? TradeEnding.Refunded
        : Segments.Any(s => s.IsReclaimed) && Segments.All(s => s.Payment is null || s.IsSettled) ? TradeEnding.Reclaimed
        : IsFullyReceipted ? TradeEnding.Done
        : Disputed >= 0 ? TradeEnding.BadDelivery
        : Abort is not null && Segments.All(s => s.Payment is null || s.IsSettled) ? TradeEnding.Aborted
        : TradeEnding.None;

    /// <summary>
    /// Takes a half-block of this trade into account. One that does not fit (wrong signer, wrong segment, not the counterpart of what is
    /// held) changes nothing; one that is already there changes nothing.
    /// </summary>
    public Trade Evolve(HalfBlock block, string network) => block.Type switch
    {
        BlockTypes.Init => OnTermsAgreement(block, network),
        BlockTypes.Payment => EvolveSegment(block, network, OnPayment),
        BlockTypes.Delivery => EvolveSegment(block, network, OnDelivery),
        BlockTypes.Refund => EvolveSegment(block, network, OnRefund),
        BlockTypes.Dispute => EvolveSegment(block, network, OnDispute),
        BlockTypes.Reclaim => EvolveSegment(block, network, OnReclaim),
        BlockTypes.Done => OnDone(block, network),
        BlockTypes.Abort => OnAbort(block, network),
        _ => this,
    };

    /// <summary>Whether <paramref name="agreement"/> is the addressee's countersignature of exactly this proposal.</summary>
    internal static bool Agrees(HalfBlock agreement, HalfBlock? proposal, string network) =>
        proposal is not null
        && agreement.Type == proposal.Type
        && agreement.PublicKey.Equals(proposal.LinkPublicKey)
        && agreement.LinkPublicKey.Equals(proposal.PublicKey)
        && agreement.LinkSequence == proposal.Sequence
        && AgreementOf.TryRead(agreement, network, out var of)
        && of == proposal.Hash;

    /// <summary>The sealed locator of the seller's agreement.</summary>
    public byte[]? SealedLocator(string network) =>
        InitAgreement is not null && TermsAgreement.TryRead(InitAgreement, network, out var locator) ? locator : null;

    /// <summary>Why the trade was aborted, in the words of whoever did; null if nobody did.</summary>
    public string? AbortReason(string network) =>
        Abort is not null && AbortTransaction.TryRead(Abort, network, out var abort) ? abort.Reason : null;

    /// <summary>For people: what the buyer disputes; null if it does not.</summary>
    public string? WhatIsDisputed => Disputed < 0 ? null : $"the buyer disputes the delivery of segment {Disputed}";

    private Trade OnTermsAgreement(HalfBlock block, string network) =>
        block.IsAgreement && Agrees(block, Init, network) && TermsAgreement.TryRead(block, network, out _)
            && InitAgreement is null
            ? this with { InitAgreement = block }
            : this;

    private delegate SegmentTrail SegmentChange(SegmentTrail trail, HalfBlock block, int segment, string network);

    private Trade EvolveSegment(HalfBlock block, string network, SegmentChange change)
    {
        if (!TradeFields.TryRead(block, network, out _, out var trade, out var segment) || trade != Id || segment >= Segments.Length)
        {
            return this;
        }

        var before = Segments[segment];
        var after = change(before, block, segment, network);
        return ReferenceEquals(after, before) ? this : this with { Segments = Segments.SetItem(segment, after) };
    }

    private SegmentTrail OnPayment(SegmentTrail trail, HalfBlock block, int segment, string network)
    {
        if (block.IsAgreement)
        {
            return trail.Credit is null && Agrees(block, trail.Payment, network) && HasSameAmount(block, trail.Payment, network)
                ? trail with { Credit = block }
                : trail;
        }

        return trail.Payment is null
            && IsFrom(block, Buyer, Seller)
            && InitAgreement is not null
            && PaymentTransaction.TryRead(block, network, out var payment)
            && payment.Money.Currency == Terms.Currency
            && payment.Money.Amount == Terms.PriceOf(segment)
            ? trail with { Payment = block }
            : trail;
    }

    private SegmentTrail OnDelivery(SegmentTrail trail, HalfBlock block, int segment, string network)
    {
        if (block.IsAgreement)
        {
            return trail.Receipt is null && Agrees(block, trail.Delivery, network) ? trail with { Receipt = block } : trail;
        }

        return trail.Delivery is null
            && IsFrom(block, Seller, Buyer)
            && DeliveryTransaction.TryRead(block, network, out var delivery)
            && delivery.Payment == trail.Payment?.Hash
            ? trail with { Delivery = block }
            : trail;
    }

    private SegmentTrail OnRefund(SegmentTrail trail, HalfBlock block, int segment, string network)
    {
        if (block.IsAgreement)
        {
            return trail.RefundCredit is null && Agrees(block, trail.Refund, network) && HasSameAmount(block, trail.Refund, network)
                ? trail with { RefundCredit = block }
                : trail;
        }

        return trail.Refund is null
            && IsFrom(block, Seller, Buyer)
            && RefundTransaction.TryRead(block, network, out var refund)
            && refund.Payment == trail.Payment?.Hash
            && refund.Money.Currency == Terms.Currency
            && refund.Money.Amount == Terms.PriceOf(segment)
            ? trail with { Refund = block }
            : trail;
    }

    private SegmentTrail OnDispute(SegmentTrail trail, HalfBlock block, int segment, string network) =>
        trail.Dispute is null
        && IsFrom(block, Buyer, Seller)
        && DisputeTransaction.TryRead(block, network, out var dispute)
        && dispute.Delivery == trail.Delivery?.Hash
            ? trail with { Dispute = block }
            : trail;

    private SegmentTrail OnReclaim(SegmentTrail trail, HalfBlock block, int segment, string network) =>
        trail.Reclaim is null
        && IsFrom(block, Buyer, Seller)
        && ReclaimTransaction.TryRead(block, network, out var reclaim)
        && reclaim.Payment == trail.Payment?.Hash
        && reclaim.Money.Currency == Terms.Currency
        && reclaim.Money.Amount == Terms.PriceOf(segment)
            ? trail with { Reclaim = block }
            : trail;

    private Trade OnDone(HalfBlock block, string network)
    {
        if (block.IsAgreement)
        {
            return DoneAgreement is null && Agrees(block, Done, network) ? this with { DoneAgreement = block } : this;
        }

        return Done is null && IsFrom(block, Buyer, Seller) && DoneTransaction.TryRead(block, network, out var done) && done == DoneTransaction.Of(this)
            ? this with { Done = block }
            : this;
    }

    /// <summary>Where both propose the end at the same moment, each proposal is the answer to the other.</summary>
    private Trade OnAbort(HalfBlock block, string network)
    {
        if (AbortAgreement is not null || (block.IsAgreement && !Agrees(block, Abort, network)))
        {
            return this;
        }

        if (block.IsAgreement)
        {
            return this with { AbortAgreement = block };
        }

        var isFromParty = IsFrom(block, Buyer, Seller) || IsFrom(block, Seller, Buyer);
        return !isFromParty || !AbortTransaction.TryRead(block, network, out var abort) || abort.Trade != Id ? this
            : Abort is null ? this with { Abort = block }
            : Abort.PublicKey.Equals(block.PublicKey) ? this
            : this with { AbortAgreement = block };
    }

    private static bool IsFrom(HalfBlock block, PublicKey from, PublicKey to) =>
        block.IsProposal && block.PublicKey.Equals(from) && block.LinkPublicKey.Equals(to);

    private static bool HasSameAmount(HalfBlock credit, HalfBlock? debit, string network) =>
        debit is not null
        && MoneyHalf.TryRead(credit, network, out var incoming)
        && MoneyHalf.TryRead(debit, network, out var outgoing)
        && incoming.Fields.Amount == outgoing.Fields.Amount
        && incoming.Fields.Currency == outgoing.Fields.Currency;
}
