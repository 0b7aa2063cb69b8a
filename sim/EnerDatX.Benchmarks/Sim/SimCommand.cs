using System.CommandLine;
using System.Text.Json.Nodes;
using EnerDatX.Benchmarks.Report;

namespace EnerDatX.Benchmarks.Sim;

/// <summary><c>bench sim</c>: what the laboratory must reach on two cores.</summary>
internal static class SimCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of the table." };
        var quick = new Option<bool>("--quick") { Description = "Smaller runs, as the rows say, in about a minute: to see that all works, not to judge by." };
        var only = new Option<string>("--only") { Description = "Measure only rows whose name contains this.", HelpName = "TEXT" };
        var command = new Command("sim", """
            Run the laboratory's scenarios and compare what they reach with the goals; docs/PERFORMANCE.md says what each row includes. The whole table takes
            an hour or more. The exit code is 0 also when a goal is missed: the table says so.
            """) { json, quick, only };
        command.SetAction(parsed =>
        {
            var configuration = parsed.InvocationConfiguration;
            var groups = Groups(parsed.GetValue(quick) ? SimSize.Quick : SimSize.Full);
            var (rows, notes) = Measure(groups, parsed.GetValue(only) ?? string.Empty, configuration.Error.WriteLine);
            if (parsed.GetValue(json))
            {
                configuration.Output.WriteLine(Json(rows));
                notes.ForEach(configuration.Error.WriteLine);
            }
            else
            {
                Show(rows, configuration.Output);
                notes.ForEach(configuration.Output.WriteLine);
            }

            return 0;
        });
        return command;
    }

    /// <summary>In the order of the table.</summary>
    internal static IReadOnlyList<SimGroup> Groups(SimSize size) =>
    [
        Determinism.Group(size),
        .. ScaleRows.Groups(size),
        .. ContribRows.Groups(size),
        GossipLawRow.Group(size),
        .. HonestyRows.Groups(size),
        RealSignaturesRow.Group(size),
    ];

    /// <summary>The rows whose names contain a text, and what is to be said about them.</summary>
    internal static (IReadOnlyList<SimRow> Rows, List<string> Notes) Measure(IReadOnlyList<SimGroup> groups, string only, Action<string> say)
    {
        using var runs = new SimRuns(say);
        bool IsWanted(string row) => row.Contains(only, StringComparison.Ordinal);
        var rows = groups.Where(group => group.Goals.Any(goal => IsWanted(goal.Row))).SelectMany(group => group.Measure(runs)).Where(row => IsWanted(row.Row)).ToList();
        return (rows, runs.Notes);
    }

    internal static string Json(IReadOnlyList<SimRow> rows) => new JsonObject
    {
        ["rows"] = new JsonArray([.. rows.Select(row => new JsonObject
        {
            ["row"] = row.Row,
            ["value"] = row.Value is { } value ? Math.Round(value, 3) : null,
            ["unit"] = row.Unit,
            ["goal"] = row.Goal,
            ["reached"] = row.Reached,
        })]),
    }.ToJsonString(BenchTable.Plain);

    internal static void Show(IReadOnlyList<SimRow> rows, TextWriter output) => BenchTable.Show(
        ["row", "value", "unit", "goal", "reached"],
        [.. rows.Select(row => new[] { row.Row, row.Value is { } value ? Numbers.Plain(value) : "none", row.Unit, row.Goal, row.Reached ? "yes" : "NO" })],
        output);
}
