using System.Diagnostics;
using EnerDatX.Laboratory.Outputs;

namespace EnerDatX.Laboratory.Runs;

/// <summary>Measures how fast a run goes, by the clock on the wall and by the time that the process had a core. Begins with its making.</summary>
internal sealed class Pace(Experiment run)
{
    /// <summary>Marks that are kept; when there are more, every second one goes.</summary>
    private const int MostMarks = 1_000;

    private readonly long _wall = Stopwatch.GetTimestamp();
    private readonly TimeSpan _cpu = Environment.CpuUsage.TotalTime;
    private readonly List<TimingMark> _marks = [];

    public TimingMark Now => new(
        run.World.NowMs - run.BeginMs,
        Stopwatch.GetElapsedTime(_wall).TotalSeconds,
        (Environment.CpuUsage.TotalTime - _cpu).TotalSeconds,
        run.Delivered,
        run.World.SignaturesMade,
        run.World.SignaturesChecked);

    public void Mark()
    {
        _marks.Add(Now);
        if (_marks.Count > MostMarks)
        {
            var i = 0;
            _marks.RemoveAll(_ => i++ % 2 == 0);
        }
    }

    /// <summary>The run is over.</summary>
    public RunTiming End(string host)
    {
        var end = Now;
        using var process = Process.GetCurrentProcess();
        return new RunTiming(end.WallSeconds, Environment.ProcessorCount, process.PeakWorkingSet64, end.Messages, host)
        {
            CpuSeconds = end.CpuSeconds,
            CollectionSeconds = GC.GetTotalPauseDuration().TotalSeconds,
            Collections = [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount)],
            Marks = [.. _marks, end],
        };
    }
}
