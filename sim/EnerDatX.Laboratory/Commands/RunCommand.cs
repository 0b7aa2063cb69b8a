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
        command.SetAction((parsed, stop) => Task.FromResult(Run(
            parsed.GetValue(File)!, parsed.GetValue(Seed), parsed.GetValue(Out), parsed.GetValue(Quiet), parsed.GetValue(Json), stop)));
        return command;
    }

    private static int Run(string file, ulong? seed, string? folder, bool isQuiet, bool isJson, CancellationToken stop)
    {
        if (!ScenarioInput.TryRead(file, out var scenario, out var files))
        {
            return ExitCode.BadInput;
        }

        var identity = new RunIdentity(scenario.Name, ScenarioText.Of(scenario), seed ?? scenario.Seed, OneRun.Commit);
        if (folder is not null && RunFolder.WhyNot(folder, identity) is { } refusal)
        {
            Console.Error.WriteLine(refusal);
            return ExitCode.BadInput;
        }

        using var progress = new ProgressLine(isQuiet || isJson);
        var watch = Stopwatch.StartNew();
        var done = OneRun.Of(scenario, identity, files, progress.Show, stop);
        progress.End();
        if (isJson)
        {
            Console.WriteLine(FindingsTable.Json(done.Findings));
        }
        else
        {
            FindingsTable.Show(done.Findings, Console.Out);
            Console.WriteLine($"{done.Identity.Scenario}, seed {done.Identity.Seed}: {done.Timing.Messages:N0} datagrams in {watch.Elapsed.TotalSeconds:N1} s, trace {done.TraceHash}");
        }

        if (folder is not null)
        {
            Keep(folder, done);
        }

        foreach (var violation in done.Violations)
        {
            Console.Error.WriteLine($"violated: {violation}; again with: ./enerdatx sim run {file} --seed {identity.Seed}   (commit {identity.Commit})");
        }

        return done.Violations.Count > 0 ? ExitCode.Violated : stop.IsCancellationRequested ? ExitCode.Stopped : ExitCode.Done;
    }

    private static void Keep(string folder, RunOutcome done)
    {
        var without = RunFolder.Write(folder, done);
        Console.Error.WriteLine(without ?? $"results and report: {Path.Combine(folder, "report.html")}");
    }
}
