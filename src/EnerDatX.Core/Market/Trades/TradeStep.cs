using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>What one side of a trade does next. A trade actor carries it out; the rules only name it.</summary>
public abstract record TradeStep
{
    /// <summary>Only the counterparty can go on. <paramref name="Mine"/> is sent again from time to time, for a datagram may be lost.</summary>
    /// <param name="IfSilent">How the trade has ended if the counterparty never answers, long past the deadline.</param>
    public sealed record Await(HalfBlock Mine, TradeEnding IfSilent) : TradeStep;

    /// <summary>Only the counterparty can go on, and there is nothing of ours to send again.</summary>
    public sealed record Listen : TradeStep;

    /// <summary>Seller: look at the order, then sign the terms with the sealed locator, or decline.</summary>
    public sealed record AgreeToTerms : TradeStep;

    /// <summary>Buyer: fetch and check the manifest that the sealed locator names.</summary>
    public sealed record FetchManifest : TradeStep;

    /// <summary>Buyer: fetch and check the ciphertext of this segment, before paying for it.</summary>
    public sealed record FetchSegment(int Segment) : TradeStep;

    /// <summary>Buyer: sign the payment of this segment.</summary>
    public sealed record Pay(int Segment, long Amount) : TradeStep;

    /// <summary>Seller: check where the tokens come from, then countersign.</summary>
    public sealed record TakePayment(int Segment, HalfBlock Payment) : TradeStep;

    /// <summary>Seller: wrap the segment's key to the one-time recipient; if that cannot be done, refund.</summary>
    public sealed record Deliver(int Segment, HalfBlock Payment) : TradeStep;

    /// <summary>Seller: return this payment.</summary>
    public sealed record GiveBack(int Segment, HalfBlock Payment, string Reason) : TradeStep;

    /// <summary>Buyer: open the delivery; sign the receipt only if it is what was sold.</summary>
    public sealed record TakeDelivery(int Segment, HalfBlock Delivery) : TradeStep;

    /// <summary>Buyer: the delivery does not open what was sold; say so, and show why.</summary>
    public sealed record FileDispute(int Segment, HalfBlock Delivery) : TradeStep;

    /// <summary>Buyer: the deadline passed without a countersignature, as this half-block of the seller shows; take the payment back.</summary>
    public sealed record TakeBack(int Segment, HalfBlock Payment, HalfBlock After) : TradeStep;

    /// <summary>Buyer: countersign the refund.</summary>
    public sealed record TakeRefund(int Segment, HalfBlock Refund) : TradeStep;

    /// <summary>Buyer: say that all is done.</summary>
    public sealed record SayDone : TradeStep;

    /// <summary>Countersign the other side's <c>tx_done</c> or <c>tx_abort</c>.</summary>
    public sealed record AgreeToEnd(HalfBlock Proposal) : TradeStep;

    /// <summary>Propose to end the trade while no payment is open.</summary>
    public sealed record GiveUp(string Reason) : TradeStep;

    /// <summary>Nothing more to do for this side.</summary>
    public sealed record Over(TradeEnding Ending) : TradeStep;
}
