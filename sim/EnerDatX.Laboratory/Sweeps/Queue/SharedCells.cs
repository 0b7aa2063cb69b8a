using System.Collections.Concurrent;

namespace EnerDatX.Laboratory.Sweeps.Queue;

/// <summary>Cells that machines share: claims those that are nobody's, and brings what others finished into the own folder.</summary>
internal sealed class SharedCells : ICellSource
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly SweepResults _results;
    private readonly CellTable _table;
    private readonly Lock _fetching = new();
    private readonly ConcurrentDictionary<int, CellClaim> _here = [];
    private readonly Timer _renewal;

    public SharedCells(SweepResults results, CellTable table)
    {
        (_results, _table) = (results, table);
        table.Begin(results.Sweep.Cells.Count);
        var often = table.Lease / 3; // so that one failure does not cost a claim
        _renewal = new Timer(_ => table.Renew(), null, often, often);
    }

    public async Task<CellClaim?> Next(CancellationToken stop)
    {
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            if (_table.Claim() is { } claim)
            {
                _here[claim.Number] = claim;
                return claim;
            }

            if (Fetch(stop) == _results.Sweep.Cells.Count)
            {
                return null;
            }

            await Task.Delay(Pause, stop);
        }
    }

    public void Finish(CellClaim claim)
    {
        _table.Store(claim, PackedResults.Pack(_results.Sweep.FolderOf(_results.Sweep.Cells[claim.Number])));
        _here.TryRemove(claim.Number, out _);
    }

    public void Fail(CellClaim claim, string why)
    {
        _table.Fail(claim, why);
        _here.TryRemove(claim.Number, out _);
    }

    public void Dispose()
    {
        using (var stopped = new ManualResetEvent(initialState: false))
        {
            if (_renewal.Dispose(stopped))
            {
                stopped.WaitOne(); // a renewal under way
            }
        }

        _table.GiveBack();
        _table.Dispose();
    }

    /// <summary>Brings the folder up to date.</summary>
    /// <returns>How many cells have come to an end.</returns>
    private int Fetch(CancellationToken stop)
    {
        lock (_fetching)
        {
            var ended = _table.Ended();
            foreach (var (number, failure) in ended)
            {
                stop.ThrowIfCancellationRequested();
                if (failure is not null)
                {
                    _results.Fail(number, failure);
                }
                else if (!_here.ContainsKey(number) && !_results.IsFinished(number) && _table.Result(number) is { } packed)
                {
                    PackedResults.Unpack(packed, _results.Sweep.FolderOf(_results.Sweep.Cells[number]));
                    _results.Take(number);
                    _results.WriteIfDue();
                }
            }

            return ended.Count;
        }
    }
}
