using System.Text.Json.Nodes;
using EnerDatX.Laboratory.Presets;
using Spectre.Console;

namespace EnerDatX.Laboratory.Outputs;

/// <summary>Shows what a sweep found out: a table for people, one JSON object for programs.</summary>
internal static class SweepTable
{
    /// <summary>
    /// <c>{"scenario","cells":[{"setting","at":{…},"measures":[{"name","text","unit","runs","value","low","high","closed_form","published","note"}]}],"false_accusations","violations":[…]}</c>,
    /// in one line.
    /// </summary>
    public static string Json(SweepOutcome sweep) => new JsonObject
    {
        ["scenario"] = sweep.Scenario,
        ["cells"] = new JsonArray([.. sweep.Cells.Select(cell => new JsonObject
        {
            ["setting"] = cell.Setting,
            ["at"] = new JsonObject(sweep.Keys.Select((key, i) => KeyValuePair.Create(key.Name, RunJson.Number(cell.At[i])))),
            ["measures"] = new JsonArray([.. sweep.Measures.Select((_, i) => JsonOf(sweep, cell, i))]),
        })]),
        ["false_accusations"] = sweep.FalseAccusations,
        ["violations"] = new JsonArray([.. sweep.Violations.Select(line => JsonValue.Create(line))]),
    }.ToJsonString();

    /// <summary>One row for each measure of each cell; what no run of a cell had to say is left out.</summary>
    public static void Show(SweepOutcome sweep, TextWriter output)
    {
        var table = new Table();
        var hasLaw = sweep.Measures.Any(measure => measure.ClosedForm.Length > 0);
        var titles = new[] { "cell", "what", "runs", "measured", "95 % interval", "unit", "law", "published", "note" };
        foreach (var title in titles.Where(title => (title != "law" || hasLaw) && (title != "cell" || sweep.Keys.Count > 0)))
        {
            table.AddColumn(title is "runs" or "measured" or "law" or "published" ? FindingsTable.Right(title) : new TableColumn(title));
        }

        foreach (var cell in sweep.Cells)
        {
            for (var i = 0; i < sweep.Measures.Count; i++)
            {
                if (CellMeasure.Of(sweep, cell, i) is { } said)
                {
                    var texts = Row(sweep, cell, i, said).Where((_, column) => (titles[column] != "law" || hasLaw) && (titles[column] != "cell" || sweep.Keys.Count > 0));
                    table.AddRow([.. texts.Select(text => new Text(text))]);
                }
            }
        }

        FindingsTable.Write(table, output);
    }

    /// <summary>What is to be said about a value beside those that it is compared with.</summary>
    internal static string Note(double value, double? law, PublishedNote? published)
    {
        var words = new List<string>();
        if (law is { } form)
        {
            words.Add(Laws.Agrees(value, form) ? "agrees with the law." : "misses the law.");
        }

        if (published is not null)
        {
            var isNear = Math.Abs(value - published.Value) <= Published.ToleranceShare * Math.Abs(published.Value);
            words.Add(isNear ? $"{published.Note}." : $"differs by {FindingsTable.Plain((value - published.Value) / published.Value * 100)} %: {published.Note}.");
        }

        return string.Join(' ', words);
    }

    private static string[] Row(SweepOutcome sweep, SweepCell cell, int i, CellMeasure said) =>
    [
        cell.Setting,
        sweep.Measures[i].Text,
        FindingsTable.Plain(said.Runs),
        FindingsTable.Plain(said.Value),
        said.Interval is { } interval ? $"{FindingsTable.Plain(interval.Low)} – {FindingsTable.Plain(interval.High)}" : "",
        sweep.Measures[i].Unit,
        cell.ClosedForms[i] is { } law ? FindingsTable.Plain(law) : "",
        cell.PublishedOf(i) is { } published ? FindingsTable.Plain(published.Value) : "",
        Note(said.Value, cell.ClosedForms[i], cell.PublishedOf(i)),
    ];

    private static JsonObject JsonOf(SweepOutcome sweep, SweepCell cell, int i)
    {
        var (measure, said, published) = (sweep.Measures[i], CellMeasure.Of(sweep, cell, i), cell.PublishedOf(i));
        return new JsonObject
        {
            ["name"] = measure.Name,
            ["text"] = measure.Text,
            ["unit"] = measure.Unit,
            ["runs"] = said?.Runs ?? 0,
            ["value"] = RunJson.Number(said?.Value),
            ["low"] = RunJson.Number(said?.Interval?.Low),
            ["high"] = RunJson.Number(said?.Interval?.High),
            ["closed_form"] = RunJson.Number(cell.ClosedForms[i]),
            ["published"] = RunJson.Number(published?.Value),
            ["note"] = said is null ? "" : Note(said.Value, cell.ClosedForms[i], published),
        };
    }
}
