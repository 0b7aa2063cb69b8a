using EnerDatX.Laboratory.Outputs;

namespace EnerDatX.Laboratory.Report;

/// <summary>One chart per measure and varied key; what the other keys are makes the lines.</summary>
internal static class SweepCharts
{
    /// <summary>More lines than this cannot be told apart; the rest stands in the table of cells.</summary>
    private const int MostLines = 6;

    /// <summary>A key that spans more than this is drawn with a logarithmic axis.</summary>
    private const double WideSpan = 30;

    /// <summary>Marks of an axis that fit under a chart on a phone.</summary>
    private const int MostTicks = 8;

    public static IEnumerable<Chart> Of(SweepOutcome sweep) =>
        from measure in Enumerable.Range(0, sweep.Measures.Count)
        from key in Enumerable.Range(0, sweep.Keys.Count)
        where sweep.Cells.Select(cell => cell.At[key]).Distinct().Count() > 1
        select Over(sweep, key, measure);

    public static string Titled(string text, string unit) => unit.Length == 0 ? text : $"{text} ({unit})";

    /// <summary>A title inside a sentence: "Fan-out" becomes "fan-out", "N" stays.</summary>
    public static string Inside(string text) => text.Length > 1 && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;

    private static Chart Over(SweepOutcome sweep, int key, int measure)
    {
        var (x, y) = (sweep.Keys[key], sweep.Measures[measure]);
        var groups = sweep.Cells.GroupBy(cell => Others(sweep, cell, key), StringComparer.Ordinal).ToList();
        var lines = groups.Take(MostLines).Select((group, i) => Line(sweep, group.Key, [.. group.OrderBy(cell => cell.At[key])], (key, measure, i))).ToList();
        var from = y.IsProportion ? LowestShare(lines.SelectMany(line => line.Series)) : 0;
        var more = (from > 0 ? " The axis does not begin at 0." : "") + (groups.Count > MostLines ? $" The first {MostLines} of {groups.Count} combinations of the other keys are drawn; the table of cells has all." : "");
        return new Chart(
            $"measure-{measure}-over-{key}", $"{y.Text} over {Inside(x.Text)}",
            (y.IsProportion ? "All runs of a cell together; 95 % intervals by Wilson." : "Mean over seeds; 95 % intervals by Student's t.") + Law(y) + more,
            AxisOf(x, [.. sweep.Cells.Select(cell => cell.At[key]).Distinct().Order()]),
            new Axis(Titled(y.Text, y.Unit), from, y.IsProportion ? 1 : null),
            [.. lines.SelectMany(line => line.Series)],
            new ChartTable(
                [.. Others(sweep, sweep.Cells[0], key).Length > 0 ? new[] { "Line" } : [], Titled(x.Text, x.Unit), Titled(y.Text, y.Unit), "95 % interval", .. y.ClosedForm.Length > 0 ? new[] { "Closed form" } : []],
                [.. lines.SelectMany(line => line.Rows)]));
    }

    private static (IReadOnlyList<Series> Series, IReadOnlyList<IReadOnlyList<string>> Rows) Line(
        SweepOutcome sweep, string others, IReadOnlyList<SweepCell> cells, (int Key, int Measure, int Colour) of)
    {
        var (points, law, rows) = (new List<double[]>(), new List<double[]>(), new List<IReadOnlyList<string>>());
        foreach (var cell in cells)
        {
            var (at, said, form) = (cell.At[of.Key], CellMeasure.Of(sweep, cell, of.Measure), cell.ClosedForms[of.Measure]);
            if (said is not null)
            {
                points.Add(said.Interval is { } interval ? [at, .. new[] { said.Value, interval.Low, interval.High }.Select(Drawing.Rounded)] : [at, Drawing.Rounded(said.Value)]);
            }

            if (form is { } value)
            {
                law.Add([at, Drawing.Rounded(value)]);
            }

            rows.Add(
            [
                .. others.Length > 0 ? new[] { others } : [],
                Drawing.Text(at),
                said is null ? "–" : Drawing.Exact(said.Value),
                said?.Interval is { } ends ? $"{Drawing.Exact(ends.Low)} – {Drawing.Exact(ends.High)}" : "–",
                .. sweep.Measures[of.Measure].ClosedForm.Length > 0 ? new[] { form is { } known ? Drawing.Exact(known) : "–" } : [],
            ]);
        }

        List<Series> series = [new(others.Length > 0 ? others : "measured", "points", of.Colour, points)];
        if (law.Count > 0)
        {
            // Of several lines one entry of the legend is enough: all closed forms are dashed, in the colour of their points.
            series.Add(new(others.Length > 0 ? "" : sweep.Measures[of.Measure].ClosedForm, "law", of.Colour, law));
        }

        return (series, rows);
    }

    private static string Law(Measure measure) => measure.ClosedForm.Length == 0 ? "" : $" Dashed: {measure.ClosedForm}.";

    private static Axis AxisOf(GridKey key, IReadOnlyList<double> values)
    {
        var isLog = values[0] > 0 && values[^1] / values[0] > WideSpan;
        var margin = isLog ? 1.25 : (values[^1] - values[0]) * 0.06;
        return new Axis(
            Titled(key.Text, key.Unit), isLog ? values[0] / margin : values[0] - margin, isLog ? values[^1] * margin : values[^1] + margin, isLog,
            values.Count <= MostTicks ? values : null);
    }

    /// <summary>Where an axis of shares begins: at 0, unless all that is drawn is in its upper half.</summary>
    private static double LowestShare(IEnumerable<Series> series)
    {
        var lowest = series.SelectMany(line => line.Points).Select(point => point.Length > 2 ? point[2] : point[1]).DefaultIfEmpty(0).Min();
        return lowest < 0.5 ? 0 : Math.Floor(lowest * 10 - 0.2) / 10;
    }

    /// <summary>Where the cell is on the other keys, as a legend says it.</summary>
    private static string Others(SweepOutcome sweep, SweepCell cell, int key) => string.Join(
        ", ", sweep.Keys.Select((other, i) => (other, i)).Where(pair => pair.i != key)
            .Select(pair => $"{Inside(pair.other.Text)} {Drawing.Text(cell.At[pair.i])}{(pair.other.Unit.Length == 0 ? "" : $" {pair.other.Unit}")}"));
}
