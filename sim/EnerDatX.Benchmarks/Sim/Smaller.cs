using EnerDatX.Laboratory.Scenarios;

namespace EnerDatX.Benchmarks.Sim;

/// <summary>Shipped scenarios at the sizes that rows want.</summary>
internal static class Smaller
{
    /// <summary>A dozen peers for a quarter of a minute, without a market: 3 of them fork.</summary>
    public static Scenario DoubleSpend(Scenario scenario) => scenario with
    {
        Duration = TimeSpan.FromSeconds(15),
        WarmUp = TimeSpan.FromSeconds(2),
        Population = scenario.Population with { Owners = 12, Buyers = 0, Matchmakers = 1 },
        Network = scenario.Network with { Topology = new TopologyPlan(TopologyKind.Given, 10) },
        Market = scenario.Market with { StartTokens = 0, OfferEvery = TimeSpan.Zero, BuyEvery = TimeSpan.Zero },
        Ledger = scenario.Ledger with { ProposeEvery = TimeSpan.FromSeconds(2) },
        Attackers = [.. scenario.Attackers.Select(plan => plan with { Permille = 200, Start = TimeSpan.FromSeconds(3), Stop = TimeSpan.FromSeconds(15) })],
        Checks = scenario.Checks with { HealFor = TimeSpan.Zero },
    };

    /// <summary>The same traffic of each of fewer peers, for a shorter time.</summary>
    public static Scenario WithPeers(Scenario scenario, int peers, TimeSpan duration) => scenario with
    {
        Duration = duration,
        Population = scenario.Population with { Owners = peers },
        Faults = [.. scenario.Faults.Select(plan => plan with { Until = duration })],
    };
}
