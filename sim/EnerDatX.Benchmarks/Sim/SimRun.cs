using System.Text.Json;
using EnerDatX.Laboratory.Outputs;

namespace EnerDatX.Benchmarks.Sim;

/// <summary>What a run or a sweep left behind.</summary>
/// <param name="Folder">Where its results are.</param>
/// <param name="Wall">From the start of its process to its end: the runtime's own start and the writing of the results among it.</param>
/// <param name="Code">Its exit code; null = it was ended.</param>
internal sealed record SimRun(string Folder, TimeSpan Wall, int? Code)
{
    /// <summary>It came to its end and no invariant was broken.</summary>
    public bool IsSound => Code == 0;

    /// <summary>One number of its summary; null = it has none of this name.</summary>
    public double? Finding(string name) => FinishedRun.Read(Folder)?.Findings.FirstOrDefault(finding => finding.Name == name)?.Value;

    /// <summary>The marks of <c>timing.json</c>, the last of them at the end; none where there are no results.</summary>
    public IReadOnlyList<TimingMark> Marks()
    {
        using var timing = Timing();
        return timing is null ? [] :
        [
            .. timing.RootElement.GetProperty("marks").EnumerateArray().Select(mark => new TimingMark(
                mark.GetProperty("at_ms").GetInt64(),
                mark.GetProperty("wall_seconds").GetDouble(),
                mark.GetProperty("cpu_seconds").GetDouble(),
                mark.GetProperty("messages").GetInt64(),
                mark.GetProperty("signatures_made").GetInt64(),
                mark.GetProperty("signatures_checked").GetInt64())),
        ];
    }

    /// <summary>The most memory that it had.</summary>
    public double? PeakMemoryBytes()
    {
        using var timing = Timing();
        return timing?.RootElement.GetProperty("peak_memory_bytes").GetDouble();
    }

    /// <summary>From the first mark at this time or later to the last: the part in which peers no longer get to know each other. Null where there is none.</summary>
    public (TimingMark From, TimingMark To)? Since(TimeSpan virtualTime)
    {
        var marks = Marks();
        var from = marks.FirstOrDefault(mark => mark.AtMs >= virtualTime.TotalMilliseconds);
        return from is not null && marks[^1].Messages > from.Messages && marks[^1].CpuSeconds > from.CpuSeconds ? (from, marks[^1]) : null;
    }

    /// <summary>Seconds of a core, the garbage collector's among them, for each delivered datagram.</summary>
    public double? CpuPerMessage(TimeSpan since) =>
        Since(since) is var (from, to) ? (to.CpuSeconds - from.CpuSeconds) / (to.Messages - from.Messages) : null;

    private JsonDocument? Timing()
    {
        var path = Path.Combine(Folder, "timing.json");
        return File.Exists(path) ? JsonDocument.Parse(File.ReadAllBytes(path)) : null;
    }
}
