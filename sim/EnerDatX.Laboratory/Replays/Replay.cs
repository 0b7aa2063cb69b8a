using System.Globalization;
using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Replays;

/// <summary>What differs between a run that was kept and the same run done again.</summary>
internal static class Replay
{
    /// <summary>One sentence for each thing that differs; none = they are the same.</summary>
    /// <param name="before">What was kept.</param>
    /// <param name="marks">Of the trace that was kept; null = there are none.</param>
    /// <param name="again">What the folder of the second run says.</param>
    /// <param name="trace">Of the second run.</param>
    /// <param name="beginMs">End of the warm-up, from which times are counted.</param>
    public static IEnumerable<string> Differences(FinishedRun before, TraceMarks? marks, FinishedRun again, Trace trace, long beginMs)
    {
        if (before.TraceHash != again.TraceHash)
        {
            yield return $"the traces differ ({before.TraceHash} before, {again.TraceHash} now): {Where(marks, trace, beginMs)}";
        }

        foreach (var (name, hash) in before.Hashes)
        {
            var now = again.Hashes.FirstOrDefault(entry => entry.Name == name).Hash;
            if (now != hash)
            {
                yield return now is null ? $"{name} is not written any more" : $"{name} differs";
            }
        }

        foreach (var (name, _) in again.Hashes.Where(entry => before.Hashes.All(old => old.Name != entry.Name)))
        {
            yield return $"{name} is new";
        }
    }

    private static string Where(TraceMarks? marks, Trace trace, long beginMs)
    {
        if (marks is null)
        {
            return $"where is not known, because {TraceMarks.FileName} is missing or damaged";
        }

        var now = TraceMarks.Of(trace);
        if (marks.DifferenceTo(now) is not var (first, last))
        {
            var common = Math.Min(marks.Marks.Count * (long)marks.Step, now.Marks.Count * (long)now.Step);
            return string.Create(CultureInfo.InvariantCulture, $"the first difference is after datagram {common}, the last that both have in common{At(trace, common, beginMs)}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"the first difference is among datagrams {first} to {last}{At(trace, first - 1, beginMs)}");
    }

    /// <summary>When the last datagram was sent in which both runs agree.</summary>
    private static string At(Trace trace, long datagram, long beginMs)
    {
        var mark = (int)(datagram / trace.Step) - 1;
        return mark < 0 || mark >= trace.Times.Count
            ? ", at the very beginning"
            : string.Create(CultureInfo.InvariantCulture, $", at or after {trace.Times[mark] - beginMs} ms of virtual time");
    }
}
