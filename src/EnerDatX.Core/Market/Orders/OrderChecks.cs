using System.Diagnostics.CodeAnalysis;

namespace EnerDatX.Core.Market;

/// <summary>What is checked before an order of mine is made; the refusals are EDMP's texts, which its HTTP clients show.</summary>
public static class OrderChecks
{
    private const int SecondsPerDay = 24 * 60 * 60;

    /// <param name="timeoutSeconds">How long the order is to live.</param>
    /// <param name="maxTimeoutSeconds">24 hours through EDMP's interface, 90 days through ours (<see cref="Tick"/>).</param>
    /// <param name="minUnits">My wallets: for each currency the smallest amount that can be traded. Datasets need no wallet.</param>
    public static bool MayCreate(
        AssetAmount first,
        AssetAmount second,
        long timeoutSeconds,
        int maxTimeoutSeconds,
        IReadOnlyDictionary<string, long> minUnits,
        out AssetPair assets,
        [NotNullWhen(false)] out string? refusal)
    {
        assets = default;
        refusal = first.Type == second.Type ? "You cannot trade between the same wallet" : null;
        refusal ??= WalletRefusal(first, minUnits) ?? WalletRefusal(second, minUnits);
        refusal ??= MinUnitRefusal(first, minUnits) ?? MinUnitRefusal(second, minUnits);
        refusal ??= TimeoutRefusal(timeoutSeconds, maxTimeoutSeconds);
        if (refusal is not null || !AssetPair.TryCreate(first, second, out assets, out refusal))
        {
            return false;
        }

        refusal = assets.IsEnergyPair && assets.Quantity != 1 ? TickVerdict.DatasetNotWhole.Sentence() : null;
        return refusal is null;
    }

    private static string? WalletRefusal(AssetAmount amount, IReadOnlyDictionary<string, long> minUnits) =>
        amount.IsEnergyAsset || minUnits.ContainsKey(amount.Type) ? null : $"Please create a {amount.Type} wallet first";

    private static string? MinUnitRefusal(AssetAmount amount, IReadOnlyDictionary<string, long> minUnits) =>
        !amount.IsEnergyAsset && amount.Amount < minUnits[amount.Type]
            ? $"The assets to trade should be higher than or equal to the min unit of this asset ({minUnits[amount.Type]})."
            : null;

    private static string? TimeoutRefusal(long timeoutSeconds, int maxTimeoutSeconds)
    {
        if (timeoutSeconds < 0)
        {
            return "The timeout for this order should be positive";
        }

        var days = maxTimeoutSeconds / SecondsPerDay;
        return timeoutSeconds > maxTimeoutSeconds
            ? $"The timeout for this order should be less than {(days == 1 ? "a day" : $"{days} days")}"
            : null;
    }
}
