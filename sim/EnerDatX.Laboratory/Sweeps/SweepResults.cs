using System.Diagnostics;
using EnerDatX.Laboratory.Commands;
using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Presets;
using Cell = EnerDatX.Laboratory.Scenarios.SweepCell;

namespace EnerDatX.Laboratory.Sweeps;

/// <summary>What has become of each cell so far. Thread-safe.</summary>
internal sealed class SweepResults(Sweep sweep, ProgressLine progress)
{
    /// <summary>The summary of a large sweep is large: writing it again and again must not take more than this share of the time.</summary>
    private const double MostTimeWriting = 0.05;

    private readonly Lock _gate = new();
    private readonly FinishedRun?[] _runs = new FinishedRun?[sweep.Cells.Count];
    private readonly string?[] _failures = new string?[sweep.Cells.Count];
    private readonly Stopwatch _writing = new();
    private readonly Stopwatch _since = Stopwatch.StartNew();

    public Sweep Sweep => sweep;

    public int Finished
    {
        get
        {
            lock (_gate)
            {
                return _runs.Count(run => run is not null);
            }
        }
    }

    /// <summary>Whether some cell broke an invariant, or has no result.</summary>
    public bool HasFailed
    {
        get
        {
            lock (_gate)
            {
                return _failures.Any(failure => failure is not null) || _runs.Any(run => run?.Violations.Count > 0);
            }
        }
    }

    public bool IsFinished(int number)
    {
        lock (_gate)
        {
            return _runs[number] is not null;
        }
    }

    /// <summary>Sees which cells are finished already.</summary>
    public void LookUp()
    {
        for (var number = 0; number < sweep.Cells.Count; number++)
        {
            Take(number);
        }
    }

    /// <summary>A cell's folder is there now, perhaps: takes what is in it.</summary>
    /// <returns>Whether it is finished.</returns>
    public bool Take(int number)
    {
        if (IsFinished(number))
        {
            return true;
        }

        var cell = sweep.Cells[number];
        if (sweep.Finished(cell) is not { } run)
        {
            return false;
        }

        lock (_gate)
        {
            _failures[number] = null;
            _runs[number] = run with { Identity = run.Identity with { ScenarioText = "" } }; // the same for all but for what is swept
        }

        foreach (var violation in run.Violations)
        {
            progress.Note($"violated: {violation}; {sweep.AgainWith(cell)}");
        }

        return true;
    }

    /// <summary>A cell ended without a result.</summary>
    public void Fail(int number, string why)
    {
        lock (_gate)
        {
            if (_failures[number] == why)
            {
                return;
            }

            _failures[number] = why;
        }

        progress.Note($"failed: {sweep.Cells[number].Name}: {why}; {sweep.AgainWith(sweep.Cells[number])}");
    }

    /// <summary>Writes the summary if it was not written just before.</summary>
    public void WriteIfDue()
    {
        lock (_gate)
        {
            if (_writing.Elapsed <= _since.Elapsed * MostTimeWriting)
            {
                Write();
            }
        }
    }

    /// <returns>Why there is no report, in one sentence; null = there is.</returns>
    /// <exception cref="OutputException">The disk is full, or the folder cannot be written.</exception>
    public string? Write()
    {
        lock (_gate)
        {
            _writing.Start();
            var without = SweepFolder.Write(sweep.Folder, Outcome());
            _writing.Stop();
            return without;
        }
    }

    /// <summary>What is finished, in the order of the grid, whoever finished it when.</summary>
    public SweepOutcome Outcome()
    {
        lock (_gate)
        {
            var all = Savings.Beside(sweep.Cells, _runs);
            var runs = all.OfType<FinishedRun>().ToList();
            var names = SweepMeasures.Names(runs);
            var keys = SweptKey.Of(sweep.Cells);
            var cells = sweep.Cells.Select((cell, number) => (Cell: cell, Run: all[number])).Where(pair => pair.Run is not null)
                .GroupBy(pair => string.Join('\n', pair.Cell.Labels), StringComparer.Ordinal)
                .Select(group => SettingOf([.. group.Select(pair => (pair.Cell, pair.Run!))], keys, names)).ToList();
            var measures = names.Select((name, i) => SweepMeasures.Of(
                runs.SelectMany(run => run.Findings).First(finding => finding.Name == name), cells.Exists(cell => cell.ClosedForms[i] is not null)));
            return new SweepOutcome(
                sweep.Scenario.Name,
                sweep.Scenario.About,
                sweep.Text,
                sweep.Commit,
                OneRun.Versions,
                [.. keys.Select(key => key.Shown)],
                [.. measures],
                cells,
                runs.Sum(run => run.FalseAccusations),
                [.. sweep.Cells.SelectMany((cell, number) => (_runs[number]?.Violations ?? []).Select(violation => $"{cell.Name}: {violation}; {sweep.AgainWithKeptIn(cell)}"))]);
        }
    }

    private static SweepCell SettingOf(IReadOnlyList<(Cell Cell, FinishedRun Run)> runs, IReadOnlyList<SweptKey> keys, IReadOnlyList<string> names)
    {
        var scenario = runs[0].Cell.Scenario;
        return new SweepCell(
            [.. keys.Select(key => key.At(scenario))],
            [.. runs.Select(run => new SweepRun(run.Cell.Seed, [.. names.Select(name => SweepMeasures.Of(run.Run, name))]))],
            [.. names.Select(name => SweepMeasures.ClosedForm(scenario, name))])
        {
            Setting = string.Join(", ", keys.Select(key => key.Setting(scenario))),
            Published = [.. names.Select(name => SweepMeasures.PublishedOf(runs[0].Run, name))],
        };
    }
}
