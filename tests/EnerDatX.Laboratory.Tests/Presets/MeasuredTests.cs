using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Presets;
using EnerDatX.Laboratory.Runs;
using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Laboratory.Tests.Scenarios;
using Cell = EnerDatX.Laboratory.Scenarios.SweepCell;

namespace EnerDatX.Laboratory.Tests.Presets;

/// <summary>What is published is compared with something that a run of the preset really measures.</summary>
public sealed class MeasuredTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(45);

    public static TheoryData<string> Presets => [.. Published.All.Select(value => value.Preset).Distinct()];

    [Theory]
    [MemberData(nameof(Presets))]
    public void Each_published_value_stands_beside_one_that_a_small_run_of_its_preset_measures(string preset)
    {
        var cells = Cells(preset).Where(cell => cell.Seed == 1).ToList();
        var runs = Savings.Beside(cells, [.. cells.Select(Run)]);
        var said = runs.SelectMany(run => run!.Findings).Where(finding => finding.Published is not null).Select(finding => finding.Published!.Value).ToHashSet();
        Assert.All(Published.Of(preset), value =>
            Assert.Contains(value.Quantity.StartsWith("undetected", StringComparison.Ordinal) ? 1 - value.Value : value.Value, said));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(100)]
    public void Owners_offer_data_with_a_reading_for_each_segment(int segments)
    {
        var cell = Cells("xchange-bounds")[0];
        using var run = new Experiment(Small(cell.Scenario) with { Attackers = [], Market = cell.Scenario.Market with { Segments = segments, OfferEvery = TimeSpan.FromSeconds(10) } }, 1, RunFiles.None);
        var trades = run.Run().Tables.Trades;
        Assert.NotEmpty(trades);
        Assert.All(trades, trade => Assert.Equal(segments, trade.Segments));
    }

    [Fact]
    public void Orders_get_to_neighbours_in_one_hop_and_to_everybody_in_a_few()
    {
        var one = Reach(1);
        var three = Reach(3);
        Assert.InRange(one.Single(finding => finding.Name == "order.reach").Value, 0.15, 0.45);
        Assert.DoesNotContain(one, finding => finding.Name == "order.hops.enough");
        Assert.Equal(1, three.Single(finding => finding.Name == "order.reach").Value, 0.01);
        Assert.InRange(three.Single(finding => finding.Name == "order.hops.enough").Value, 2, 3);
    }

    [Fact]
    public void Savings_are_counted_from_the_run_of_the_same_seed_that_has_no_bounds()
    {
        var cells = Cells("xchange-bounds");
        var runs = Savings.Beside(cells, [.. cells.Select(cell => cell.Scenario.Trust.MaxAtRiskInAll == 100_000_000
            ? Finished(cell, 40 * (double)cell.Seed, 8)
            : Finished(cell, 10, cell.Scenario.Market.Segments))]);
        var saved = runs.Select(run => run!.Findings.FirstOrDefault(finding => finding.Name == "fraud.gain.saved")?.Value).ToList();
        Assert.Equal(cells.Select(cell => cell.Scenario.Trust.MaxAtRiskInAll == 100_000_000 ? null : 1 - (double?)(10 / (40 * (double)cell.Seed))), saved);
        Assert.Equal(1 - (4 / 8.0), runs.Zip(cells).First(pair => pair.Second.Scenario.Market.Segments == 4).First!.Findings.Single(finding => finding.Name == "fraud.loss.saved").Value);
    }

    [Fact]
    public void Nothing_is_saved_where_no_run_has_no_bounds()
    {
        var cells = Cells("xchange-bounds").Where(cell => cell.Scenario.Market.Segments > 1).ToList();
        Assert.All(Savings.Beside(cells, [.. cells.Select(cell => Finished(cell, 10, 1))]), run => Assert.Equal(2, run!.Findings.Count));
    }

    private static IReadOnlyList<Finding> Reach(int ttl)
    {
        var scenario = Small(Cells("tribler-4634")[0].Scenario);
        using var run = new Experiment(
            scenario with { Gossip = scenario.Gossip with { OrderTtl = ttl }, Population = scenario.Population with { Owners = 34 } }, 1, RunFiles.None);
        return run.Run().Findings;
    }

    private static FinishedRun Run(Cell cell)
    {
        var small = Small(cell.Scenario);
        using var run = new Experiment(small, cell.Seed, RunFiles.None);
        var result = run.Run();
        Assert.Empty(run.Violations);
        return Finished(cell, [.. PublishedBeside.Fill(cell.Scenario, result.Findings)]);
    }

    private static FinishedRun Finished(Cell cell, double gain, double loss) =>
        Finished(cell, [new Finding("fraud.gain", "gain", gain, "tokens"), new Finding("fraud.loss", "loss", loss, "tokens")]);

    private static FinishedRun Finished(Cell cell, IReadOnlyList<Finding> findings) =>
        new(new RunIdentity(cell.Scenario.Name, "", cell.Seed, ""), "0", 0, null, 0, [], findings, []);

    /// <summary>The same with a few peers, for less than a minute.</summary>
    private static Scenario Small(Scenario scenario) => scenario with
    {
        Duration = Short,
        WarmUp = scenario.WarmUp < Short ? scenario.WarmUp : Short,
        Population = scenario.Population with
        {
            Owners = Math.Min(20, scenario.Population.Owners),
            Buyers = Math.Min(5, scenario.Population.Buyers),
            Matchmakers = Math.Min(1, scenario.Population.Matchmakers),
        },
        Network = scenario.Network with { Topology = scenario.Network.Topology with { Degree = 9 } },
        Market = scenario.Market with
        {
            OfferEvery = scenario.Market.OfferEvery > TimeSpan.Zero ? TimeSpan.FromSeconds(10) : TimeSpan.Zero,
            BuyEvery = scenario.Market.BuyEvery > TimeSpan.Zero ? TimeSpan.FromSeconds(5) : TimeSpan.Zero,
        },
        Attackers = [.. scenario.Attackers.Select(plan => plan with { Permille = Math.Max(plan.Permille, plan.Behaviour == "fork-once" ? 300 : 100) })],
        Checks = scenario.Checks with { HealFor = TimeSpan.Zero },
    };

    private static IReadOnlyList<Cell> Cells(string preset)
    {
        Assert.True(ScenarioFile.TryRead(Path.Combine(Given.Shipped, preset + ".conf"), Given.Behaviours, out var scenario, out var faults), string.Join('\n', faults));
        return SweepCells.Of(scenario!);
    }
}
