using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Laboratory.Attackers.Tools;

/// <summary>What a half-block must name to mean something in this market.</summary>
public sealed record MarketNames(string Network, string Currency)
{
    /// <summary>Where there is no money, as in experiments with the ledger alone.</summary>
    private static readonly MarketNames Usual = new("enerdatx", "DUM1");

    /// <param name="issued">The issuer's half-blocks that are known.</param>
    public static MarketNames Of(IReadOnlyList<HalfBlock> issued) =>
        issued is [var first, ..]
        && MarketHead.NetworkOf(first) is { } network
        && IssueTransaction.TryRead(first, network, out var issue)
            ? new MarketNames(network, issue.Currency)
            : Usual;
}
