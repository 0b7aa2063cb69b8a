using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace EnerDatX.Benchmarks.Report;

/// <summary>Shows the rows: a table for people, one JSON object for programs.</summary>
internal static class BenchTable
{
    /// <summary>A file or a pipe has no edge to wrap at; nothing of ours is wider.</summary>
    private const int PlainWidth = 200;

    private static readonly JsonSerializerOptions Names = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static string Json(IReadOnlyList<BenchRow> rows) =>
        new JsonObject { ["rows"] = JsonSerializer.SerializeToNode(rows.Select(Rounded).ToList(), Names) }.ToJsonString();

    public static void Show(IReadOnlyList<BenchRow> rows, TextWriter output)
    {
        var isTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        var table = new Table().Border(isTerminal ? TableBorder.Rounded : TableBorder.Ascii2);
        table.AddColumn("row").AddColumn(Right("value")).AddColumn("unit").AddColumn(Right("ratio")).AddColumn("goal").AddColumn("reached");
        foreach (var row in rows)
        {
            table.AddRow(
                new Text(row.Row), new Text(Numbers.Plain(row.Value)), new Text(row.Unit), new Text(Numbers.Plain(row.Ratio)),
                new Text(row.Goal), new Text(row.Reached ? "yes" : "NO"));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = isTerminal ? console.Profile.Width : PlainWidth;
        console.Write(table);
    }

    private static TableColumn Right(string title) => new TableColumn(title).RightAligned();

    private static BenchRow Rounded(BenchRow row) => row with { Value = Math.Round(row.Value, 3), Ratio = Math.Round(row.Ratio, 3) };
}
