namespace EnerDatX.Sim.Time;

/// <summary>
/// What happens in the lanes of a world and somebody outside wants to hear of: at once where nothing runs beside it, and else when the lanes meet, in
/// order of time, and of lanes within one time.
/// </summary>
/// <param name="hear">Virtual time in 100 ns units since 1970, and what happened.</param>
public sealed class LaneLog<T>(VirtualWorld world, Action<long, T> hear) : ILaneLog
{
    private readonly List<(long Ticks, T What)>[] _kept = [.. Enumerable.Range(0, world.LaneCount).Select(_ => new List<(long, T)>())];

    public void Add(T what)
    {
        if (world.AreLanesRunning)
        {
            _kept[Lane.Current].Add((world.Clock.NowTicks, what));
        }
        else
        {
            hear(world.Clock.NowTicks, what);
        }
    }

    void ILaneLog.Flush()
    {
        var next = new int[_kept.Length];
        while (First(next) is >= 0 and var lane)
        {
            var (ticks, what) = _kept[lane][next[lane]++];
            hear(ticks, what);
        }

        Array.ForEach(_kept, kept => kept.Clear());
    }

    /// <summary>The lane with the earliest that is left; -1 when nothing is.</summary>
    private int First(int[] next)
    {
        var first = -1;
        for (var lane = 0; lane < _kept.Length; lane++)
        {
            if (next[lane] < _kept[lane].Count && (first < 0 || _kept[lane][next[lane]].Ticks < _kept[first][next[first]].Ticks))
            {
                first = lane;
            }
        }

        return first;
    }
}

/// <summary>A <see cref="LaneLog{T}"/> of anything.</summary>
internal interface ILaneLog
{
    void Flush();
}
