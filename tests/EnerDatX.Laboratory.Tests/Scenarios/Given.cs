using EnerDatX.Laboratory.Scenarios;

namespace EnerDatX.Laboratory.Tests.Scenarios;

/// <summary>What the tests of scenarios start from.</summary>
internal static class Given
{
    /// <summary>Behaviours of attackers as they are named in scenario files.</summary>
    public static readonly string[] Behaviours =
    [
        "fork-once", "fork-burst", "fork-partitioned", "fork-twins", "fork-deep", "collusive-erase", "double-countersign", "withhold", "stale-head",
        "obligation-race", "no-countersign", "whitewash", "sybil-star", "sybil-chain", "sybil-clique", "wash-ring", "slander", "replay", "spoof",
        "selfish-matchmaker", "front-run", "no-deliver", "garbage", "wrong-cid", "resell-exclusive", "no-pay", "partial-pay", "fake-meter",
        "eclipse", "flood", "malformed", "silent", "honest-restore", "clone-process",
    ];

    public static string Root { get; } = ProjectFolder.PathOf();

    public static string Shipped { get; } = Path.Combine(Root, "hocon", "scenarios");

    public static Scenario Read(string text)
    {
        Assert.True(ScenarioText.TryRead(text, "test.conf", Behaviours, out var scenario, out var faults), string.Join('\n', faults));
        return scenario!;
    }

    public static IReadOnlyList<ScenarioFault> Faults(string text)
    {
        Assert.False(ScenarioText.TryRead(text, "test.conf", Behaviours, out var scenario, out var faults));
        Assert.Null(scenario);
        return faults;
    }

    /// <summary>The one thing that is wrong with a text, as it is shown.</summary>
    public static string Fault(string text) => Assert.Single(Faults(text)).ToString();
}

/// <summary>A folder with files of a test's own, gone after it.</summary>
internal sealed class ScenarioFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("enerdatx-scenario").FullName;

    public string Write(string name, string text)
    {
        var path = Path.Combine(_path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(_path, true);
}
