using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Laboratory.Sweeps;
using EnerDatX.Laboratory.Sweeps.Queue;
using EnerDatX.Storage;

namespace EnerDatX.Laboratory.Commands;

/// <param name="Jobs">Cells at a time; 0 = as many as there are cores.</param>
internal sealed record SweepWish(int Jobs, bool IsQuiet, bool IsJson);

/// <param name="Lease">How long a claim on a cell holds if nobody renews it.</param>
internal sealed record SharedQueue(PostgresAddress Address, TimeSpan Lease);

/// <summary><c>sim sweep FILE</c>: all cells of its grid with all seeds, in parallel processes, on one machine or several.</summary>
internal static class SweepCommand
{
    /// <summary>More processes than any machine has use for; each takes memory.</summary>
    private const int MostJobs = 1_024;

    private const int DefaultLeaseSeconds = 30;
    private const int MostLeaseSeconds = 3_600;

    private static readonly Argument<string> File = new("file") { Description = "The scenario; of those that are shipped the name is enough." };
    private static readonly Option<ulong?> Seed = new("--seed") { Description = "First seed, instead of the scenario's." };
    private static readonly Option<string?> Out = new("--out") { Description = "Where the results go. A sweep that is there already goes on: finished cells are not run again." };
    private static readonly Option<int> Jobs = new("--jobs") { Description = "Cells that run at a time; 0 = as many as there are cores." };
    private static readonly Option<string?> Queue = new("--queue") { Description = "postgres://user[:password]@host[:port]/database: machines that name the same share the sweep." };
    private static readonly Option<int> Lease = new("--lease")
    {
        Description = "With --queue: seconds after which the cells of a machine that does not answer are claimed by another.", DefaultValueFactory = _ => DefaultLeaseSeconds,
    };

    private static readonly Option<string?> Cell = new("--cell") { Description = "Only this cell, in this process; its results go to --out." };
    private static readonly Option<bool> Attached = new("--attached") { Description = "For the sweep that starts it.", Hidden = true };
    private static readonly Option<bool> Quiet = new("--quiet") { Description = "No progress." };
    private static readonly Option<bool> Json = new("--json") { Description = "The summary as JSON." };

    public static Command Make()
    {
        var command = new Command("sweep", "Runs a scenario with each setting of its grid and each seed, in parallel; then a summary, and report.html.")
        {
            File, Out, Jobs, Seed, Queue, Lease, Cell, Attached, Quiet, Json,
        };
        Jobs.Validators.Add(result => Refuse(result, Jobs, 0, MostJobs));
        Lease.Validators.Add(result => Refuse(result, Lease, 1, MostLeaseSeconds));
        command.SetAction((parsed, stop) => Task.Run(() => Run(parsed, stop), CancellationToken.None));
        return command;
    }

    /// <summary>Reads a scenario; says on standard error what is wrong with it.</summary>
    internal static bool TryRead(string file, ulong? seed, [NotNullWhen(true)] out Scenario? scenario, out string folder)
    {
        if (!ScenarioInput.TryRead(file, out scenario, out folder))
        {
            return false;
        }

        if (seed > long.MaxValue)
        {
            Console.Error.WriteLine($"--seed: a whole number of 0 to {long.MaxValue}.");
            return false;
        }

        scenario = scenario with { Seed = seed ?? scenario.Seed };
        return true;
    }

    /// <summary>Runs what is not finished yet, and shows what all cells together say.</summary>
    /// <param name="from">The folder from which the scenario's names go.</param>
    /// <param name="shared">Null = this machine does it alone.</param>
    internal static async Task<int> RunAll(Scenario asWritten, string from, string folder, SweepWish wish, SharedQueue? shared, CancellationToken stop)
    {
        var (scenario, named) = NamedFiles.Of(asWritten, from);
        var sweep = new Sweep(scenario, named, OneRun.Commit, folder);
        using var progress = new ProgressLine(wish.IsQuiet || wish.IsJson);
        using var held = sweep.Begin();
        var results = new SweepResults(sweep, progress);
        results.LookUp();
        results.Write();
        if (results.Finished > 0 && !wish.IsQuiet)
        {
            progress.Note($"{results.Finished} of {sweep.Cells.Count} cells are finished already");
        }

        bool isEnd;
        using (var cells = shared is null ? new OwnCells(results) : (ICellSource)new SharedCells(results, TableOf(sweep, shared)))
        {
            isEnd = await new SweepWork(results, cells, progress).Run(wish.Jobs > 0 ? wish.Jobs : Environment.ProcessorCount, stop);
        }

        results.LookUp(); // a cell may have left its result just before it was stopped
        var without = results.Write();
        var outcome = results.Outcome();
        if (wish.IsJson)
        {
            Console.WriteLine(SweepTable.Json(outcome));
        }
        else if (outcome.Cells.Count > 0)
        {
            SweepTable.Show(outcome, Console.Out);
        }

        progress.Note(without ?? $"results and report: {Path.Combine(folder, RunFolder.ReportFile)}");
        if (!isEnd)
        {
            progress.Note($"stopped: {results.Finished} of {sweep.Cells.Count} cells are finished and kept; the same command goes on");
        }

        return !isEnd ? ExitCode.Stopped : results.HasFailed ? ExitCode.Violated : ExitCode.Done;
    }

    private static void Refuse(System.CommandLine.Parsing.OptionResult result, Option<int> option, int least, int most)
    {
        if (result.Tokens.Count > 0 && int.TryParse(result.Tokens[0].Value, out var value) && (value < least || value > most))
        {
            result.AddError($"{option.Name}: a whole number of {least} to {most}.");
        }
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken stop)
    {
        if (!TryRead(parsed.GetValue(File)!, parsed.GetValue(Seed), out var scenario, out var from))
        {
            return ExitCode.BadInput;
        }

        var (folder, wish) = (parsed.GetValue(Out), new SweepWish(parsed.GetValue(Jobs), parsed.GetValue(Quiet), parsed.GetValue(Json)));
        if (parsed.GetValue(Cell) is { } name)
        {
            return CellRun.Run(scenario, from, name, folder, wish, parsed.GetValue(Attached), stop);
        }

        if (folder is null)
        {
            Console.Error.WriteLine("--out: a sweep needs a folder for its results.");
            return ExitCode.BadInput;
        }

        SharedQueue? shared = null;
        if (parsed.GetValue(Queue) is { } queue)
        {
            if (!PostgresAddress.TryParse(queue, out var address, out var problem))
            {
                Console.Error.WriteLine($"--queue: {problem}.");
                return ExitCode.BadInput;
            }

            shared = new SharedQueue(address, TimeSpan.FromSeconds(parsed.GetValue(Lease)));
        }

        return await RunAll(scenario, from, folder, wish, shared, stop);
    }

    private static CellTable TableOf(Sweep sweep, SharedQueue shared) =>
        new(shared.Address, sweep.Id, $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}", shared.Lease);
}
