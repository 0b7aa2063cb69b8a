using EnerDatX.Laboratory.Presets;

namespace EnerDatX.Benchmarks.Sim;

/// <summary>ConTrib's simulation: as many peers, as busy, and whether forks are found as soon as it says.</summary>
internal static class ContribRows
{
    private const string Preset = "contrib-10000";
    private const double MostMinutes = 15;

    /// <summary>Three times the goal: who waits longer learns no more from it.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3 * MostMinutes);

    public static IEnumerable<SimGroup> Groups(SimSize size)
    {
        if (size == SimSize.Quick)
        {
            yield break; // a tenth of its peers is another experiment
        }

        var time = new SimGoal($"{Preset}: from start to end of the process", "min", "< 15", value => value < MostMinutes);
        var detection = new SimGoal(
            $"{Preset}: mean time from a fork to its first proof, by the published one", "x", "0.75 to 1.25", value => Math.Abs(value - 1) <= Published.ToleranceShare);
        yield return new SimGroup([time, detection], runs =>
        {
            var run = runs.Run(SimRuns.Shipped(Preset), Limit);
            var published = Published.Of(Preset).First(value => value.Quantity == Published.MeanDetection);
            var mean = run.Finding(Published.MeanDetection);
            if (mean is { } measured)
            {
                runs.Notes.Add($"{Preset}: {Report.Numbers.Plain(measured)} s to the first proof where {published.Value} s are published. {published.Note}");
            }

            return [time.With(run.Wall.TotalMinutes, run.IsSound), detection.With(mean / published.Value, run.IsSound)];
        });
    }
}
