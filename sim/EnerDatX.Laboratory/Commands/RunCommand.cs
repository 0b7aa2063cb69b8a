using System.CommandLine;
using System.Diagnostics;
using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Scenarios;

namespace EnerDatX.Laboratory.Commands;

/// <summary><c>sim run FILE</c>: one run, or as many as the scenario repeats.</summary>
internal static class RunCommand
{
    private static readonly Argument<string> File = new("file") { Description = "The scenario; of those that are shipped the name is enough." };
    private static readonly Option<ulong?> Seed = new("--seed") { Description = "Instead of the scenario's." };
    private static readonly Option<string?> Out = new("--out") { Description = "Where the results go; without it they are only shown." };
    private static readonly Option<bool> Quiet = new("--quiet") { Description = "No progress." };
    private static readonly Option<bool> Json = new("--json") { Description = "The summary as JSON." };

    public static Command Make()
    {
        var command = new Command("run", "Runs a scenario: progress, then a summary, and with --out all that was measured and report.html.")
        {
            File, Seed, Out, Quiet, Json,
        };
        // On a thread of its own, so that Ctrl-C ends the program even where a run does not come to its next look.
        command.SetAction((parsed, stop) => Task.Run(
            () => Run(parsed.GetValue(File)!, parsed.GetValue(Seed), parsed.GetValue(Out), parsed.GetValue(Quiet), parsed.GetValue(Json), stop), CancellationToken.None));
        return command;
    }

    private static async Task<int> Run(string file, ulong? seed, string? folder, bool isQuiet, bool isJson, CancellationToken stop)
    {
        if (!SweepCommand.TryRead(file, seed, out var scenario, out var from))
        {
            return ExitCode.BadInput;
        }

        using var progress = new ProgressLine(isQuiet || isJson);
        if (scenario.Sweep is { } sweep)
        {
            progress.Note($"This is one run of the scenario as it stands; all {SweepCells.Count(scenario)} of its sweep: ./enerdatx sim sweep {file}");
            scenario = sweep.Repeats > 0 ? scenario with { Repeats = 1 } : scenario;
        }

        return scenario.Repeats > 1
            ? await RunAll(scenario with { Sweep = null }, from, folder, new SweepWish(1, isQuiet, isJson), stop)
            : RunOnce(file, scenario, from, folder, progress, isJson, stop);
    }

    /// <summary>Each seed is a cell; without a folder of the user's they are in one that is gone afterwards.</summary>
    private static async Task<int> RunAll(Scenario scenario, string from, string? folder, SweepWish wish, CancellationToken stop)
    {
        if (folder is not null)
        {
            return await SweepCommand.RunAll(scenario, from, folder, wish, null, stop);
        }

        var own = Directory.CreateTempSubdirectory("enerdatx-sim-").FullName;
        try
        {
            return await SweepCommand.RunAll(scenario, from, own, wish, null, stop);
        }
        finally
        {
            Directory.Delete(own, recursive: true);
        }
    }

    private static int RunOnce(string file, Scenario asWritten, string from, string? folder, ProgressLine progress, bool isJson, CancellationToken stop)
    {
        var (scenario, named) = NamedFiles.Of(asWritten, from);
        var identity = new RunIdentity(scenario.Name, ScenarioText.Of(scenario), scenario.Seed, OneRun.Commit);
        if (!ScenarioInput.TryReadFiles(asWritten, from, out var files))
        {
            return ExitCode.BadInput;
        }

        if (folder is not null && RunFolder.WhyNot(folder, identity) is { } refusal)
        {
            progress.Note(refusal);
            return ExitCode.BadInput;
        }

        var watch = Stopwatch.StartNew();
        var done = OneRun.Of(scenario, identity, files, progress.Show, stop) with { Files = named };
        progress.End();
        Show(done, isJson, watch.Elapsed);
        if (folder is not null)
        {
            Keep(folder, done, progress);
        }

        foreach (var violation in done.Violations)
        {
            progress.Note($"violated: {violation}; again with: ./enerdatx sim run {file} --seed {identity.Seed}   (commit {identity.Commit})");
        }

        if (done.StoppedMs is { } at)
        {
            progress.Note($"stopped after {at / 1_000.0:F0} s of virtual time, of which these are the results");
        }

        return done.Violations.Count > 0 ? ExitCode.Violated : done.StoppedMs is not null ? ExitCode.Stopped : ExitCode.Done;
    }

    internal static void Show(RunOutcome done, bool isJson, TimeSpan took)
    {
        if (isJson)
        {
            Console.WriteLine(FindingsTable.Json(done.Findings));
            return;
        }

        FindingsTable.Show(done.Findings, Console.Out);
        Console.WriteLine($"{done.Identity.Scenario}, seed {done.Identity.Seed}: {done.Timing.Messages:N0} datagrams in {took.TotalSeconds:N1} s, trace {done.TraceHash}");
    }

    internal static void Keep(string folder, RunOutcome done, ProgressLine progress)
    {
        var without = RunFolder.Write(folder, done);
        progress.Note(without ?? $"results and report: {Path.Combine(folder, RunFolder.ReportFile)}");
    }
}
