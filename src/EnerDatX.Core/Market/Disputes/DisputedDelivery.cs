using System.Diagnostics.CodeAnalysis;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>The half-blocks that a dispute is judged by.</summary>
/// <param name="Ask">The seller's: what it offered.</param>
/// <param name="Terms">The buyer's <c>tx_init</c>.</param>
/// <param name="TermsAgreement">The seller's.</param>
/// <param name="Payment">The buyer's: whom the key was to be wrapped for.</param>
/// <param name="Credit">The seller's agreement to it, if it is there. No verdict rests on it: whoever delivers for a payment answers for the delivery.</param>
/// <param name="Delivery">The seller's.</param>
/// <param name="Dispute">The buyer's.</param>
public sealed record DisputedDelivery(
    HalfBlock Ask, HalfBlock Terms, HalfBlock TermsAgreement, HalfBlock Payment, HalfBlock? Credit, HalfBlock Delivery, HalfBlock Dispute)
{
    public const int LeastHalves = 6;
    public const int MostHalves = 7;

    public PublicKey Seller => Terms.LinkPublicKey;

    public PublicKey Buyer => Terms.PublicKey;

    /// <summary>In their one order.</summary>
    public IReadOnlyList<HalfBlock> Halves =>
        Credit is null ? [Ask, Terms, TermsAgreement, Payment, Delivery, Dispute] : [Ask, Terms, TermsAgreement, Payment, Credit, Delivery, Dispute];

    /// <summary>From <see cref="Halves"/>; null for another number of them.</summary>
    public static DisputedDelivery? Of(IReadOnlyList<HalfBlock> halves) => halves switch
    {
        [var ask, var terms, var agreement, var payment, var delivery, var dispute] => new(ask, terms, agreement, payment, null, delivery, dispute),
        [var ask, var terms, var agreement, var payment, var credit, var delivery, var dispute] =>
            new(ask, terms, agreement, payment, credit, delivery, dispute),
        _ => null,
    };

    /// <summary>What a ledger has of a dispute; null, and what is missing as far as it can be named, where it has not all.</summary>
    public static DisputedDelivery? Find(HalfBlock dispute, ILedgerReader ledger, string network, out IReadOnlyList<BlockHash> missing)
    {
        missing = [];
        if (!DisputeTransaction.TryRead(dispute, network, out var disputed))
        {
            return null;
        }

        var (terms, delivery) = (ledger.Find(disputed.Trade), ledger.Find(disputed.Delivery));
        var begun = terms is null ? null : Trade.Begin(terms, network);
        var delivered = delivery is not null && DeliveryTransaction.TryRead(delivery, network, out var read) ? read : null;
        var ask = begun is null ? null : ledger.Find(begun.Terms.Ask);
        var payment = delivered is null ? null : ledger.Find(delivered.Payment);
        var agreement = terms is null ? null : AgreementTo(terms, ledger, network);
        if (terms is not null && delivery is not null && ask is not null && payment is not null && agreement is not null)
        {
            return new DisputedDelivery(ask, terms, agreement, payment, AgreementTo(payment, ledger, network), delivery, dispute);
        }

        var named = new (BlockHash? Hash, HalfBlock? Held)[]
        {
            (disputed.Trade, terms), (disputed.Delivery, delivery), (begun?.Terms.Ask, ask), (delivered?.Payment, payment),
        };
        missing = [.. named.Where(n => n is { Hash: not null, Held: null }).Select(n => n.Hash!.Value)];
        return null;
    }

    /// <summary>What both signed, if these half-blocks are one disputed delivery and every signature is good; or why they are not.</summary>
    internal bool TryRead([NotNullWhen(true)] out DisputeGrounds? grounds, [NotNullWhen(false)] out string? refusal)
    {
        grounds = null;
        if (Halves.FirstOrDefault(half => !half.SignatureIsValid) is { } unsigned)
        {
            refusal = $"the signature of {unsigned} is not its creator's";
            return false;
        }

        if (MarketHead.NetworkOf(Dispute) is not { } network || !DisputeTransaction.TryRead(Dispute, network, out var dispute))
        {
            refusal = "there is no dispute";
            return false;
        }

        if (!ListedOrder.TryRead(Ask, network, out var ask)
            || ask.Offer is not { } offer
            || Trade.Begin(Terms, network) is not { } begun
            || begun.Terms.Ask != Ask.Hash
            || !begun.Seller.Equals(Ask.PublicKey)
            || begun.Buyer.Equals(begun.Seller)
            || !TermsRule.AreFor(begun.Terms, ask)
            || dispute.Segment >= begun.Segments.Length)
        {
            refusal = "the terms are not for what the ask offers";
            return false;
        }

        HalfBlock?[] rest = [TermsAgreement, Payment, Credit, Delivery, Dispute];
        var trade = rest.OfType<HalfBlock>().Aggregate(begun, (known, half) => known.Evolve(half, network));
        var trail = trade.Segments[dispute.Segment];
        var isWhole = TermsAgreement.Equals(trade.InitAgreement)
            && Payment.Equals(trail.Payment)
            && Equals(Credit, trail.Credit)
            && Delivery.Equals(trail.Delivery)
            && Dispute.Equals(trail.Dispute);
        if (!isWhole
            || !PaymentTransaction.TryRead(Payment, network, out var payment)
            || !DeliveryTransaction.TryRead(Delivery, network, out var delivery))
        {
            refusal = "the half-blocks do not belong to one delivery";
            return false;
        }

        refusal = null;
        grounds = new DisputeGrounds(network, trade, offer, payment, delivery, dispute);
        return true;
    }

    private static HalfBlock? AgreementTo(HalfBlock proposal, ILedgerReader ledger, string network) =>
        ledger.LinkedTo(proposal).FirstOrDefault(linked => Trade.Agrees(linked, proposal, network));
}

/// <summary>What the half-blocks of a dispute say.</summary>
internal sealed record DisputeGrounds(
    string Network, Trade Trade, Offer Offer, PaymentTransaction Payment, DeliveryTransaction Delivery, DisputeTransaction Dispute);
