using System.Globalization;
using EnerDatX.Laboratory.Outputs;

namespace EnerDatX.Laboratory.Report;

/// <summary>A unit that numbers of this size are read in.</summary>
/// <param name="Divisor">What a number is divided by.</param>
internal readonly record struct Scale(string Unit, double Divisor)
{
    private const double Second = 1_000;
    private const double Minute = 60 * Second;
    private const double Hour = 60 * Minute;

    /// <param name="ms">The longest time that is drawn.</param>
    public static Scale OfTime(double ms) => ms switch
    {
        > 5 * Hour => new Scale("h", Hour),
        > 5 * Minute => new Scale("min", Minute),
        _ => new Scale("s", Second),
    };

    /// <param name="bytes">The largest amount that is drawn.</param>
    public static Scale OfBytes(double bytes) => bytes switch
    {
        >= 2_000_000_000 => new Scale("GB", 1_000_000_000),
        >= 2_000_000 => new Scale("MB", 1_000_000),
        >= 2_000 => new Scale("KB", 1_000),
        _ => new Scale("B", 1),
    };

    /// <param name="watts">The largest power that is drawn, either way.</param>
    public static Scale OfPower(double watts) => watts switch
    {
        >= 2_000_000 => new Scale("MW", 1_000_000),
        >= 2_000 => new Scale("kW", 1_000),
        _ => new Scale("W", 1),
    };

    public double Of(double value) => value / Divisor;
}

/// <summary>What all charts have in common: thinning, numbers as text, the short tables beside them.</summary>
internal static class Drawing
{
    /// <summary>Points of one line: twice as many as a wide chart has pixels across would be seen by nobody.</summary>
    public const int MostPoints = 1_000;

    private static readonly double[] Shares = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

    /// <summary>
    /// At most <see cref="MostPoints"/> of them, plus the ends: of each stretch its lowest and its highest, so that no peak is lost. Six significant digits.
    /// </summary>
    public static IReadOnlyList<double[]> Points(IReadOnlyList<(double X, double Y)> points)
    {
        var stretch = (points.Count + (MostPoints / 2) - 1) / (MostPoints / 2);
        var kept = points.Count <= MostPoints ? points : [.. points.Chunk(stretch).SelectMany(Extremes), points[^1]];
        return [.. kept.Select(point => new[] { Rounded(point.X), Rounded(point.Y) })];
    }

    /// <summary>As a person writes it: four significant digits, thousands apart, a real minus.</summary>
    public static string Text(double value) => FindingsTable.Plain(value).Replace('-', double.IsFinite(value) ? '−' : '–');

    /// <summary>The same with all four digits, so that numbers below each other look as exact as they are.</summary>
    public static string Exact(double value) => FindingsTable.Plain(value, isPadded: true).Replace('-', double.IsFinite(value) ? '−' : '–');

    public static string Percent(double share) => $"{Text(share * 100)} %";

    public static double Rounded(double value) => double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>A line of time: where it begins and ends, how low and high it gets, and its mean.</summary>
    public static ChartTable TimeTable(string unit, IReadOnlyList<(string Name, IReadOnlyList<(double X, double Y)> Points)> lines) => new(
        ["Line", $"First ({unit})", "Lowest", "Mean", "Highest", "Last"],
        [.. lines.Select(line => (IReadOnlyList<string>)
        [
            line.Name, Text(line.Points[0].Y), Text(line.Points.Min(p => p.Y)), Text(line.Points.Average(p => p.Y)), Text(line.Points.Max(p => p.Y)), Text(line.Points[^1].Y),
        ])]);

    /// <summary>A distribution: the value that some shares do not exceed. Shares that are never reached have a dash.</summary>
    public static ChartTable ShareTable(string first, string unit, IReadOnlyList<(string Name, IReadOnlyList<(double X, double Y)> Steps)> lines) => new(
        [first, .. lines.Select(line => $"{line.Name} ({unit})")],
        [.. Shares.Select(share => (IReadOnlyList<string>)[Percent(share), .. lines.Select(line => Reached(line.Steps, share))])]);

    private static string Reached(IReadOnlyList<(double X, double Y)> steps, double share)
    {
        var i = 0;
        while (i < steps.Count && steps[i].Y < share - 1e-12)
        {
            i++;
        }

        return i < steps.Count ? Text(steps[i].X) : "–";
    }

    private static IEnumerable<(double X, double Y)> Extremes((double X, double Y)[] stretch)
    {
        var (low, high) = (stretch.MinBy(point => point.Y), stretch.MaxBy(point => point.Y));
        return low.X < high.X ? [low, high] : high.X < low.X ? [high, low] : [low];
    }
}
