using System.Diagnostics.CodeAnalysis;

namespace EnerDatX.Core.Market;

/// <summary>
/// The two assets of an order. For a token pair an ask gives <see cref="First"/> and wants <see cref="Second"/>, a bid the reverse.
/// For an energy pair, first is the currency and second the dataset: an ask sells the dataset, a bid buys it (protocol rule 13).
/// </summary>
public readonly record struct AssetPair
{
    /// <summary>From this length on EDMP lets a dataset stand second whatever the first asset's name is (its HASH_LENGTH).</summary>
    private const int EnergyExemptionLength = 5;

    private AssetPair(AssetAmount first, AssetAmount second)
    {
        First = first;
        Second = second;
    }

    public AssetAmount First { get; }

    public AssetAmount Second { get; }

    /// <summary>Traded whole, in units of <see cref="Second"/>; other pairs trade in parts, in units of <see cref="First"/>.</summary>
    public bool IsEnergyPair => Second.IsEnergyAsset;

    /// <summary>What the order trades in all, in the units that matching counts (see <see cref="IsEnergyPair"/>).</summary>
    public long Quantity => IsEnergyPair ? Second.Amount : First.Amount;

    /// <summary>Token pair: second per first. Energy pair: currency per dataset, so that a higher price is always a better bid.</summary>
    public Price Price => IsEnergyPair ? new Price(First.Amount, Second.Amount) : new Price(Second.Amount, First.Amount);

    public AssetTypes Types => new(First.Type, Second.Type);

    /// <summary>Pairs two positive amounts, or says why they make no pair (with EDMP's words for the order of names).</summary>
    public static bool TryCreate(AssetAmount first, AssetAmount second, out AssetPair pair, [NotNullWhen(false)] out string? refusal)
    {
        pair = default;
        refusal = Refusal(first, second);
        if (refusal is not null)
        {
            return false;
        }

        pair = new AssetPair(first, second);
        return true;
    }

    /// <summary>
    /// What changes hands when <paramref name="quantity"/> is traded at <paramref name="price"/>.
    /// </summary>
    /// <remarks>
    /// The payment is rounded down to a whole unit, as EDMP's proportional downscale does, but never to nothing:
    /// otherwise trades in small parts would take an asset for free.
    /// </remarks>
    public AssetPair At(Price price, long quantity)
    {
        var payment = Math.Max(1, price.Times(quantity));
        return IsEnergyPair
            ? new AssetPair(new AssetAmount(payment, First.Type), new AssetAmount(quantity, Second.Type))
            : new AssetPair(new AssetAmount(quantity, First.Type), new AssetAmount(payment, Second.Type));
    }

    public override string ToString() => $"{First} / {Second}";

    private static string? Refusal(AssetAmount first, AssetAmount second)
    {
        if (first.Amount < 1 || second.Amount < 1)
        {
            return "Both amounts must be positive";
        }

        if (string.Equals(first.Type, second.Type, StringComparison.Ordinal))
        {
            return "The two assets must differ";
        }

        var exempt = second.IsEnergyAsset && second.Type.Length >= EnergyExemptionLength;
        if (!exempt && string.CompareOrdinal(first.Type, second.Type) > 0)
        {
            return $"Asset {first} must be smaller than {second}";
        }

        return first.IsEnergyAsset ? "A dataset is the second asset of its pair, the currency the first" : null;
    }
}

/// <summary>Names one market: the types of an asset pair.</summary>
public readonly record struct AssetTypes(string First, string Second) : IComparable<AssetTypes>
{
    public int CompareTo(AssetTypes other)
    {
        var byFirst = string.CompareOrdinal(First, other.First);
        return byFirst != 0 ? byFirst : string.CompareOrdinal(Second, other.Second);
    }
}
