using System.Collections.Immutable;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>A licence that one's own chain shows as bought or sold.</summary>
/// <param name="Trade">The trade that it came from.</param>
/// <param name="Proof">The last segment's receipt (bought) or credit (sold).</param>
public sealed record LicenceEntry(string Asset, Licence Licence, BlockHash Trade, HalfBlock Proof);

/// <summary>
/// What one's own chain says one has: tokens per currency, licences bought, licences sold. A fold over the own half-blocks
/// in the order of the chain; replaying the chain gives the same wallet.
/// </summary>
public sealed record Wallet(
    ImmutableSortedDictionary<string, Purse> Purses,
    ImmutableList<LicenceEntry> Bought,
    ImmutableList<LicenceEntry> Sold,
    ImmutableList<MoneyHalf> History)
{
    public static readonly Wallet Empty =
        new(ImmutableSortedDictionary.Create<string, Purse>(StringComparer.Ordinal), [], [], []);

    public Purse PurseOf(string currency) => Purses.GetValueOrDefault(currency) ?? Purse.Empty(currency);

    /// <summary>Rule 12: a licence is sold when its last payment is countersigned.</summary>
    public int CopiesSold(string asset) => Sold.Count(s => s.Asset == asset);

    /// <summary>Whether this chain has given the asset away for good.</summary>
    public bool HasSoldExclusively(string asset) => Sold.Any(s => s.Asset == asset && s.Licence == Licence.Exclusive);

    /// <summary>The receipt that makes this chain the owner by exclusive transfer, if it still is.</summary>
    public LicenceEntry? TitleOf(string asset) =>
        HasSoldExclusively(asset) ? null : Bought.FindLast(b => b.Asset == asset && b.Licence == Licence.Exclusive);

    /// <summary>
    /// Takes the next half-block of the own chain into account. A licence is free again only when the very payment by which it was sold is given back.
    /// </summary>
    public Wallet Evolve(HalfBlock own, string network)
    {
        var wallet = MoneyHalf.TryRead(own, network, out var half)
            ? this with { Purses = Purses.SetItem(half.Fields.Currency, PurseOf(half.Fields.Currency).Evolve(half)), History = History.Add(half) }
            : this;
        if (RefundTransaction.TryRead(own, network, out var refund))
        {
            return wallet with { Sold = wallet.Sold.RemoveAll(sold => AgreementOf.TryRead(sold.Proof, network, out var paid) && paid == refund.Payment) };
        }

        return !TryReadLastSegment(own, network, out var entry) ? wallet
            : own.Type == BlockTypes.Payment ? wallet with { Sold = wallet.Sold.Add(entry) }
            : wallet with { Bought = wallet.Bought.Add(entry) };
    }

    /// <summary>The credit or receipt of a trade's last segment.</summary>
    private static bool TryReadLastSegment(HalfBlock own, string network, out LicenceEntry entry)
    {
        entry = null!;
        if (!own.IsAgreement
            || own.Type is not (BlockTypes.Payment or BlockTypes.Delivery)
            || !TradeFields.TryRead(own, network, out var map, out var trade, out var segment)
            || !map.TryInteger("segments", 1, Offer.MaxSegments, out var segments)
            || segment != segments - 1
            || !map.TryText("asset", TradeTerms.MaxAssetLength, out var asset)
            || !map.TryText("licence", 16, out var licence))
        {
            return false;
        }

        entry = new LicenceEntry(asset, Licences.Parse(licence), trade, own);
        return true;
    }
}
