using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using EnerDatX.Laboratory.Attackers;
using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Replays;
using EnerDatX.Laboratory.Runs;
using EnerDatX.Laboratory.Scenarios;

namespace EnerDatX.Laboratory.Commands;

/// <summary><c>sim replay FOLDER</c>: runs again what a folder holds, and says whether it did the same.</summary>
internal static class ReplayCommand
{
    private static readonly Argument<string> Kept = new("folder") { Description = "Where sim run put its results; or one of a sweep's folders cells/…" };
    private static readonly Option<bool> Quiet = new("--quiet") { Description = "No progress." };

    public static Command Make()
    {
        var command = new Command("replay", "Runs again what a folder of results says, and compares: the same, or where it first differs.") { Kept, Quiet };
        command.SetAction((parsed, stop) => Task.Run(() => Run(parsed.GetValue(Kept)!, parsed.GetValue(Quiet), stop), CancellationToken.None));
        return command;
    }

    private static int Run(string folder, bool isQuiet, CancellationToken stop)
    {
        if (!TryRead(folder, out var before, out var scenario, out var files))
        {
            return ExitCode.BadInput;
        }

        using var progress = new ProgressLine(isQuiet);
        if (before.Identity.Commit != OneRun.Commit)
        {
            progress.Note($"{folder} was written by sources of another commit ({before.Identity.Commit}; these are {OneRun.Commit}): it need not be the same.");
        }

        var own = Directory.CreateTempSubdirectory("enerdatx-replay-").FullName;
        try
        {
            return Compare(folder, own, before, scenario, files, progress, stop);
        }
        finally
        {
            Directory.Delete(own, recursive: true);
        }
    }

    private static int Compare(
        string folder, string own, FinishedRun before, Scenario scenario, RunFiles files, ProgressLine progress, CancellationToken stop)
    {
        var (done, trace, beginMs) = OneRun.WithTrace(scenario, before.Identity, files, progress.Show, stop);
        progress.End();
        if (done.StoppedMs is not null)
        {
            return ExitCode.Stopped;
        }

        _ = RunFolder.Write(own, done);
        var differences = Replay.Differences(before, TraceMarks.Read(folder, before.TraceStep), FinishedRun.Read(own)!, trace, beginMs).ToList();
        differences.ForEach(Console.WriteLine);
        if (differences.Count == 0)
        {
            Console.WriteLine($"the same: trace {before.TraceHash} of {trace.Datagrams:N0} datagrams, and {before.Hashes.Count} files");
        }

        return differences.Count == 0 ? ExitCode.Done : ExitCode.Violated;
    }

    private static bool TryRead(
        string folder, [NotNullWhen(true)] out FinishedRun? before, [NotNullWhen(true)] out Scenario? scenario, out RunFiles files)
    {
        (scenario, files) = (null, RunFiles.None);
        before = FinishedRun.Read(folder);
        if (before is null)
        {
            Console.Error.WriteLine(File.Exists(Path.Combine(folder, RunFolder.RunFile))
                ? $"{Path.Combine(folder, RunFolder.RunFile)} is damaged, or of another version."
                : $"{folder} has no {RunFolder.RunFile}: it is no folder with the results of a run.");
            return false;
        }

        if (before.StoppedMs is { } at)
        {
            Console.Error.WriteLine($"{folder} holds a run that was stopped after {at} ms of virtual time: there is nothing to compare its end with.");
            return false;
        }

        // The files that it names are beside its results; those of a sweep's cells, once for all, beside the sweep's.
        var from = Path.GetFullPath(folder);
        from = Directory.Exists(Path.Combine(from, NamedFiles.Folder)) ? from : Path.GetFullPath(Path.Combine(from, "..", ".."));
        if (!ScenarioText.TryRead(before.Identity.ScenarioText, Path.Combine(from, $"{before.Identity.Scenario}.conf"), Behaviours.Names, out scenario, out var faults))
        {
            Console.Error.WriteLine($"The scenario in {Path.Combine(folder, RunFolder.RunFile)} cannot be run with these sources (commit {OneRun.Commit}):");
            foreach (var fault in faults)
            {
                Console.Error.WriteLine(fault);
            }

            return false;
        }

        return ScenarioInput.TryReadFiles(scenario!, from, out files);
    }
}
