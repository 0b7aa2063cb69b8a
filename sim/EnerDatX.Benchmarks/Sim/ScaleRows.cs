using System.Globalization;
using EnerDatX.Laboratory.Scenarios;

namespace EnerDatX.Benchmarks.Sim;

/// <summary>How fast many peers are, and what they take.</summary>
internal static class ScaleRows
{
    private const double Gigabyte = 1e9;
    private const double MostSeconds = 75;
    private const double MostGigabytes = 16;
    private const double LeastPerSecond = 150_000;
    private const double MostTimesAsDear = 1.5;

    /// <summary>In which peers get to know each other: each asks each of its neighbours for the order book, once.</summary>
    internal static readonly TimeSpan StartUp = TimeSpan.FromSeconds(30);

    /// <summary>By then a run of 1,000 peers has taken some seconds, and what it does often is compiled for good; before, that would make it dear.</summary>
    private static readonly TimeSpan Compiled = TimeSpan.FromSeconds(180);

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(60);

    public static IEnumerable<SimGroup> Groups(SimSize size)
    {
        var (large, huge) = (SimRuns.Shipped("scale-10000"), SimRuns.Shipped("scale-100000"));
        if (size == SimSize.Quick)
        {
            yield return Speed(Smaller.WithPeers(large, 300, TimeSpan.FromSeconds(60)), []);
            yield return Dearness(Smaller.WithPeers(huge, 600, huge.Duration), Smaller.WithPeers(huge, 60, huge.Duration), StartUp);
            yield break;
        }

        var time = new SimGoal("10,000 peers, 600 virtual s, keyed signatures (scale-10000), from start to end of the process", "s", "< 75", value => value < MostSeconds);
        yield return Speed(large, [time]);
        var memory = new SimGoal("100,000 peers (scale-100000): most memory of the process", "GB", "<= 16", value => value <= MostGigabytes);
        yield return new SimGroup([memory], runs => runs.Run(huge, Limit) is var run ? [memory.With(run.PeakMemoryBytes() / Gigabyte, run.IsSound)] : []);
        yield return Dearness(huge, Smaller.WithPeers(huge, 1_000, Compiled + huge.Duration), Compiled);
    }

    private static SimGroup Speed(Scenario scenario, IReadOnlyList<SimGoal> time)
    {
        var speed = new SimGoal(
            $"messages delivered per second and core, {Peers(scenario)} peers, keyed signatures (time of all threads, garbage collection included; after {StartUp.TotalSeconds:0} virtual s)",
            "1/s", ">= 150,000", value => value >= LeastPerSecond);
        return new SimGroup([.. time, speed], runs =>
        {
            var run = runs.Run(scenario, Limit);
            return [.. time.Select(goal => goal.With(run.Wall.TotalSeconds, run.IsSound)), speed.With(1 / run.CpuPerMessage(StartUp), run.IsSound)];
        });
    }

    private static SimGroup Dearness(Scenario large, Scenario small, TimeSpan smallFrom)
    {
        var goal = new SimGoal(
            $"cost of a delivered message: {Peers(large)} peers by {Peers(small)} (time of all threads; after {StartUp.TotalSeconds:0} and {smallFrom.TotalSeconds:0} virtual s)",
            "x", "<= 1.5", value => value <= MostTimesAsDear);
        return new SimGroup([goal], runs =>
        {
            var (one, other) = (runs.Run(large, Limit), runs.Run(small, Limit));
            return [goal.With(one.CpuPerMessage(StartUp) / other.CpuPerMessage(smallFrom), one.IsSound && other.IsSound)];
        });
    }

    private static string Peers(Scenario scenario) => scenario.Population.Peers.ToString("#,0", CultureInfo.InvariantCulture);
}
