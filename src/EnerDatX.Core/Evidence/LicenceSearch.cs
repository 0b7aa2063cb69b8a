using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Evidence;

/// <summary>The conflicting licences that a new half-block completes the proof of. See <see cref="ProofSearch"/>.</summary>
internal static class LicenceSearch
{
    /// <summary>Most earlier and later deliveries of the seller that are looked at, the nearest first: each costs a look for its terms.</summary>
    public const int MaxSales = 256;

    public static bool Covers(HalfBlock block) => block.Type is BlockTypes.Delivery or BlockTypes.Payment;

    /// <summary>Candidates: not all of them verify. A sale is complete with its delivery, or with the credit where that comes after it.</summary>
    public static IEnumerable<Proof> Find(HalfBlock block, ILedgerReader ledger)
    {
        if (!Covers(block) || MarketHead.NetworkOf(block) is not { } network)
        {
            yield break;
        }

        var withNew = new PendingLedger(ledger);
        withNew.Add(block);
        if (DeliveryFor(block, network, ledger) is not { } delivery || SaleOf(delivery, network, withNew, Licence.None) is not { } sale)
        {
            yield break;
        }

        var isExclusive = sale.Read(network) is { Trade.Terms.Licence: Licence.Exclusive };
        var others = ledger.OfType(block.PublicKey, BlockTypes.Delivery)
            .Where(other => other.IsProposal && other.Hash != delivery.Hash)
            .OrderBy(other => Math.Abs((long)other.Sequence - delivery.Sequence)).ThenBy(other => other.Sequence)
            .Take(MaxSales);
        foreach (var other in others)
        {
            if (SaleOf(other, network, ledger, isExclusive ? Licence.None : Licence.Exclusive) is { } earlier)
            {
                yield return new ConflictingLicences(sale, earlier);
            }
        }
    }

    /// <summary>The delivery that this half-block is, or that it credits the payment of.</summary>
    private static HalfBlock? DeliveryFor(HalfBlock block, string network, ILedgerReader ledger)
    {
        if (block.Type == BlockTypes.Delivery)
        {
            return block.IsProposal ? block : null;
        }

        return AgreementOf.TryRead(block, network, out var payment)
            ? ProofSearch.Behind(block, ProofSearch.MaxLookedAt, ledger)
                .FirstOrDefault(half => DeliveryTransaction.TryRead(half, network, out var delivered) && delivered.Payment == payment)
            : null;
    }

    /// <summary>The sale that a delivery of the last segment ends, as far as it is held.</summary>
    /// <param name="only">Sales of this licence only; of any if none is said.</param>
    private static SoldLicence? SaleOf(HalfBlock delivery, string network, ILedgerReader ledger, Licence only)
    {
        if (!DeliveryTransaction.TryRead(delivery, network, out var delivered)
            || ledger.Find(delivered.Trade) is not { } init
            || Trade.Begin(init, network) is not { } trade
            || delivered.Segment != trade.Terms.Segments - 1
            || (only != Licence.None && trade.Terms.Licence != only))
        {
            return null;
        }

        return ledger.Find(trade.Terms.Ask) is { } ask
            && AgreementTo(init, network, ledger) is { } agreement
            && ledger.Find(delivered.Payment) is { } payment
            && AgreementTo(payment, network, ledger) is { } credit
                ? new SoldLicence(ask, init, agreement, payment, credit, delivery)
                : null;
    }

    private static HalfBlock? AgreementTo(HalfBlock proposal, string network, ILedgerReader ledger) =>
        ledger.LinkedTo(proposal).FirstOrDefault(linked => Trade.Agrees(linked, proposal, network));
}
