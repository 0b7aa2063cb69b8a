using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Evidence;

/// <summary>The conflicting licences that a new half-block completes the proof of. See <see cref="ProofSearch"/>.</summary>
internal static class LicenceSearch
{
    /// <summary>Most earlier and later deliveries of the seller that are looked at, the nearest first: each costs a look for its terms.</summary>
    public const int MaxSales = 256;

    public static bool Covers(HalfBlock block) =>
        block.Type is BlockTypes.Delivery or BlockTypes.Payment or BlockTypes.Init or BlockTypes.Ask;

    /// <summary>
    /// Candidates: not all of them verify. A sale is complete with the last of its half-blocks to come, whichever that is. Where one half-block
    /// completes several (an ask that was sold often), the first stands for them: what excludes it excludes the others.
    /// </summary>
    public static IEnumerable<Proof> Find(HalfBlock block, ILedgerReader ledger)
    {
        if (!Covers(block) || MarketHead.NetworkOf(block) is not { } network)
        {
            yield break;
        }

        var withNew = new PendingLedger(ledger);
        withNew.Add(block);
        if (SellersHalf(block, network, withNew) is not { } half
            || ledger.ProofAgainst(half.PublicKey) is not null
            || CompletedBy(block, half, network, withNew) is not { } sale)
        {
            yield break;
        }

        var isExclusive = sale.Read(network) is { Trade.Terms.Licence: Licence.Exclusive };
        var others = withNew.OfType(half.PublicKey, BlockTypes.Delivery)
            .Where(other => other.IsProposal && other.Hash != sale.Delivery.Hash)
            .OrderBy(other => Math.Abs((long)other.Sequence - sale.Delivery.Sequence)).ThenBy(other => other.Sequence)
            .Take(MaxSales);
        foreach (var other in others)
        {
            if (SaleOf(other, network, withNew, isExclusive ? Licence.None : Licence.Exclusive) is { } earlier)
            {
                yield return new ConflictingLicences(sale, earlier);
            }
        }
    }

    /// <summary>
    /// The seller's half-block that this one is or asks for, if it is held: the delivery of the sale is that or stands behind it, for it follows from it.
    /// </summary>
    private static HalfBlock? SellersHalf(HalfBlock block, string network, ILedgerReader ledger) => block.Type switch
    {
        BlockTypes.Ask => block.IsSource ? block : null,
        BlockTypes.Delivery => block.IsProposal ? block : null,
        _ => block.IsProposal ? AgreementTo(block, network, ledger) : block,
    };

    /// <summary>The first sale that this half-block belongs to and that is whole with it.</summary>
    private static SoldLicence? CompletedBy(HalfBlock block, HalfBlock half, string network, ILedgerReader ledger) =>
        DeliveriesFrom(half, ledger)
            .Select(delivery => SaleOf(delivery, network, ledger, Licence.None))
            .FirstOrDefault(sale => sale is not null && sale.InOrder.Contains(block) && sale.Read(network) is not null);

    /// <summary>Nothing costs less than the usual: at the end of a chain nothing stands behind what is new.</summary>
    private static IEnumerable<HalfBlock> DeliveriesFrom(HalfBlock half, ILedgerReader ledger) =>
        half is { Type: BlockTypes.Delivery } ? [half]
        : ledger.After(half.PublicKey, half.Sequence) is null ? []
        : ledger.OfType(half.PublicKey, BlockTypes.Delivery)
            .Where(delivery => delivery.IsProposal && delivery.Sequence > half.Sequence)
            .Take(MaxSales);

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
