namespace EnerDatX.Core.Market;

/// <summary>
/// The seller's next step (protocol rule 15). Takes a payment only after checking where the tokens come from; whatever it took it
/// delivers or gives back, also when the trade was aborted or the consent withdrawn meanwhile.
/// </summary>
public static class SellerRules
{
    /// <param name="headMs">Stamp of the latest half-block of the own chain.</param>
    /// <param name="withdrawn">Why the seller wants out while no payment is open, if it does: order cancelled, dataset destroyed.</param>
    public static TradeStep Next(Trade trade, string? withdrawn, ulong nowMs, ulong headMs)
    {
        if (trade.InitAgreement is null)
        {
            return trade.Abort is not null || nowMs > trade.Terms.DeadlineMs
                ? new TradeStep.Over(TradeEnding.Aborted)
                : new TradeStep.AgreeToTerms();
        }

        return OwedToBuyer(trade, headMs)
            ?? (trade.Disputed >= 0 ? new TradeStep.Over(TradeEnding.BadDelivery) : null)
            ?? AfterAbort(trade)
            ?? WaitingForReceipt(trade)
            ?? (trade.IsFullyReceipted ? AfterLastReceipt(trade, nowMs) : WaitingForPayment(trade, withdrawn, nowMs));
    }

    /// <summary>
    /// A payment that was proposed or taken comes before everything else. One that the seller has not taken when it signs its first half-block past
    /// the deadline is the buyer's again: countersigning it then would prove the seller a cheat (protocol rule 16).
    /// </summary>
    private static TradeStep? OwedToBuyer(Trade trade, ulong headMs)
    {
        for (var i = 0; i < trade.Segments.Length; i++)
        {
            var trail = trade.Segments[i];
            if (trail is { Payment: { } unsigned, Credit: null, Reclaim: null } && headMs <= trade.Terms.DeadlineMs)
            {
                return new TradeStep.TakePayment(i, unsigned);
            }

            if (trail is { Payment: { } taken, Credit: not null, Delivery: null, Refund: null })
            {
                return trade.Abort is null
                    ? new TradeStep.Deliver(i, taken)
                    : new TradeStep.GiveBack(i, taken, "the trade was aborted");
            }
        }

        return null;
    }

    private static TradeStep? AfterAbort(Trade trade)
    {
        if (trade.Abort is not { } abort)
        {
            return null;
        }

        if (trade.AbortAgreement is null && !abort.PublicKey.Equals(trade.Seller))
        {
            return new TradeStep.AgreeToEnd(abort);
        }

        if (WaitingForReceipt(trade) is { } waiting)
        {
            return waiting;
        }

        return trade.AbortAgreement is null ? new TradeStep.Await(abort, TradeEnding.Aborted)
            : new TradeStep.Over(trade.Ending == TradeEnding.None ? TradeEnding.Aborted : trade.Ending);
    }

    private static TradeStep.Await? WaitingForReceipt(Trade trade)
    {
        foreach (var trail in trade.Segments)
        {
            if (trail is { Refund: { } refund, RefundCredit: null })
            {
                return new TradeStep.Await(refund, TradeEnding.Abandoned);
            }

            if (trail is { Delivery: { } delivery, Receipt: null, Refund: null })
            {
                return new TradeStep.Await(delivery, TradeEnding.Abandoned);
            }
        }

        return null;
    }

    /// <summary>Everything is receipted: a buyer that never says so does not keep the order open for ever.</summary>
    private static TradeStep AfterLastReceipt(Trade trade, ulong nowMs) =>
        trade.Done is not { } done
            ? nowMs > trade.Terms.DeadlineMs ? new TradeStep.Over(TradeEnding.Done) : new TradeStep.Listen()
        : trade.DoneAgreement is null ? new TradeStep.AgreeToEnd(done)
        : new TradeStep.Over(TradeEnding.Done);

    private static TradeStep WaitingForPayment(Trade trade, string? withdrawn, ulong nowMs)
    {
        if (trade.Segments.Any(s => s.RefundCredit is not null || s.IsReclaimed))
        {
            return new TradeStep.Over(trade.Segments.Any(s => s.IsReclaimed) ? TradeEnding.Reclaimed : TradeEnding.Refunded);
        }

        var reason = withdrawn ?? (nowMs > trade.Terms.DeadlineMs ? "the deadline passed" : null);
        return reason is null ? new TradeStep.Await(trade.InitAgreement!, TradeEnding.Aborted) : new TradeStep.GiveUp(reason);
    }
}
