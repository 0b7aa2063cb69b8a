using EnerDatX.Laboratory.Scenarios;

namespace EnerDatX.Laboratory.Tests.Scenarios;

public sealed class ScenarioFileTests
{
    private const string About = "about = \"A test.\"\n";

    [Fact]
    public void What_a_file_says_is_in_the_record()
    {
        var scenario = Given.Read("""
            about = "Everything."
            duration = 90s
            warm-up = 0.5 s
            seed = 9223372036854775807
            signatures = real
            population { owners = 30, buyers = 7, matchmakers = 2, pv-share = 0.125 }
            network {
              latency { kind = uniform, from = 10ms, to = 1s }
              loss = 0.2
              churn { share = 0.1, mean-up = 2m, mean-down = 5s }
              partitions = [ { at = 10s, for = 20s, share = 0.25, one-way = true } ]
              topology { kind = given, degree = 8 }
              bandwidth = 125 kB
            }
            market.start-tokens = 12.345
            attackers = [
              { behaviour = fork-once, share = 0.05, start = 10s, stop = 1m, targets = 3, budget = 2, group = "them", rate = 7 }
              { behaviour = silent }
            ]
            faults = [ { kind = lost-suffix, at = 5s } ]
            checks.exhaustive = true
            """);

        Assert.Equal(("test", "Everything.", TimeSpan.FromSeconds(90), TimeSpan.FromMilliseconds(500)), (scenario.Name, scenario.About, scenario.Duration, scenario.WarmUp));
        Assert.Equal((ulong)long.MaxValue, scenario.Seed);
        Assert.Equal(Signatures.Real, scenario.Signatures);
        Assert.Equal(new Population(30, 7, 2, 125, null), scenario.Population);
        Assert.Equal(new LatencyPlan(LatencyKind.Uniform, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(1), 400, null), scenario.Network.Latency);
        Assert.Equal(new ChurnPlan(100, TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(5)), scenario.Network.Churn);
        Assert.Equal([new PartitionPlan(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20), 250, true)], scenario.Network.Partitions);
        Assert.Equal(new TopologyPlan(TopologyKind.Given, 8), scenario.Network.Topology);
        Assert.Equal((200, 125_000), (scenario.Network.LossPermille, scenario.Network.BytesPerSecond));
        Assert.Equal(12_345, scenario.Market.StartTokens);
        Assert.Equal(
            [
                new AttackPlan("fork-once", 50, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1), 3, 2, "them", 7),
                new AttackPlan("silent", 100, TimeSpan.Zero, TimeSpan.FromSeconds(90), 0, 1, "", 1),
            ],
            scenario.Attackers);
        Assert.Equal([new FaultPlan(FaultKind.LostSuffix, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(90), 100, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1))], scenario.Faults);
        Assert.True(scenario.Checks.IsExhaustive);
        Assert.Null(scenario.Sweep);
    }

    [Theory]
    [InlineData("network.los = 0.2", "test.conf:2: network.los: there is no such key. Did you mean network.loss? Here may stand latency, loss, ")]
    [InlineData("\nnetwrk { loss = 0.2 }", "test.conf:3: netwrk: there is no such key. Did you mean network? Here may stand about, duration, ")]
    [InlineData("network {\n  loss = 1.5\n}", "test.conf:3: network.loss: 1.5 is not a fraction of 0 to 1 with at most three digits")]
    [InlineData("network.loss = 0.2345", "test.conf:2: network.loss: 0.2345 is not a fraction")]
    [InlineData("network.loss = -0.1", "test.conf:2: network.loss: -0.1 is not a fraction")]
    [InlineData("network.loss = 20%", "test.conf:2: network.loss: 20% is not a fraction")]
    [InlineData("duration = 10", "test.conf:2: duration: 10 is not a duration of 1s to 366d, with its unit (ms, s, m, h or d), such as 10m.")]
    [InlineData("duration = 10kg", "test.conf:2: duration: 10kg is not a duration")]
    [InlineData("duration = 0s", "test.conf:2: duration: 0s is not a duration of 1s")]
    [InlineData("duration = 1000000000000000000d", "test.conf:2: duration: 1000000000000000000d is not a duration")]
    [InlineData("warm-up = 0.0005s", "test.conf:2: warm-up: 0.0005s is not a duration")]
    [InlineData("population.owners = -5", "test.conf:2: population.owners: -5 is not a whole number of 0 to 1000000.")]
    [InlineData("population.owners = 1.5", "test.conf:2: population.owners: 1.5 is not a whole number")]
    [InlineData("seed = 9223372036854775808", "test.conf:2: seed: 9223372036854775808 is not a whole number")]
    [InlineData("network.bandwidth = 5 GB", "test.conf:2: network.bandwidth: 5 GB is not a size")]
    [InlineData("market.price-to = 1e3", "test.conf:2: market.price-to: 1e3 is not tokens")]
    [InlineData("network.latency.kind = unifrm", "test.conf:2: network.latency.kind: unifrm is not one of constant, uniform, lognormal, matrix. Did you mean uniform?")]
    [InlineData("outputs.blocks = yes", "test.conf:2: outputs.blocks: yes is not one of false, true.")]
    [InlineData("network = 5", "test.conf:2: network: is a section: network { … }.")]
    [InlineData("network.loss { a = 1 }", "test.conf:2: network.loss: a section is not a fraction")]
    [InlineData("attackers = none", "test.conf:2: attackers: none is not a list of at most 100 sections")]
    [InlineData("attackers = [1]", "test.conf:2: attackers: a list is not a list of at most 100 sections")]
    [InlineData("attackers = [\n  { behaviour = silent }\n  { behaviour = fork-onec }\n]", "test.conf:4: attackers.1.behaviour: nobody behaves like \"fork-onec\". Did you mean fork-once? There are clone-process, ")]
    [InlineData("attackers = [\n  { share = 0.1 }\n]", "test.conf:3: attackers.0.behaviour: is missing: the name of a behaviour")]
    [InlineData("attackers = [\n  { behaviour = silent, shar = 0.1 }\n]", "test.conf:3: attackers.0.shar: there is no such key. Did you mean share?")]
    [InlineData("attackers = [\n { behaviour = silent, share = 0.6 }\n { behaviour = flood, share = 0.6 }\n]", "test.conf:2: attackers: the shares are 1.2 together; at most 1.")]
    [InlineData("attackers = [\n { behaviour = silent\n stop = 6m } ]", "test.conf:4: attackers.0.stop: is after the end of the duration.")]
    [InlineData("population.profile = \"gone.csv\"", "test.conf:2: population.profile: there is no file ")]
    [InlineData("network.latency.kind = matrix", "test.conf:1: network.latency.file: is missing: the kind is matrix.")]
    [InlineData("network.latency { kind = uniform, from = 50ms\n to = 40ms }", "test.conf:3: network.latency.to: is below network.latency.from.")]
    [InlineData("market.price-from = 6", "test.conf:1: market.price-to: is below market.price-from.")]
    [InlineData("population { owners = 3, buyers = 3, matchmakers = 3 }", "test.conf:1: network.topology.degree: 9 peers cannot have 20 neighbours each; at most 8.")]
    [InlineData("include \"other.conf\"", "test.conf:2: include: nothing is included here.")]
    [InlineData("sweep.grid { \"network.los\" = [0] }", "test.conf:2: network.los: there is no such key or row that a sweep could change. Did you mean network.loss?")]
    [InlineData("sweep.grid { \"network.loss\" = [0, 2] }", "test.conf:2: network.loss: 2 is not a fraction")]
    [InlineData("sweep.grid { \"network.loss\" = 0 }", "test.conf:2: sweep.grid.network.loss: a list of values was expected")]
    [InlineData("sweep.grid { \"seed\" = [1, 2] }", "test.conf:2: seed: a sweep cannot change this")]
    [InlineData("sweep.grid { \"attackers.0.share\" = [0] }", "test.conf:2: attackers.0.share: there is no such key or row that a sweep could change.")]
    [InlineData("sweep.grid { \"market.price-from\" = [1, 6] }", "test.conf:2: market.price-to: with market.price-from=6: is below market.price-from.")]
    [InlineData("sweep { repeats = 1000, grid { \"network.loss\" = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] } }", "test.conf:2: sweep: this is 11000 runs; at most 10000.")]
    [InlineData("lanes = 2", "test.conf:2: lanes: must be 1 where peers trade.")]
    [InlineData("market { offer-every = 0s, buy-every = 0s }\nlanes = 2\nattackers = [ { behaviour = fork-once, share = 0.1 }, { behaviour = flood, share = 0.1 } ]", "test.conf:3: lanes: must be 1 where there are attackers as flood.")]
    [InlineData("market { offer-every = 0s, buy-every = 0s }\nlanes = 2\nnetwork.latency { kind = uniform, from = 0s, to = 1s }", "test.conf:3: lanes: must be 1 where a datagram may take no time.")]
    [InlineData("sweep.repeats = 5", "test.conf:2: sweep.repeats: nothing is varied")]
    public void What_is_wrong_is_named_with_its_line_and_what_is_allowed(string text, string expected) =>
        Assert.StartsWith(expected, Given.Fault(About + text), StringComparison.Ordinal);

    [Fact]
    public void A_scenario_says_what_it_is_about() =>
        Assert.StartsWith("test.conf:1: about: is missing: a text of 1 to 500 characters", Given.Fault("seed = 1"), StringComparison.Ordinal);

    [Fact]
    public void All_that_is_wrong_is_named_at_once_in_the_order_of_the_lines() =>
        Assert.Equal(
            [(1, "durration"), (3, "network.loss"), (4, "network.foo"), (6, "seed")],
            Given.Faults("durration = 5m\nnetwork {\n  loss = 2\n  foo = 1\n}\nseed = x\nabout = \"A test.\"").Select(fault => (fault.Line, fault.Key)));

    [Fact]
    public void A_scenario_includes_another_and_changes_it()
    {
        using var folder = new ScenarioFolder();
        folder.Write("base/honest.conf", About + "network { loss = 0.1, duplication = 0.5 }\nattackers = [ { behaviour = silent } ]\npopulation.profile = \"home.csv\"");
        folder.Write("base/home.csv", "");
        var path = folder.Write("mine.conf", "include \"base/honest.conf\"\nabout = \"Mine.\"\nnetwork.loss = 0.2\nattackers = [ { behaviour = flood } ]");

        Assert.True(ScenarioFile.TryRead(path, Given.Behaviours, out var scenario, out _));
        Assert.Equal(("mine", "Mine.", 200, 500), (scenario!.Name, scenario.About, scenario.Network.LossPermille, scenario.Network.DuplicationPermille));
        Assert.Equal("flood", Assert.Single(scenario.Attackers).Behaviour);
        Assert.Equal("base/home.csv", scenario.Population.ProfileFile);
    }

    [Fact]
    public void What_is_wrong_in_an_included_file_is_named_there()
    {
        using var folder = new ScenarioFolder();
        var below = folder.Write("below.conf", About + "network.loss = 2");
        var path = folder.Write("mine.conf", "include \"below.conf\"");

        Assert.False(ScenarioFile.TryRead(path, Given.Behaviours, out _, out var faults));
        Assert.StartsWith($"{below}:2: network.loss: 2 is not a fraction", Assert.Single(faults).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_include_each_other_are_refused()
    {
        using var folder = new ScenarioFolder();
        var first = folder.Write("a.conf", "include \"b.conf\"");
        folder.Write("b.conf", About + "include \"a.conf\"");

        Assert.False(ScenarioFile.TryRead(first, Given.Behaviours, out _, out var faults));
        Assert.EndsWith("b.conf:2: include: a.conf includes itself.", Assert.Single(faults).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_or_unreadable_file_is_refused()
    {
        using var folder = new ScenarioFolder();
        var path = folder.Write("a.conf", "include \"gone.conf\"\n" + About);
        var latin = Path.Combine(Path.GetDirectoryName(path)!, "latin.conf");
        File.WriteAllBytes(latin, [0x23, 0xE4]);

        Assert.Contains("there is no file", FaultOf(path + "x"), StringComparison.Ordinal);
        Assert.Contains("cannot be read", FaultOf(Path.GetDirectoryName(path)!), StringComparison.Ordinal);
        Assert.Contains("is not UTF-8", FaultOf(latin), StringComparison.Ordinal);
        Assert.StartsWith($"{path}:1: include: there is no file ", FaultOf(path), StringComparison.Ordinal);
    }

    private static string FaultOf(string path)
    {
        Assert.False(ScenarioFile.TryRead(path, Given.Behaviours, out _, out var faults));
        return Assert.Single(faults).ToString();
    }
}
