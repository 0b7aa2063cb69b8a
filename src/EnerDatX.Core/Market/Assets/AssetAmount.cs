namespace EnerDatX.Core.Market;

/// <summary>
/// A whole number of the smallest units of one asset: tokens of a currency, or a dataset (<c>EW…</c>).
/// </summary>
public readonly record struct AssetAmount
{
    /// <summary>
    /// Longest asset type, in characters: "EW" and 64 hex digits of ours, or "EW" and a CID of EDMP's, fit with room to spare,
    /// and a stranger cannot make the book hold long texts.
    /// </summary>
    public const int MaxTypeLength = 80;

    private const string EnergyPrefix = "EW";

    /// <param name="amount">0 … 2^63-1 smallest units.</param>
    /// <param name="type">1 … 80 printable ASCII characters.</param>
    /// <exception cref="ArgumentException">One of the two is outside its range; strangers' values go through <see cref="IsType"/> first.</exception>
    public AssetAmount(long amount, string type)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(amount);
        if (!IsType(type))
        {
            throw new ArgumentException("An asset type has 1 to 80 printable ASCII characters.", nameof(type));
        }

        Amount = amount;
        Type = type;
    }

    public long Amount { get; }

    public string Type { get; }

    public bool IsEnergyAsset => IsEnergyType(Type);

    /// <summary>Whether the text may name an asset.</summary>
    public static bool IsType(string type) =>
        type.Length is > 0 and <= MaxTypeLength && type.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0;

    /// <summary>A dataset's asset id is "EW" and something more; plain "EW" is EDMP's wallet and trades like a currency.</summary>
    public static bool IsEnergyType(string type) =>
        type.Length > EnergyPrefix.Length && type.StartsWith(EnergyPrefix, StringComparison.Ordinal);

    public override string ToString() => $"{Amount} {Type}";
}
