using System.Diagnostics.CodeAnalysis;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>
/// The first two fields of every transaction of ours: <c>version</c> (5; EDMP has 2, AnyDex 4) and <c>network</c>, inside the signed
/// bytes, so that a half-block of one network means nothing in another.
/// </summary>
public static class MarketHead
{
    public const int Version = 5;
    public const int MaxNetworkLength = 32;

    public static TransactionMap Begin(string network) =>
        new TransactionMap().Integer("version", Version).Text("network", network);

    /// <summary>The network that a half-block of ours names; null if it is none of ours.</summary>
    public static string? NetworkOf(HalfBlock block) =>
        TransactionMap.TryDecode(block.Transaction, out var map)
        && map.TryInteger("version", Version, Version, out _)
        && map.TryText("network", MaxNetworkLength, out var network)
            ? network
            : null;

    /// <summary>Decodes the transaction of <paramref name="block"/> if it is one of ours and of this network.</summary>
    public static bool TryRead(HalfBlock block, string network, [NotNullWhen(true)] out TransactionMap? fields)
    {
        fields = TransactionMap.TryDecode(block.Transaction, out var map)
            && map.TryInteger("version", Version, Version, out _)
            && map.TryText("network", MaxNetworkLength, out var named)
            && named == network
            ? map
            : null;
        return fields is not null;
    }
}
