using System.Diagnostics;
using System.Globalization;
using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Runs;
using EnerDatX.Laboratory.Scenarios;
using Cell = EnerDatX.Laboratory.Scenarios.SweepCell;

namespace EnerDatX.Laboratory.Commands;

/// <summary>One cell of a sweep in this process: for the sweep that started it, or for somebody who wants to see it again.</summary>
internal static class CellRun
{
    public static int Run(Scenario asWritten, string from, string name, string? folder, SweepWish wish, bool isAttached, CancellationToken stop)
    {
        var (scenario, named) = NamedFiles.Of(asWritten, from);
        if (Find(asWritten, scenario, name) is not var (written, cell) || !ScenarioInput.TryReadFiles(written.Scenario, from, out var files))
        {
            return ExitCode.BadInput;
        }

        var identity = new RunIdentity(scenario.Name, ScenarioText.Of(cell.Scenario), cell.Seed, OneRun.Commit);
        if (folder is not null && RunFolder.WhyNot(folder, identity) is { } refusal)
        {
            Console.Error.WriteLine(refusal);
            return ExitCode.BadInput;
        }

        if (isAttached)
        {
            EndWithStandardInput();
        }

        using var progress = new ProgressLine(wish.IsQuiet || wish.IsJson);
        var watch = Stopwatch.StartNew();
        var done = OneRun.Of(cell.Scenario, identity, files, isAttached ? Tell : progress.Show, stop);
        progress.End();
        if (done.StoppedMs is not null)
        {
            return ExitCode.Stopped;
        }

        if (!isAttached)
        {
            RunCommand.Show(done, wish.IsJson, watch.Elapsed);
            done = done with { Files = named }; // a sweep keeps them once, for all cells
            foreach (var violation in done.Violations)
            {
                progress.Note($"violated: {violation}");
            }
        }

        if (folder is not null)
        {
            _ = RunFolder.Write(folder, done);
        }

        return done.Violations.Count > 0 ? ExitCode.Violated : ExitCode.Done;
    }

    /// <returns>The cell as it was written, whose files are where it says, and as it is kept; null = there is none of this name.</returns>
    private static (Cell Written, Cell Kept)? Find(Scenario asWritten, Scenario kept, string name)
    {
        var cells = SweepCells.Of(kept);
        for (var i = 0; i < cells.Count; i++)
        {
            if (cells[i].Name == name)
            {
                return (SweepCells.Of(asWritten)[i], cells[i]);
            }
        }

        Console.Error.WriteLine($"--cell: {kept.Name} has no cell {name}; its {cells.Count} cells are named like {cells[0].Name}.");
        return null;
    }

    private static void Tell(RunProgress progress)
    {
        Console.Out.WriteLine(Math.Clamp(progress.Share, 0, 1).ToString("F4", CultureInfo.InvariantCulture));
    }

    /// <summary>Whoever started this holds the other end; nothing comes through it but its end. Results appear whole or not at all, so that it may be sudden.</summary>
    private static void EndWithStandardInput() => new Thread(() =>
    {
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() >= 0)
        {
        }

        using var own = Process.GetCurrentProcess();
        own.Kill();
    })
    {
        IsBackground = true,
    }.Start();
}
