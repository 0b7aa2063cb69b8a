using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Evidence;

/// <summary>
/// The half-blocks that show to anyone that a seller sold a licence: it offered it, agreed to the terms of its sale, countersigned the payment of
/// the last segment and delivered for that payment. The delivery is needed because a payment that was countersigned may still be given back, and then
/// the licence is free again; never both.
/// </summary>
/// <param name="Ask">The seller's.</param>
/// <param name="Terms">The buyer's <c>tx_init</c>.</param>
/// <param name="TermsAgreement">The seller's.</param>
/// <param name="Payment">The buyer's, of the last segment.</param>
/// <param name="Credit">The seller's agreement to it.</param>
/// <param name="Delivery">The seller's, for that payment.</param>
public sealed record SoldLicence(
    HalfBlock Ask, HalfBlock Terms, HalfBlock TermsAgreement, HalfBlock Payment, HalfBlock Credit, HalfBlock Delivery)
{
    public const int Halves = 6;

    internal IEnumerable<HalfBlock> InOrder => [Ask, Terms, TermsAgreement, Payment, Credit, Delivery];

    internal static SoldLicence Of(IReadOnlyList<HalfBlock> halves, int first) =>
        new(halves[first], halves[first + 1], halves[first + 2], halves[first + 3], halves[first + 4], halves[first + 5]);

    /// <summary>The trade and what was offered, if these half-blocks are what they ought to be; signatures aside.</summary>
    internal (Trade Trade, Offer Offer)? Read(string network)
    {
        if (!ListedOrder.TryRead(Ask, network, out var ask)
            || ask.Offer is not { } offer
            || Trade.Begin(Terms, network) is not { } trade
            || !trade.Seller.Equals(Ask.PublicKey)
            || trade.Terms.Ask != Ask.Hash
            || !TermsRule.AreFor(trade.Terms, ask))
        {
            return null;
        }

        var after = new[] { TermsAgreement, Payment, Credit, Delivery }.Aggregate(trade, (before, half) => before.Evolve(half, network));
        var last = after.Segments[^1];
        return TermsAgreement.Equals(after.InitAgreement) && Payment.Equals(last.Payment) && Credit.Equals(last.Credit) && Delivery.Equals(last.Delivery)
            ? (after, offer)
            : null;
    }
}
