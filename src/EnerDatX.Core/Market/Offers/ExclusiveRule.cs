using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>
/// Protocol rule 12: what an exclusive licence excludes. The same readings are not sold exclusively and once more, whatever dataset they are cut
/// into.
/// </summary>
public static class ExclusiveRule
{
    /// <summary>
    /// Whether a seller may sell only one of these offers: at least one is exclusive, both rest on the same right (first ownership, or one title),
    /// and there may be a reading that is in both.
    /// </summary>
    public static bool Exclude(Offer one, Offer other) =>
        (one.Licence == Licence.Exclusive || other.Licence == Licence.Exclusive)
        && one.Owner.Equals(other.Owner)
        && one.Title == other.Title
        && (one.AssetId == other.AssetId || Overlap(one.Description, other.Description));

    /// <summary>A licence that is sold already, in another trade, and excludes this offer.</summary>
    /// <param name="trade">The trade by which the offer is sold, if it is by one.</param>
    public static LicenceEntry? SoldAgainst(Offer offer, BlockHash? trade, Wallet wallet, MyOrders mine) =>
        wallet.Sold.Find(sold => sold.Trade != trade && mine.OfferOf(sold.Asset, sold.Licence) is { } other && Exclude(offer, other));

    private static bool Overlap(DatasetDescription one, DatasetDescription other) =>
        one.MeterPseudonym.AsSpan().SequenceEqual(other.MeterPseudonym)
        && one.PeriodStart < other.PeriodEnd
        && other.PeriodStart < one.PeriodEnd
        && one.Channels.Intersect(other.Channels, StringComparer.Ordinal).Any();
}
