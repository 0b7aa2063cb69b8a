using System.Security.Cryptography;
using System.Text;
using EnerDatX.Laboratory.Scenarios.Hocon;
using EnerDatX.Laboratory.Scenarios.Schema;

namespace EnerDatX.Laboratory.Scenarios;

/// <summary>Scenarios as text: every key with its value in the order of the schema, so that equal scenarios have equal texts.</summary>
public static class ScenarioText
{
    /// <summary>HOCON that reads as an equal scenario, whatever the defaults become.</summary>
    public static string Of(Scenario scenario)
    {
        var text = new StringBuilder();
        foreach (var key in ScenarioSchema.All.Keys)
        {
            text.Append(key.Path).Append(" = ").Append(key.Kind switch
            {
                KeyKind.Rows => Rows(key, scenario),
                KeyKind.Grid => Grid(scenario.Sweep?.Grid ?? []),
                KeyKind.Points => Points(scenario.Sweep?.Points ?? []),
                _ => KeyText.Write(key, key.Get(scenario, scenario)),
            }).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Of <see cref="Of"/>, as 64 hexadecimal digits.</summary>
    public static string Sha256(Scenario scenario) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Of(scenario))));

    /// <summary>Reads a text as if it stood in a file, which names the scenario and the folder of the files that it mentions. It includes nothing.</summary>
    /// <param name="behaviours">Names of the attackers that there are.</param>
    /// <param name="scenario">Null if it is refused.</param>
    /// <param name="faults">All that is wrong. While the text itself cannot be read, its keys are not looked at.</param>
    public static bool TryRead(string text, string path, IReadOnlyCollection<string> behaviours, out Scenario? scenario, out IReadOnlyList<ScenarioFault> faults) =>
        TryRead(text, path, behaviours, NoFile, out scenario, out faults);

    internal static bool TryRead(
        string text, string path, IReadOnlyCollection<string> behaviours, TextSource source, out Scenario? scenario, out IReadOnlyList<ScenarioFault> faults)
    {
        var reading = new HoconReading(source);
        var root = new HoconSection(new TextPlace(path, 1));
        reading.ReadInto(root, path, text, 0);
        scenario = reading.Faults.Count == 0
            ? new ScenarioReading(reading, Path.GetDirectoryName(path) ?? "", behaviours).Read(Path.GetFileNameWithoutExtension(path), root)
            : null;
        faults = [.. reading.Faults.OrderBy(fault => fault.File, StringComparer.Ordinal).ThenBy(fault => fault.Line)];
        return scenario is not null;
    }

    private static bool NoFile(string path, out string text, out string refusal)
    {
        (text, refusal) = ("", "nothing is included here.");
        return false;
    }

    private static string Rows(ScenarioKey list, Scenario scenario) =>
        Lines(list.GetRows(scenario).Select(row => list.RowKeys!.Keys.Select(key => $"{key.Path} = {KeyText.Write(key, key.Get(scenario, row))}")));

    private static string Grid(IReadOnlyList<SweepAxis> axes) =>
        $"{{{string.Concat(axes.Select(axis => $"\n  {KeyText.Quoted(axis.Key)} = [{string.Join(", ", axis.Values.Select(KeyText.Quoted))}]"))}{(axes.Count == 0 ? "" : "\n")}}}";

    private static string Points(IReadOnlyList<IReadOnlyList<SweepSetting>> points) =>
        Lines(points.Select(point => point.Select(setting => $"{KeyText.Quoted(setting.Key)} = {KeyText.Quoted(setting.Value)}")));

    private static string Lines(IEnumerable<IEnumerable<string>> rows)
    {
        var lines = string.Concat(rows.Select(row => $"\n  {{ {string.Join(", ", row)} }}"));
        return lines.Length == 0 ? "[]" : $"[{lines}\n]";
    }
}
