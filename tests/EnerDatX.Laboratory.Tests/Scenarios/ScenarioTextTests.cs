using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Laboratory.Scenarios.Schema;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Laboratory.Tests.Scenarios;

public sealed class ScenarioTextTests
{
    [Fact]
    public void Any_scenario_is_read_again_from_its_text() => Prop.ForAll<int>(seed =>
    {
        var scenario = Any(new Random(seed));
        var again = Given.Read(ScenarioText.Of(scenario));
        AssertEqual(scenario, again);
        return ScenarioText.Of(again) == ScenarioText.Of(scenario) && ScenarioText.Sha256(again) == ScenarioText.Sha256(scenario);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Each_key_of_the_schema_reaches_the_record_and_comes_back()
    {
        var plain = Plain();
        var changed = ScenarioSchema.All.Keys.Where(key => key.Kind is not (KeyKind.Rows or KeyKind.Grid or KeyKind.Points) && key.Path != "sweep.repeats").ToList();
        Assert.All(changed, key =>
        {
            var values = SectionValues.Of(plain);
            var other = key.Kind is KeyKind.Text or KeyKind.File ? new KeyValue(0, "other") : new KeyValue(key.Get(plain, plain).Number == key.Max ? key.Min : key.Max);
            values.Set(key.Path, other);
            var scenario = ScenarioBuild.Of("test", values, null);
            Assert.Equal(other, key.Get(scenario, scenario));
            Assert.NotEqual(ScenarioText.Sha256(plain), ScenarioText.Sha256(scenario));
        });
    }

    [Fact]
    public void How_a_file_says_it_does_not_count() => Assert.Equal(
        ScenarioText.Of(Given.Read("about = \"A.\"\nnetwork { loss = 0.20 }\nduration = 300s")),
        ScenarioText.Of(Given.Read("duration = 5m # as ever\nnetwork.loss = \"0.2\", about = A.")));

    [Fact]
    public void Every_default_is_allowed() => Assert.All(
        ScenarioSchema.All.Keys.Concat(ScenarioSchema.All.Keys.SelectMany(key => key.RowKeys?.Keys ?? [])).Where(key => key.Default is not null && key.RowKeys is null && key.Kind < KeyKind.Rows),
        key => Assert.True(KeyText.TryRead(key, key.Default!, out var value) && KeyText.WritePlain(key, value) == key.Default, key.Path));

    [Theory]
    [InlineData("0.001", 1)]
    [InlineData("0.2", 200)]
    [InlineData("1.000000", 1_000)]
    [InlineData("1", 1_000)]
    [InlineData("0.0001", -1)]
    [InlineData("1.001", -1)]
    [InlineData(".5", -1)]
    [InlineData("1.", -1)]
    [InlineData("", -1)]
    [InlineData("٣", -1)]
    public void Fractions_are_exact_thousandths(string text, long thousandths) => Assert.Equal(thousandths, Read("network.loss", text));

    [Theory]
    [InlineData("1500ms", 1_500)]
    [InlineData("1.5 s", 1_500)]
    [InlineData("0.25h", 900_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData("366d", 31_622_400_000)]
    [InlineData("366.001d", -1)]
    [InlineData("0.1ms", -1)]
    [InlineData("5 S", -1)]
    [InlineData("9999999999999999999.999999999d", -1)]
    public void Durations_are_exact_milliseconds(string text, long ms) => Assert.Equal(ms, Read("warm-up", text));

    private static long Read(string path, string text) =>
        ScenarioSchema.All.TryFind(path, out var key) && KeyText.TryRead(key, text, out var value) ? value.Number : -1;

    private static void AssertEqual(Scenario expected, Scenario actual)
    {
        Assert.Equal(expected.Attackers, actual.Attackers);
        Assert.Equal(expected.Faults, actual.Faults);
        Assert.Equal(expected.Network.Partitions, actual.Network.Partitions);
        Assert.Equal(expected.Sweep?.Repeats, actual.Sweep?.Repeats);
        Assert.Equal(expected.Sweep?.Grid.Select(axis => axis.Key), actual.Sweep?.Grid.Select(axis => axis.Key));
        Assert.Equal(expected.Sweep?.Grid.SelectMany(axis => axis.Values), actual.Sweep?.Grid.SelectMany(axis => axis.Values));
        Assert.Equal(expected.Sweep?.Points.SelectMany(point => point), actual.Sweep?.Points.SelectMany(point => point));
        Assert.Equal(WithoutLists(expected), WithoutLists(actual));
    }

    /// <summary>Lists of records are compared one by one; the rest as one record.</summary>
    private static Scenario WithoutLists(Scenario scenario) =>
        scenario with { Attackers = [], Faults = [], Sweep = null, Network = scenario.Network with { Partitions = [] } };

    private static Scenario Plain() => Given.Read("about = \"A test.\"\nnetwork.churn.share = 0.5");

    /// <summary>Values from everywhere in their bounds, except where keys depend on each other.</summary>
    private static Scenario Any(Random random)
    {
        var values = AnyOf(ScenarioSchema.All, random);
        values.Set("lanes", new KeyValue(1));
        values.Set("population.owners", new KeyValue(random.Next(2, 300_000)));
        values.Set("population.buyers", new KeyValue(random.Next(300_000)));
        values.Set("population.matchmakers", new KeyValue(random.Next(300_000)));
        values.Set("network.topology.degree", new KeyValue(1));
        values.Set("network.latency.kind", new KeyValue(random.Next(3)));
        values.Set("network.latency.from", new KeyValue(random.Next(100)));
        values.Set("network.latency.to", new KeyValue(random.Next(100, 1_000)));
        values.Set("market.price-from", new KeyValue(random.Next(100)));
        values.Set("market.price-to", new KeyValue(random.Next(100, 1_000)));
        foreach (var path in new[] { "duration", "warm-up", "checks.heal-for" })
        {
            values.Set(path, new KeyValue(random.NextInt64(100_000, 10_000_000_000)));
        }

        foreach (var row in values.Rows("attackers"))
        {
            SetTimes(row, "start", "stop", random);
            row.Set("share", new KeyValue(random.Next(300)));
            row.Set("behaviour", KeyValue.Of(Given.Behaviours[random.Next(Given.Behaviours.Length)]));
        }

        values.Rows("faults").ForEach(row => SetTimes(row, "at", "until", random));
        foreach (var row in values.Rows("network.partitions"))
        {
            row.Set("at", new KeyValue(random.Next(50_000)));
            row.Set("for", new KeyValue(random.Next(1, 50_000)));
        }

        if (values.Long("network.churn.share") == 0)
        {
            values.Set("network.churn.mean-up", new KeyValue(600_000));
            values.Set("network.churn.mean-down", new KeyValue(60_000));
        }

        var sweep = random.Next(2) == 0 ? null : new SweepPlan(
            [new SweepAxis("network.loss", ["0", "0.25"]), new SweepAxis("gossip.tell-every", ["20ms", "1d"])],
            random.Next(2) == 0 ? [] : [[new SweepSetting("gossip.fanout", "3"), new SweepSetting("population.profile", "")], []],
            random.Next(10));
        return ScenarioBuild.Of("test", values, sweep);
    }

    private static void SetTimes(SectionValues row, string from, string to, Random random)
    {
        row.Set(from, new KeyValue(random.Next(50_000)));
        row.Set(to, random.Next(2) == 0 ? KeyValue.End : new KeyValue(random.Next(50_000, 100_000)));
    }

    private static SectionValues AnyOf(KeyList keys, Random random)
    {
        var values = new SectionValues(keys, default);
        foreach (var key in keys.Keys)
        {
            if (key.RowKeys is { } rowKeys)
            {
                values.SetRows(key.Path, [.. Enumerable.Range(0, random.Next(4)).Select(_ => AnyOf(rowKeys, random))]);
            }
            else
            {
                values.Set(key.Path, key.Kind switch
                {
                    KeyKind.Text => KeyValue.Of("any \"text\" \\ # " + random.Next()),
                    KeyKind.File => KeyValue.Of(""),
                    _ => new KeyValue(random.NextInt64(key.Min, key.Max) + (key.Max < long.MaxValue ? random.Next(2) : 0)),
                });
            }
        }

        return values;
    }
}
