using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Report;

/// <summary>How soon frauds are detected, how soon everybody knows, and how many there are.</summary>
internal static class DetectionCharts
{
    /// <summary>More behaviours than this are drawn together.</summary>
    private const int MostBehaviours = 5;

    public static IEnumerable<Chart> Of(RunOutcome outcome)
    {
        IReadOnlyList<FraudRow> frauds = [.. outcome.Tables.Frauds.Where(IsProvable)];
        if (frauds.Count > 0)
        {
            yield return FirstDetection(frauds, outcome.Curves);
            yield return Spread(frauds);
        }

        if (outcome.Tables.Frauds.Count > 0 && outcome.Tables.Samples.Count > 1)
        {
            yield return OverTime(outcome.Tables.Samples);
        }
    }

    /// <summary>Whether a proof of it can exist at all: of silence there is none, and nobody can be blamed for not finding it.</summary>
    public static bool IsProvable(FraudRow fraud) => fraud.Kind.Length > 0;

    private static Chart FirstDetection(IReadOnlyList<FraudRow> frauds, IReadOnlyList<NamedCurve> curves)
    {
        var groups = frauds.GroupBy(fraud => fraud.Behaviour, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        var measured = groups.Count is > 1 and <= MostBehaviours
            ? groups.ConvertAll(group => ($"{group.Key} (n = {Drawing.Text(group.Count())})", group.ToList()))
            : [($"measured (n = {Drawing.Text(frauds.Count)})", [.. frauds])];
        var scale = Scale.OfTime(Longest(frauds, fraud => fraud.FirstDetectedMs));
        var lines = measured.ConvertAll(line => (Name: line.Item1, Steps: Steps(line.Item2, fraud => fraud.FirstDetectedMs, scale)));
        var laws = curves.Select(curve => (curve.Name, Steps: (IReadOnlyList<(double X, double Y)>)[.. curve.Points.Select(p => (scale.Of(p.X), p.Y))])).ToList();
        var seen = lines.Max(line => line.Steps[^1].X);
        var end = seen > 0 ? seen * 1.04 : laws.Select(law => law.Steps[^1].X).DefaultIfEmpty(1).Max();
        // One closed form describes all that was measured; several get colours of their own after it.
        List<Series> series =
        [
            .. lines.Select((line, i) => new Series(line.Name, "step", i, Drawing.Points([.. line.Steps, (end, line.Steps[^1].Y)]))),
            .. laws.Select((law, i) => new Series(law.Name, "law", (lines.Count + i) % Series.Colours, Drawing.Points([.. law.Steps.Where(point => point.X <= end)]))),
        ];
        return new Chart(
            "first-detection", "Time to first detection",
            "Share of frauds for which an honest peer held a proof so long after the fraud." + Undetected(frauds),
            new Axis($"Time since the fraud ({scale.Unit})", 0, Drawing.Rounded(end)), new Axis("Share of frauds", 0, 1),
            series,
            Drawing.ShareTable("Share of frauds", scale.Unit, [.. lines, .. laws]));
    }

    private static Chart Spread(IReadOnlyList<FraudRow> frauds)
    {
        (string Name, Func<FraudRow, long?> At)[] levels =
        [
            ("first honest peer", fraud => fraud.FirstDetectedMs), ("50 % of them", fraud => fraud.Known50Ms),
            ("90 % of them", fraud => fraud.Known90Ms), ("99 % of them", fraud => fraud.Known99Ms),
        ];
        var scale = Scale.OfTime(levels.Max(level => Longest(frauds, level.At)));
        var lines = levels.Select(level => (level.Name, Steps: Steps(frauds, level.At, scale))).ToList();
        var end = lines.Max(line => line.Steps[^1].X);
        return new Chart(
            "spread", "Time until honest peers know",
            "Share of frauds that so many of the honest peers could prove, so long after the fraud.",
            new Axis($"Time since the fraud ({scale.Unit})", 0), new Axis("Share of frauds", 0, 1),
            [.. lines.Select((line, i) => new Series(line.Name, "step", i, Drawing.Points([.. line.Steps, (end, line.Steps[^1].Y)])))],
            Drawing.ShareTable("Share of frauds", scale.Unit, lines));
    }

    private static Chart OverTime(IReadOnlyList<SampleRow> samples)
    {
        var scale = Scale.OfTime(samples[^1].AtMs);
        (string Name, IReadOnlyList<(double X, double Y)> Points)[] lines =
        [
            ("committed", [.. samples.Select(row => (scale.Of(row.AtMs), (double)row.Frauds))]),
            ("detected", [.. samples.Select(row => (scale.Of(row.AtMs), (double)row.Detected))]),
        ];
        return new Chart(
            "frauds-over-time", "Frauds over time", "Frauds committed so far, and those of them that an honest peer can prove.",
            new Axis($"Virtual time ({scale.Unit})"), new Axis("Frauds", 0),
            [.. lines.Select((line, i) => new Series(line.Name, "step", i, Drawing.Points(line.Points)))],
            Drawing.TimeTable("frauds", lines));
    }

    /// <summary>From (0, 0) on: every fraud counts, also those that nobody ever saw.</summary>
    private static IReadOnlyList<(double X, double Y)> Steps(IReadOnlyList<FraudRow> frauds, Func<FraudRow, long?> at, Scale scale)
    {
        var times = frauds.Select(fraud => at(fraud) - fraud.CommittedMs).Where(time => time is not null).Select(time => (double)time!).ToList();
        return [(0, 0), .. Statistics.Ecdf(times, frauds.Count).Select(step => (scale.Of(step.Value), step.Share))];
    }

    private static double Longest(IReadOnlyList<FraudRow> frauds, Func<FraudRow, long?> at) => frauds.Max(fraud => at(fraud) - fraud.CommittedMs) ?? 0;

    private static string Undetected(IReadOnlyList<FraudRow> frauds) => frauds.Count(fraud => fraud.FirstDetectedMs is null) switch
    {
        0 => " All were detected.",
        var count => $" {Drawing.Text(count)} of {Drawing.Text(frauds.Count)} were never detected; they count, so the line ends below 1.",
    };
}
