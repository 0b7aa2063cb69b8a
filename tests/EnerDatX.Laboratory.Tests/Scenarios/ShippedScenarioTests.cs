using EnerDatX.Laboratory.Scenarios;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Laboratory.Tests.Scenarios;

public sealed class ShippedScenarioTests
{
    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Given.Shipped, "*.conf").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public void All_of_them_are_there() => Assert.Equal(
        [
            "contrib-1000-loss", "contrib-10000", "contrib-pointers", "double-spend", "flood", "gossip-law", "honest", "honest-million", "market-day", "partition",
            "restore-from-backup", "scale-10000", "scale-100000", "silent-half", "sweep-attackers", "sybil-ring", "tribler-4634", "withholding", "xchange-bounds",
        ],
        ((IEnumerable<object[]>)Names).Select(row => (string)row[0]));

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_is_read_begins_with_a_comment_and_says_what_it_is_about(string name)
    {
        var path = Path.Combine(Given.Shipped, name + ".conf");
        Assert.True(ScenarioFile.TryRead(path, Given.Behaviours, out var scenario, out var faults), string.Join('\n', faults));
        Assert.StartsWith("# ", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.Contains("\nabout = \"", File.ReadAllText(path), StringComparison.Ordinal);
        Assert.EndsWith(".", scenario!.About, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Each_is_read_again_from_its_canonical_text(string name)
    {
        var scenario = Read(name);
        Assert.Equal(ScenarioText.Of(scenario), ScenarioText.Of(Given.Read(ScenarioText.Of(scenario))));
    }

    [Theory]
    [InlineData("honest")]
    [InlineData("double-spend")]
    [InlineData("withholding")]
    [InlineData("silent-half")]
    [InlineData("sybil-ring")]
    [InlineData("flood")]
    [InlineData("partition")]
    [InlineData("restore-from-backup")]
    public void Those_that_somebody_waits_for_are_small(string name)
    {
        var scenario = Read(name);
        Assert.InRange(scenario.Population.Peers, 100, 300);
        Assert.InRange(scenario.Duration, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10));
        Assert.Null(scenario.Sweep);
    }

    [Fact]
    public void The_law_of_gossip_has_twelve_points_and_the_measured_ones_first()
    {
        var cells = SweepCells.Of(Read("gossip-law")).Where(cell => cell.Seed == 1).ToList();
        Assert.Equal(12, cells.Distinct().Count());
        Assert.Equal(
            [(1_000, 5, 0), (1_000, 5, 500), (10_000, 3, 200), (10_000, 5, 0), (10_000, 5, 330), (10_000, 8, 500)],
            cells.Take(6).Select(cell => (cell.Scenario.Population.Owners, cell.Scenario.Gossip.TellTo, cell.Scenario.Attackers[0].Permille)));

        // The process that the law is of: rounds in step, nobody asked in return, no other way to hear of anything.
        Assert.All(cells, cell =>
        {
            Assert.Equal((TimeSpan.FromSeconds(1), false, 0), (cell.Scenario.Gossip.TellEvery, cell.Scenario.Gossip.TellAsks, cell.Scenario.Gossip.Fanout));
            Assert.Equal((TimeSpan.Zero, TimeSpan.Zero, LatencyKind.Constant), (cell.Scenario.Ledger.PullEvery, cell.Scenario.Ledger.ProposeEvery, cell.Scenario.Network.Latency.Kind));
        });
        Assert.Equal(12, cells.Select(cell => cell.Name).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void The_presets_have_the_published_settings()
    {
        var contrib = Read("contrib-10000");
        Assert.Equal((10_000, 100, TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(500), 2), (contrib.Population.Peers, contrib.Network.Topology.Degree, contrib.Ledger.ProposeEvery, contrib.Ledger.PullEvery, contrib.Ledger.PullHalves));
        Assert.Equal((5, 10, 10, TimeSpan.FromMinutes(2)), (contrib.Gossip.Fanout, contrib.Gossip.BackPointers, contrib.Attackers[0].Permille, contrib.Duration));
        Assert.Equal([0, 200], SweepCells.Of(Read("contrib-1000-loss")).Select(cell => cell.Scenario.Network.LossPermille).Distinct());
        Assert.Equal([5, 0], SweepCells.Of(Read("contrib-1000-loss")).Select(cell => cell.Scenario.Gossip.Fanout).Distinct());
        Assert.Equal((0, 1_000), (Read("contrib-pointers").Gossip.Fanout, Read("contrib-pointers").Population.Peers));
        Assert.All([Read("contrib-1000-loss"), Read("contrib-pointers")], preset =>
            Assert.Equal(("fork-once", TimeSpan.FromSeconds(20), true, true), (preset.Attackers[0].Behaviour, preset.Attackers[0].Stop, preset.Network.LosesProofs, preset.Outputs.StopsWhenFound)));
        Assert.Contains(SweepCells.Of(Read("tribler-4634")), cell => cell.Scenario is { Gossip.OrderTtl: 3, Population.Peers: 1_500 });
    }

    [Fact]
    public void Any_damage_to_one_is_read_or_refused_with_a_line_of_it() => Prop.ForAll<int>(seed =>
    {
        var random = new Random(seed);
        var path = Directory.GetFiles(Given.Shipped, "*.conf").Order(StringComparer.Ordinal).ElementAt(random.Next(Names.Count));
        var text = File.ReadAllText(path).ToList();
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            var at = random.Next(text.Count - 20);
            text.RemoveRange(at, random.Next(20));
            text.InsertRange(at, "{}[]=,.\n\"0a#$"[random.Next(13)..][..1]);
        }

        var lines = text.Count(letter => letter == '\n') + 1;
        ScenarioText.TryRead(string.Concat(text), "test.conf", Given.Behaviours, out var scenario, out var faults);
        return scenario is null == faults.Count > 0 && faults.All(fault => fault.Line >= 1 && fault.Line <= lines && fault.File == "test.conf");
    }).QuickCheckThrowOnFailure();

    private static Scenario Read(string name)
    {
        Assert.True(ScenarioFile.TryRead(Path.Combine(Given.Shipped, name + ".conf"), Given.Behaviours, out var scenario, out var faults), string.Join('\n', faults));
        return scenario!;
    }
}
