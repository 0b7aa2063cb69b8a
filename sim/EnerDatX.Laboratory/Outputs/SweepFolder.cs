using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using EnerDatX.Laboratory.Report;

namespace EnerDatX.Laboratory.Outputs;

/// <summary>
/// What a sweep leaves in its folder, beside the folders of its runs: <c>cells.csv</c>, <c>runs.csv</c>, <c>report.html</c> and, last,
/// <c>sweep.json</c>. It may be written again as cells are finished.
/// </summary>
public static class SweepFolder
{
    internal const string SweepFile = "sweep.json";

    /// <returns>Why there is no <c>report.html</c>, in one sentence; null = there is.</returns>
    /// <exception cref="OutputException">The disk is full, or the folder cannot be written.</exception>
    public static string? Write(string folder, SweepOutcome sweep)
    {
        var template = ReportTemplate.Find();
        Parts.Writing(folder, () => WriteAll(folder, sweep, template));
        return template is null ? ReportTemplate.Missing : null;
    }

    private static void WriteAll(string folder, SweepOutcome sweep, ReportTemplate? template)
    {
        Directory.CreateDirectory(folder);
        using var parts = new Parts(folder);
        var hashes = new JsonObject();
        foreach (var (name, text) in new[] { ("cells.csv", Cells(sweep)), ("runs.csv", Runs(sweep)) })
        {
            parts.Write(name, file => file.Write(Encoding.UTF8.GetBytes(text)));
            hashes.Add(name, parts.Hash(name));
        }

        if (template is not null)
        {
            parts.Write(RunFolder.ReportFile, file => file.Write(Encoding.UTF8.GetBytes(template.Fill(SweepPage.Of(sweep)))));
        }

        parts.Write(SweepFile, file => file.Write(RunJson.Sweep(sweep, hashes)));
        parts.Publish();
    }

    /// <summary>
    /// One row per cell: where it is, and of each measure the runs that had it, its value, the ends of its interval, the closed form and, where
    /// papers say something about any cell, that.
    /// </summary>
    private static string Cells(SweepOutcome sweep)
    {
        var header = sweep.Keys.Select(key => key.Name).Concat(sweep.Measures.SelectMany((measure, i) =>
            new[] { $"{measure.Name}_runs", measure.Name, $"{measure.Name}_low", $"{measure.Name}_high", $"{measure.Name}_closed_form" }
                .Concat(sweep.IsPublished(i) ? [$"{measure.Name}_published"] : [])));
        return Lines(header, sweep.Cells.Select(cell => cell.At.Select(Number).Concat(sweep.Measures.SelectMany((_, i) => Row(sweep, cell, i)))));
    }

    private static string[] Row(SweepOutcome sweep, SweepCell cell, int measure)
    {
        var said = CellMeasure.Of(sweep, cell, measure);
        return
        [
            (said?.Runs ?? 0).ToString(CultureInfo.InvariantCulture), Number(said?.Value), Number(said?.Interval?.Low), Number(said?.Interval?.High),
            Number(cell.ClosedForms[measure]),
            .. sweep.IsPublished(measure) ? new[] { Number(cell.PublishedOf(measure)?.Value) } : [],
        ];
    }

    /// <summary>One row per run: where its cell is, its seed, and each measure; of proportions also how many of how many.</summary>
    private static string Runs(SweepOutcome sweep)
    {
        var header = sweep.Keys.Select(key => key.Name).Append("seed").Concat(sweep.Measures.SelectMany(measure =>
            measure.IsProportion ? new[] { measure.Name, $"{measure.Name}_hits", $"{measure.Name}_of" } : [measure.Name]));
        return Lines(header, sweep.Cells.SelectMany(cell => cell.Runs.Select(run => cell.At.Select(Number)
            .Append(run.Seed.ToString(CultureInfo.InvariantCulture))
            .Concat(sweep.Measures.SelectMany((measure, i) => measure.IsProportion
                ? new[] { Number(run.Values[i]?.Value), Number(run.Values[i]?.Hits), Number(run.Values[i]?.Of) }
                : [Number(run.Values[i]?.Value)])))));
    }

    private static string Lines(IEnumerable<string> header, IEnumerable<IEnumerable<string>> rows) =>
        string.Concat(rows.Prepend(header).Select(row => $"{string.Join(',', row.Select(CsvText.Field))}\n"));

    /// <summary>As many digits as the number has; empty = null, or no number.</summary>
    private static string Number(double? value) => value is { } number && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "";

    private static string Number(double value) => Number((double?)value);
}
