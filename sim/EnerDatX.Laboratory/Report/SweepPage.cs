using EnerDatX.Laboratory.Outputs;

namespace EnerDatX.Laboratory.Report;

/// <summary>The report of one sweep: each measure over each key of the grid, and a table of all cells.</summary>
internal static class SweepPage
{
    public static ReportPage Of(SweepOutcome sweep)
    {
        var runs = sweep.Cells.Sum(cell => cell.Runs.Count);
        return new ReportPage(
            "sweep",
            sweep.Scenario,
            sweep.About,
            [
                new("Cells", Drawing.Text(sweep.Cells.Count)),
                new("Runs", Drawing.Text(runs)),
                new("Varied", string.Join(", ", sweep.Keys.Select(key => SweepCharts.Inside(key.Text)))),
                new("Commit", sweep.Commit.Length == 0 ? "unknown" : RunPage.Shown(sweep.Commit)),
                .. sweep.Versions.Select(version => new Fact(version.Name, version.Version)),
            ],
            RunPage.VerdictOf(sweep.FalseAccusations, sweep.Violations.Count, $"{Drawing.Text(runs)} runs of {Drawing.Text(sweep.Cells.Count)} cells"),
            sweep.Violations,
            [],
            [.. SweepCharts.Of(sweep)],
            [Cells(sweep)],
            sweep.ScenarioText);
    }

    private static PageTable Cells(SweepOutcome sweep) => new(
        "All cells",
        "Each value with its 95 % interval over the seeds: of proportions all runs of a cell together, by Wilson, as if each case were independent of the others; of everything else the mean, by Student's t. A closed form stands behind its measure.",
        [
            .. sweep.Keys.Select(Titled),
            "Runs",
            .. sweep.Measures.SelectMany((measure, i) => new[] { Titled(measure), "95 % interval" }
                .Concat(measure.ClosedForm.Length > 0 ? ["Closed form"] : []).Concat(sweep.IsPublished(i) ? ["Published"] : [])),
        ],
        [.. sweep.Cells.Select(cell => (IReadOnlyList<string>)
        [
            .. cell.At.Select(Drawing.Text),
            Drawing.Text(cell.Runs.Count),
            .. sweep.Measures.SelectMany((_, i) => Row(sweep, cell, i)),
        ])]);

    private static string[] Row(SweepOutcome sweep, SweepCell cell, int measure)
    {
        var said = CellMeasure.Of(sweep, cell, measure);
        return
        [
            said is null ? "–" : Drawing.Exact(said.Value),
            said?.Interval is { } interval ? $"{Drawing.Exact(interval.Low)} – {Drawing.Exact(interval.High)}" : "–",
            .. sweep.Measures[measure].ClosedForm.Length == 0 ? [] : new[] { cell.ClosedForms[measure] is { } form ? Drawing.Exact(form) : "–" },
            .. !sweep.IsPublished(measure) ? [] : new[] { cell.PublishedOf(measure) is { } published ? Drawing.Exact(published.Value) : "–" },
        ];
    }

    private static string Titled(GridKey key) => SweepCharts.Titled(key.Text, key.Unit);

    private static string Titled(Measure measure) => SweepCharts.Titled(measure.Text, measure.Unit);
}
