using System.Collections.Immutable;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>What the buyer's node has found out beside the half-blocks. Found out again after a restart.</summary>
/// <param name="HasManifest">The manifest was fetched and fits the segments root.</param>
/// <param name="Fetched">Segments whose ciphertext is held and fits its CID.</param>
/// <param name="BadSegments">Segments whose delivery does not open what was sold.</param>
/// <param name="ReclaimAfter">A half-block of the seller that shows that the open payment was not countersigned in time (<see cref="ReclaimRule"/>).</param>
/// <param name="GivingUp">Why the buyer wants out, if it does: unreachable gateway, insufficient tokens, wrong manifest. Never taken back.</param>
public sealed record BuyerFindings(
    bool HasManifest,
    ImmutableSortedSet<int> Fetched,
    ImmutableSortedSet<int> BadSegments,
    string? GivingUp,
    HalfBlock? ReclaimAfter = null)
{
    public static readonly BuyerFindings None = new(false, [], [], null);
}

/// <summary>
/// The buyer's next step (protocol rule 15): fetch, check, pay, take delivery, segment by segment. Never pays for a segment whose
/// ciphertext it does not hold; never signs a receipt for data that does not open. At most one segment's price is at risk.
/// </summary>
public static class BuyerRules
{
    public static TradeStep Next(Trade trade, BuyerFindings findings, ulong nowMs)
    {
        if (OwedRefund(trade) is { } refund)
        {
            return refund;
        }

        if (trade.Abort is { } abort)
        {
            return AfterAbort(trade, abort, findings, nowMs);
        }

        if (trade.InitAgreement is null)
        {
            return WantsOut(trade, findings, nowMs) is { } reason
                ? new TradeStep.GiveUp(reason)
                : new TradeStep.Await(trade.Init, TradeEnding.Aborted);
        }

        return Unfinished(trade) is { } segment
            ? NextOfSegment(trade, segment, findings, nowMs)
            : AfterLastReceipt(trade);
    }

    /// <summary>A refund that the seller signed is taken first, whatever else is going on.</summary>
    private static TradeStep.TakeRefund? OwedRefund(Trade trade)
    {
        var owed = trade.Segments.FirstOrNone(s => s.Refund is not null && s.RefundCredit is null);
        return owed < 0 ? null : new TradeStep.TakeRefund(owed, trade.Segments[owed].Refund!);
    }

    private static TradeStep AfterAbort(Trade trade, HalfBlock abort, BuyerFindings findings, ulong nowMs)
    {
        if (trade.InitAgreement is null)
        {
            return new TradeStep.Over(TradeEnding.Aborted);
        }

        if (trade.AbortAgreement is null && !abort.PublicKey.Equals(trade.Buyer))
        {
            return new TradeStep.AgreeToEnd(abort);
        }

        // A payment that crossed the seller's abort comes back as a refund, or is delivered all the same.
        var open = trade.Segments.FirstOrNone(s => s.Payment is not null && !s.IsSettled);
        return open >= 0 ? AfterPayment(trade, open, trade.Segments[open].Payment!, findings, nowMs)
            : trade.AbortAgreement is null ? new TradeStep.Await(abort, TradeEnding.Aborted)
            : new TradeStep.Over(trade.Ending);
    }

    private static TradeStep NextOfSegment(Trade trade, int segment, BuyerFindings findings, ulong nowMs)
    {
        var trail = trade.Segments[segment];
        if (trail.RefundCredit is not null || trail.IsReclaimed)
        {
            return new TradeStep.Over(trail.IsReclaimed ? TradeEnding.Reclaimed : TradeEnding.Refunded);
        }

        if (trail.Payment is { } payment)
        {
            return AfterPayment(trade, segment, payment, findings, nowMs);
        }

        return WantsOut(trade, findings, nowMs) is { } reason
            ? new TradeStep.GiveUp(reason)
            : NeedsCiphertext(trade, segment, findings) ?? new TradeStep.Pay(segment, trade.Terms.PriceOf(segment));
    }

    /// <summary>What is paid is waited for, taken or lost; giving up is no way out any more.</summary>
    private static TradeStep AfterPayment(Trade trade, int segment, HalfBlock payment, BuyerFindings findings, ulong nowMs)
    {
        if (trade.Segments[segment].Delivery is not { } delivery)
        {
            return trade.Segments[segment].Credit is null && findings.ReclaimAfter is { } after
                ? new TradeStep.TakeBack(segment, payment, after)
                : new TradeStep.Await(payment, TradeEnding.Abandoned);
        }

        if (trade.Segments[segment].IsDisputed)
        {
            return new TradeStep.Over(TradeEnding.BadDelivery);
        }

        if (findings.BadSegments.Contains(segment))
        {
            return new TradeStep.FileDispute(segment, delivery);
        }

        if (NeedsCiphertext(trade, segment, findings) is not { } fetch)
        {
            return new TradeStep.TakeDelivery(segment, delivery);
        }

        return findings.GivingUp is not null && nowMs > trade.Terms.DeadlineMs
            ? new TradeStep.Over(TradeEnding.Abandoned)
            : fetch;
    }

    private static TradeStep? NeedsCiphertext(Trade trade, int segment, BuyerFindings findings) =>
        !findings.HasManifest ? new TradeStep.FetchManifest()
        : !findings.Fetched.Contains(segment) ? new TradeStep.FetchSegment(segment)
        : null;

    private static TradeStep AfterLastReceipt(Trade trade) =>
        trade.Done is not { } done ? new TradeStep.SayDone()
        : trade.DoneAgreement is null ? new TradeStep.Await(done, TradeEnding.Done)
        : new TradeStep.Over(TradeEnding.Done);

    private static int? Unfinished(Trade trade)
    {
        var open = trade.Segments.FirstOrNone(s => s.Receipt is null);
        return open < 0 ? null : open;
    }

    private static string? WantsOut(Trade trade, BuyerFindings findings, ulong nowMs) =>
        findings.GivingUp ?? (nowMs > trade.Terms.DeadlineMs ? "the deadline passed" : null);
}
