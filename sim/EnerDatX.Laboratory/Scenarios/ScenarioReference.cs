using System.Text;
using EnerDatX.Laboratory.Scenarios.Hocon;
using EnerDatX.Laboratory.Scenarios.Schema;

namespace EnerDatX.Laboratory.Scenarios;

/// <summary>The reference of all keys, from the schema: docs/SIMULATION-reference.md.</summary>
public static class ScenarioReference
{
    private static readonly string Introduction = $$"""
        # Scenario files: every key

        This page is made from the schema that reads scenario files; do not edit it. Shipped scenarios are in `hocon/scenarios/`.

        A scenario is HOCON: `key = value` in a line, sections in braces, lists in brackets, comments after `#` or `//`. `network.loss = 0.2` and
        `network { loss = 0.2 }` say the same. `include "honest.conf"` reads another scenario first, relative to the file that includes it; what
        is said after it replaces what it said, lists as a whole. A key that is said twice in one file is refused, and so is everything that is
        not on this page, with its file, line and what is allowed. Substitutions, `+=`, triple quotes and joined values of HOCON are not read.

        Numbers are exact. A duration has a unit (`ms`, `s`, `m`, `h`, `d`) and comes out in whole milliseconds; a fraction is a decimal from 0 to 1
        with at most three digits after the point; tokens likewise; a size is in bytes, or in `kB`, `MB`, `KiB`, `MiB`. Files are named relative to
        the file in which they are named. Limits: {{HoconReading.MaxLength / 1_000_000}} MB, {{HoconReading.MaxDepth}} levels, {{HoconReading.MaxKeys}} keys and list items.

        `sweep.grid` takes `{ "network.loss" = [0, 0.2], "attackers.0.share" = [0, 0.05, 0.1] }`, and runs every combination; `sweep.points` takes
        `[ { "population.owners" = 1000, "gossip.fanout" = 5 }, … ]`, and runs each of them, with the whole grid if there is one.

        """;

    public static string Markdown()
    {
        var text = new StringBuilder(Introduction);
        foreach (var section in ScenarioSchema.All.Keys.GroupBy(SectionOf))
        {
            Table(text, section.Key.Length == 0 ? "The run" : $"`{section.Key}`", section);
        }

        foreach (var list in ScenarioSchema.All.Keys.Where(key => key.Kind == KeyKind.Rows))
        {
            Table(text, $"Each row of `{list.Path}`", list.RowKeys!.Keys);
        }

        return text.ToString();
    }

    private static string SectionOf(ScenarioKey key) => key.Path.Contains('.') ? key.Path[..key.Path.IndexOf('.')] : "";

    private static void Table(StringBuilder text, string title, IEnumerable<ScenarioKey> keys)
    {
        text.Append($"\n## {title}\n\n| key | what it is | kind | allowed | default |\n|---|---|---|---|---|\n");
        foreach (var key in keys)
        {
            text.Append($"| `{key.Path}` | {key.Sentence} | {Kind(key.Kind)} | {KeyText.Range(key)} | {Default(key)} |\n");
        }
    }

    private static string Kind(KeyKind kind) => kind switch
    {
        KeyKind.Duration or KeyKind.DurationOrEnd => "duration",
        KeyKind.Rows or KeyKind.Points => "list of sections",
        KeyKind.Grid => "section of lists",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static string Default(ScenarioKey key) => key.Kind switch
    {
        _ when key.Default is null => "must be given",
        KeyKind.Rows or KeyKind.Points => "`[]`",
        KeyKind.Grid => "`{}`",
        _ when key.Default.Length == 0 => "`\"\"`",
        _ => $"`{key.Default}`",
    };
}
