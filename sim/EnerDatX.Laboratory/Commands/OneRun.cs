using System.Reflection;
using System.Runtime.InteropServices;
using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Presets;
using EnerDatX.Laboratory.Runs;
using EnerDatX.Laboratory.Scenarios;
using Trace = EnerDatX.Laboratory.Runs.Trace;

namespace EnerDatX.Laboratory.Commands;

/// <summary>Runs a scenario once and puts together all that is to be written about it.</summary>
internal static class OneRun
{
    /// <summary>Of the sources, as the build knows it; empty if it does not.</summary>
    public static string Commit { get; } =
        (typeof(OneRun).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? string.Empty) is var version
        && version.IndexOf('+', StringComparison.Ordinal) is >= 0 and var plus
            ? version[(plus + 1)..]
            : string.Empty;

    /// <summary>What takes part and could change what happens.</summary>
    public static IReadOnlyList<(string Name, string Version)> Versions { get; } =
        [("EnerDatX", typeof(OneRun).Assembly.GetName().Version?.ToString(3) ?? string.Empty)];

    public static RunOutcome Of(Scenario scenario, RunIdentity identity, RunFiles files, Action<RunProgress>? progress, CancellationToken stop) =>
        WithTrace(scenario, identity, files, progress, stop).Outcome;

    /// <summary>The same, with the trace, and the time from which it is counted.</summary>
    public static (RunOutcome Outcome, Trace Trace, long BeginMs) WithTrace(
        Scenario scenario, RunIdentity identity, RunFiles files, Action<RunProgress>? progress, CancellationToken stop)
    {
        using var experiment = new Experiment(scenario, identity.Seed, files);
        var pace = new Pace(experiment);
        var result = experiment.Run(
            now =>
            {
                pace.Mark();
                progress?.Invoke(now);
            },
            stop);
        var timing = pace.End($"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}");
        var outcome = new RunOutcome(
            identity,
            scenario.About,
            Versions,
            experiment.Trace.Hash,
            experiment.Participants.All.Count,
            result.Attackers,
            result.FalseAccusations,
            experiment.Violations,
            result.Tables,
            PublishedBeside.Fill(scenario, result.Findings),
            [],
            timing)
        {
            Trace = TraceMarks.Of(experiment.Trace),
            StoppedMs = stop.IsCancellationRequested ? experiment.World.NowMs - experiment.BeginMs : null,
        };
        return (outcome, experiment.Trace, experiment.BeginMs);
    }
}
