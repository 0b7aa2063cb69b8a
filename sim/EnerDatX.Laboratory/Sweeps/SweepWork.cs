using System.Collections.Concurrent;
using System.Globalization;
using EnerDatX.Laboratory.Commands;

namespace EnerDatX.Laboratory.Sweeps;

/// <summary>Runs the cells of a sweep, so many at a time.</summary>
internal sealed class SweepWork(SweepResults results, ICellSource cells, ProgressLine progress)
{
    private readonly ConcurrentDictionary<int, double> _running = [];
    private readonly int _before = results.Finished;

    private Sweep Sweep => results.Sweep;

    /// <summary>Until there is none left, or somebody stops it; then no process of it is left.</summary>
    /// <returns>Whether it came to its end.</returns>
    public async Task<bool> Run(int jobs, CancellationToken stop)
    {
        using var any = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var slots = Enumerable.Range(0, jobs).Select(_ => Task.Run(() => Work(any), CancellationToken.None)).ToList();
        try
        {
            await Task.WhenAll(slots);
            return true;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            progress.End();
        }
    }

    private async Task Work(CancellationTokenSource any)
    {
        var isDone = false;
        try
        {
            while (await cells.Next(any.Token) is { } claim)
            {
                await Do(claim, any.Token);
            }

            isDone = true;
        }
        finally
        {
            if (!isDone)
            {
                await any.CancelAsync(); // what stops one stops all: the disk is full, or the database is away
            }
        }
    }

    private async Task Do(CellClaim claim, CancellationToken stop)
    {
        var cell = Sweep.Cells[claim.Number];
        try
        {
            var why = results.Take(claim.Number) ? null : await CellProcess.Run(Sweep, cell, share => Show(claim.Number, share), stop);
            if (why is null && (results.IsFinished(claim.Number) || results.Take(claim.Number)))
            {
                cells.Finish(claim);
                results.WriteIfDue();
            }
            else
            {
                why ??= "it left no result";
                cells.Fail(claim, why);
                results.Fail(claim.Number, why);
            }
        }
        finally
        {
            _running.TryRemove(claim.Number, out _);
        }
    }

    private void Show(int number, double share)
    {
        _running[number] = share;
        progress.Show(() =>
        {
            var (finished, running) = (results.Finished, _running.Values.Sum());
            var left = Sweep.Cells.Count - _before;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{finished}/{Sweep.Cells.Count} cells finished, {_running.Count} running{progress.Left(left == 0 ? 0 : (finished - _before + running) / left)}");
        });
    }
}
