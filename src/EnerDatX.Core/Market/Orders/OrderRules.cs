using System.Diagnostics.CodeAnalysis;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Market;

/// <summary>What a user asks for: EDMP's shape (protocol rule 13).</summary>
/// <param name="Licence">Of an ask: what a buyer gets.</param>
/// <param name="Copies">Of an ask for copies: how many at most are ever to be sold; 0 = no promise.</param>
public sealed record OrderWish(
    TickSide Side, AssetAmount First, AssetAmount Second, long TimeoutSeconds, int MaxTimeoutSeconds, Licence Licence, int Copies = 0);

/// <summary>
/// Whether an order of mine may be published, and as what. The side that owns the dataset delivers it, the other pays.
/// Pure: everything it looks at is an argument.
/// </summary>
public static class OrderRules
{
    private const string OnlyDatasets =
        "One of the two assets must be a dataset (EW…) and the other a currency: first = currency, second = dataset";

    /// <param name="dataset">The vault's record of the asset, if there is one.</param>
    /// <param name="isOffered">Whether somebody else's open ask for the asset is known.</param>
    public static bool MayPublish(
        OrderWish wish,
        PublicKey self,
        Currencies currencies,
        Wallet wallet,
        MyOrders mine,
        DatasetRecord? dataset,
        bool isOffered,
        long nowMs,
        out AssetPair assets,
        out Offer? offer,
        [NotNullWhen(false)] out string? refusal)
    {
        offer = null;
        var minUnits = currencies.All.ToDictionary(c => c.Name, _ => 1L, StringComparer.Ordinal);
        if (!OrderChecks.MayCreate(wish.First, wish.Second, wish.TimeoutSeconds, wish.MaxTimeoutSeconds, minUnits, out assets, out refusal))
        {
            return false;
        }

        if (!assets.IsEnergyPair)
        {
            refusal = OnlyDatasets;
            return false;
        }

        if (assets.First.Amount > MoneyFields.MaxAmount)
        {
            refusal = $"The price must be at most {MoneyFields.MaxAmount}";
            return false;
        }

        if (wish.Side == TickSide.Bid)
        {
            refusal = BidRefusal(assets, wallet, dataset, isOffered);
            return refusal is null;
        }

        refusal = AskRefusal(wish, assets, self, wallet, mine, dataset, nowMs, out offer);
        return refusal is null;
    }

    private static string? BidRefusal(AssetPair assets, Wallet wallet, DatasetRecord? dataset, bool isOffered)
    {
        var asset = assets.Second.Type;
        if (dataset is not null)
        {
            return $"You have {asset} already";
        }

        if (!isOffered)
        {
            return $"Nobody offers {asset} now: it may be sold, withdrawn or expired";
        }

        var purse = wallet.PurseOf(assets.First.Type);
        return purse.Balance < assets.First.Amount
            ? $"Insufficient tokens: {assets.First} needed, {purse.Balance} there"
            : null;
    }

    private static string? AskRefusal(
        OrderWish wish,
        AssetPair assets,
        PublicKey self,
        Wallet wallet,
        MyOrders mine,
        DatasetRecord? dataset,
        long nowMs,
        out Offer? offer)
    {
        offer = null;
        var asset = assets.Second.Type;
        if (dataset is null)
        {
            return $"You do not own {asset}";
        }

        var isOriginalOwner = dataset.Owner.Equals(self);
        var title = isOriginalOwner ? null : wallet.TitleOf(asset);
        if (wallet.HasSoldExclusively(asset) || (!isOriginalOwner && title is null))
        {
            return isOriginalOwner || wallet.HasSoldExclusively(asset)
                ? $"You have sold {asset} exclusively"
                : $"You have a copy of {asset}; only its owner may sell it";
        }

        if (assets.First.Amount < dataset.Segments.Count)
        {
            return $"The price must be at least {dataset.Segments.Count}: each segment is paid for";
        }

        if ((LicenceRefusal(wish.Licence, asset, wallet, mine, nowMs) ?? CopiesRefusal(wish, asset, wallet, mine, nowMs)) is { } refusal)
        {
            return refusal;
        }

        if (!OfferDescription.Fits(dataset.Description))
        {
            return $"The description of {asset} does not fit an offer: place, source and channels have at most {OfferDescription.MaxTextLength} bytes each";
        }

        var wanted = new Offer(dataset.Owner, dataset.SegmentsRoot, dataset.Segments.Count, wish.Licence, title?.Proof.Hash, dataset.Description, wish.Copies);
        var overlap = OverlapRefusal(wanted, wallet, mine, nowMs);
        offer = overlap is null ? wanted : null;
        return overlap;
    }

    /// <summary>An exclusive licence also excludes other datasets of the same meter and time.</summary>
    private static string? OverlapRefusal(Offer offer, Wallet wallet, MyOrders mine, long nowMs) =>
        ExclusiveRule.SoldAgainst(offer, null, wallet, mine) is { } sold ? $"It has readings in common with {sold.Asset}, which is sold"
        : mine.OnSaleAgainst(offer, nowMs) is { } other ? $"It has readings in common with {other}, which is on sale: cancel that first"
        : null;

    /// <summary>The smallest promise ever made for an asset binds: what is sold and on sale must stay below it.</summary>
    private static string? CopiesRefusal(OrderWish wish, string asset, Wallet wallet, MyOrders mine, long nowMs)
    {
        if (wish.Copies is < 0 or > Offer.MaxCopies || (wish.Licence == Licence.Exclusive && wish.Copies != 0))
        {
            return $"The number of copies is 1 to {Offer.MaxCopies}, and of copies only";
        }

        var promised = Math.Min(wish.Copies == 0 ? int.MaxValue : wish.Copies, mine.Promises.GetValueOrDefault(asset, int.MaxValue));
        var sold = wallet.CopiesSold(asset);
        var onSale = mine.OnSale(asset, nowMs).Count;
        return sold + onSale >= promised
            ? $"At most {promised} copies of {asset} were promised: {sold} are sold, {onSale} are on sale"
            : null;
    }

    /// <summary>An exclusive licence excludes every other one: sold before, or offered beside it.</summary>
    private static string? LicenceRefusal(Licence licence, string asset, Wallet wallet, MyOrders mine, long nowMs)
    {
        if (licence == Licence.None)
        {
            return "The licence is either copy or exclusive";
        }

        if (licence == Licence.Exclusive && wallet.CopiesSold(asset) > 0)
        {
            return $"Copies of {asset} are sold already: it cannot be sold exclusively any more";
        }

        var onSale = mine.OnSale(asset, nowMs);
        return onSale.Contains(Licence.Exclusive) || (licence == Licence.Exclusive && onSale.Count > 0)
            ? $"Another offer of {asset} is open: cancel it first"
            : null;
    }
}
