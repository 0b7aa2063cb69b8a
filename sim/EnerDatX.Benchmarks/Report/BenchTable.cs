using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EnerDatX.Laboratory.Outputs;
using Spectre.Console;

namespace EnerDatX.Benchmarks.Report;

/// <summary>Shows the rows: a table for people, one JSON object for programs.</summary>
internal static class BenchTable
{
    /// <summary>For people and programs, never inside HTML: letters as they are.</summary>
    public static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static string Json(IReadOnlyList<BenchRow> rows) =>
        new JsonObject { ["rows"] = JsonSerializer.SerializeToNode(rows.Select(Rounded).ToList(), Names) }.ToJsonString();

    public static void Show(IReadOnlyList<BenchRow> rows, TextWriter output) => Show(
        ["row", "value", "unit", "ratio", "goal", "reached"],
        [.. rows.Select(row => new[] { row.Row, Numbers.Plain(row.Value), row.Unit, Numbers.Plain(row.Ratio), row.Goal, row.Reached ? "yes" : "NO" })],
        output);

    /// <param name="titles">Those that are numbers stand on the right.</param>
    public static void Show(IReadOnlyList<string> titles, IReadOnlyList<string[]> rows, TextWriter output)
    {
        var table = new Table();
        foreach (var title in titles)
        {
            table.AddColumn(title is "value" or "ratio" ? FindingsTable.Right(title) : new TableColumn(title));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        FindingsTable.Write(table, output);
    }

    private static BenchRow Rounded(BenchRow row) => row with { Value = Math.Round(row.Value, 3), Ratio = Math.Round(row.Ratio, 3) };
}
