using EnerDatX.Laboratory.Explore;
using EnerDatX.Laboratory.Scenarios;

namespace EnerDatX.Laboratory.Tests.Runs;

/// <summary>A few peers on a good network, who trade and propose; quick to run.</summary>
internal static class SmallWorld
{
    public static Scenario Honest { get; } = RandomScenario.Of(1) with
    {
        Name = "small",
        Duration = TimeSpan.FromSeconds(40),
        WarmUp = TimeSpan.FromSeconds(10),
        Signatures = Signatures.Keyed,
        Population = new Population(5, 3, 1, 300, null),
        Network = new NetworkConditions(
            new LatencyPlan(LatencyKind.Uniform, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(60), 0, null),
            0,
            0,
            null,
            [],
            new TopologyPlan(TopologyKind.Walk, 20),
            0),
        Market = new MarketLife(100_000, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(8), 1_000, 5_000, 100, 2),
        Ledger = new LedgerLife(TimeSpan.FromSeconds(5), 20, TimeSpan.Zero, 0),
        Attackers = [],
        Faults = [],
        Checks = new CheckPlan(true, TimeSpan.FromSeconds(5), 0, TimeSpan.FromSeconds(30)),
        Outputs = new OutputPlan(TimeSpan.FromSeconds(5), true, true, false),
    };

    public static Scenario With(string behaviour, int permille = 200, int budget = 1) => Honest with
    {
        Attackers = [new AttackPlan(behaviour, permille, TimeSpan.Zero, Honest.Duration, 0, budget, string.Empty, 5)],
    };
}
