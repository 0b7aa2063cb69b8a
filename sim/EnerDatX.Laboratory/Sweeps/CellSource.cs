namespace EnerDatX.Laboratory.Sweeps;

/// <summary>Who says which cell is to be run next: this process alone, or machines that share a database.</summary>
internal interface ICellSource : IDisposable
{
    /// <summary>The next cell that is to be run here. It waits where others may still give one up; null = there is none left.</summary>
    Task<CellClaim?> Next(CancellationToken stop);

    /// <summary>The cell's folder is whole.</summary>
    void Finish(CellClaim claim);

    /// <summary>The cell ended without a result.</summary>
    void Fail(CellClaim claim, string why);
}

/// <param name="Number">Of the cell, in the order of the grid.</param>
/// <param name="Token">Which claim of it this is: a later one makes this one void.</param>
internal sealed record CellClaim(int Number, long Token);

/// <summary>The cells that are not finished, one after the other.</summary>
internal sealed class OwnCells(SweepResults results) : ICellSource
{
    private int _next = -1;

    public Task<CellClaim?> Next(CancellationToken stop)
    {
        int number;
        do
        {
            number = Interlocked.Increment(ref _next);
        }
        while (number < results.Sweep.Cells.Count && results.IsFinished(number));
        return Task.FromResult(number < results.Sweep.Cells.Count ? new CellClaim(number, 0) : null);
    }

    public void Finish(CellClaim claim)
    {
    }

    public void Fail(CellClaim claim, string why)
    {
    }

    public void Dispose()
    {
    }
}
