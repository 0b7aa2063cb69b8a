using System.Globalization;
using System.Text.Json.Nodes;
using EnerDatX.Laboratory.Runs;
using Spectre.Console;

namespace EnerDatX.Laboratory.Outputs;

/// <summary>Shows the findings: a table for people, one JSON object for programs.</summary>
public static class FindingsTable
{
    /// <summary>A file or a pipe has no edge to wrap at; nothing of ours is wider.</summary>
    private const int PlainWidth = 1_000;

    /// <summary><c>{"findings":[{"name","text","value","unit","published","note"}]}</c>, in one line.</summary>
    public static string Json(IReadOnlyList<Finding> findings) => new JsonObject { ["findings"] = RunJson.Findings(findings) }.ToJsonString();

    public static void Show(IReadOnlyList<Finding> findings, TextWriter output)
    {
        var table = new Table();
        table.AddColumn("what").AddColumn(Right("measured")).AddColumn("unit").AddColumn(Right("published")).AddColumn("note");
        foreach (var finding in findings)
        {
            table.AddRow(
                new Text(finding.Text), new Text(Plain(finding.Value)), new Text(finding.Unit),
                new Text(finding.Published is { } published ? Plain(published) : ""), new Text(finding.Note));
        }

        Write(table, output);
    }

    /// <summary>With round corners for people; a file or a pipe gets plain letters.</summary>
    internal static void Write(Table table, TextWriter output)
    {
        var isTerminal = ReferenceEquals(output, Console.Out) && !Console.IsOutputRedirected;
        table.Border(isTerminal ? TableBorder.Rounded : TableBorder.Ascii2);
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = isTerminal ? console.Profile.Width : PlainWidth;
        console.Write(table);
    }

    /// <summary>Four significant digits, all digits before the point, no exponents.</summary>
    /// <param name="isPadded">Whether zeros at the end stay.</param>
    internal static string Plain(double value, bool isPadded = false)
    {
        if (!double.IsFinite(value))
        {
            return "-";
        }

        var size = Math.Abs(value);
        var decimals = size is 0 or >= 1_000 ? 0 : Math.Clamp(3 - (int)Math.Floor(Math.Log10(size)), 0, 9);
        var text = value.ToString($"N{decimals}", CultureInfo.InvariantCulture);
        return decimals == 0 || isPadded ? text : text.TrimEnd('0').TrimEnd('.');
    }

    internal static TableColumn Right(string title) => new TableColumn(title).RightAligned();
}
