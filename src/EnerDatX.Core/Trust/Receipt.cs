using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Trust;

/// <summary>
/// One segment of data that a seller gave and a buyer signed for: the agreement half of <c>tx_delivery</c>, with all that leads to it. It
/// counts as trust by its price (protocol rule 22); a payment alone does not.
/// </summary>
/// <param name="Trade">Hash of the <c>tx_init</c> proposal.</param>
/// <param name="Price">Of this segment, in smallest units of the currency.</param>
public sealed record Receipt(BlockHash Trade, int Segment, PublicKey Seller, PublicKey Buyer, string Currency, long Price)
{
    /// <summary>What is receipted twice counts once.</summary>
    public (BlockHash Trade, int Segment) Id => (Trade, Segment);

    public PublicKey OtherThan(PublicKey party) => party.Equals(Seller) ? Buyer : Seller;

    /// <summary>
    /// Reads a receipt, or null where it is none or where a half-block that it rests on is not held: terms that both signed, a payment of their
    /// price, and a delivery for that payment. A check that cannot be completed has failed.
    /// </summary>
    public static Receipt? Read(HalfBlock block, ILedgerReader ledger, string network)
    {
        if (block.Type != BlockTypes.Delivery
            || !AgreementOf.TryRead(block, network, out var of)
            || ledger.Find(of) is not { } delivery
            || !DeliveryTransaction.TryRead(delivery, network, out var given)
            || ledger.Find(given.Payment) is not { } payment
            || ledger.Find(given.Trade) is not { } init
            || Market.Trade.Begin(init, network) is not { } begun
            || given.Segment >= begun.Segments.Length)
        {
            return null;
        }

        HalfBlock[] steps = [.. ledger.LinkedTo(init), payment, delivery, block];
        var trade = steps.Aggregate(begun, (known, step) => known.Evolve(step, network));
        return trade.Segments[given.Segment].Receipt?.Hash == block.Hash
            ? new Receipt(trade.Id, given.Segment, trade.Seller, trade.Buyer, trade.Terms.Currency, trade.Terms.PriceOf(given.Segment))
            : null;
    }
}
