using EnerDatX.Laboratory.Scenarios;

namespace EnerDatX.Benchmarks.Sim;

/// <summary>The same scenario and seed twice, and the same sweep with one process at a time and with two: whether all files are the same, byte for byte.</summary>
internal static class Determinism
{
    private const int Cells = 3;
    private const int QuickCells = 2;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    public static SimGroup Group(SimSize size)
    {
        var scenario = SimRuns.Shipped("double-spend");
        if (size == SimSize.Quick)
        {
            var small = Smaller.DoubleSpend(scenario) with { Repeats = QuickCells };
            var sweeps = Goal($"between sweeps with 1 and 2 jobs ({small.Population.Peers} peers)");
            return new SimGroup([sweeps], runs => [sweeps.With(OfSweeps(small, runs))]);
        }

        var goal = Goal($"between equal runs, and between sweeps with 1 and 2 jobs ({scenario.Population.Peers} peers)");
        return new SimGroup([goal], runs => [goal.With(OfRuns(scenario, runs) + OfSweeps(scenario with { Repeats = Cells }, runs))]);
    }

    private static SimGoal Goal(string between) => new($"determinism: files that differ {between}", "files", "0", value => value == 0);

    /// <summary>Null where there is nothing to compare.</summary>
    private static double? OfRuns(Scenario scenario, SimRuns runs) => Differences(runs.RunAgain(scenario, Limit), runs.RunAgain(scenario, Limit), runs.Notes);

    private static double? OfSweeps(Scenario scenario, SimRuns runs) => Differences(runs.Sweep(scenario, jobs: 1, Limit), runs.Sweep(scenario, jobs: 2, Limit), runs.Notes);

    private static double? Differences(SimRun one, SimRun other, List<string> notes) => one.IsSound && other.IsSound ? Compare(one.Folder, other.Folder, notes) : null;

    /// <summary>Of all files below two folders, but for those that say how long it took.</summary>
    internal static int Compare(string one, string other, List<string> notes)
    {
        var differing = Names(one).Union(Names(other), StringComparer.Ordinal).Where(name => !AreEqual(Path.Combine(one, name), Path.Combine(other, name))).ToList();
        notes.AddRange(differing.Select(name => $"{name} differs between two runs that must be equal."));
        return differing.Count;
    }

    private static IEnumerable<string> Names(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(path => Path.GetFileName(path) != "timing.json")
        .Select(path => Path.GetRelativePath(folder, path))
        .Order(StringComparer.Ordinal);

    private static bool AreEqual(string one, string other) =>
        File.Exists(one) && File.Exists(other) && File.ReadAllBytes(one).AsSpan().SequenceEqual(File.ReadAllBytes(other));
}
