using System.Security.Cryptography;
using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Laboratory.Scenarios.Schema;

namespace EnerDatX.Laboratory.Outputs;

/// <summary>
/// The files that a scenario names (profiles, matrices), brought together in one folder beside its results. Their names there say what is in
/// them, so that a scenario's text says it too: the same text is the same experiment on every machine.
/// </summary>
internal static class NamedFiles
{
    public const string Folder = "files";

    private const int DigestDigits = 12;

    /// <summary>A name may have 255 bytes; the digest and the ending of a part need some.</summary>
    private const int MaxStem = 100;

    /// <param name="folder">Of the scenario, from which its names go.</param>
    /// <returns>The scenario with the names in <see cref="Folder"/>, and the files.</returns>
    public static (Scenario Scenario, IReadOnlyList<NamedFile> Files) Of(Scenario scenario, string folder)
    {
        var files = new SortedDictionary<string, NamedFile>(StringComparer.Ordinal);
        var paths = ScenarioSchema.All.Keys.Where(key => key.Kind == KeyKind.File).Select(key => key.Path).ToHashSet(StringComparer.Ordinal);
        var values = SectionValues.Of(scenario);
        string Kept(string name) => name.Length == 0 ? name : Keep(folder, name, files);
        SweepSetting Renamed(SweepSetting setting) => paths.Contains(setting.Key) ? setting with { Value = Kept(setting.Value) } : setting;
        foreach (var path in paths.Order(StringComparer.Ordinal))
        {
            values.Set(path, KeyValue.Of(Kept(values.Text(path))));
        }

        var sweep = scenario.Sweep is { } plan
            ? plan with
            {
                Grid = [.. plan.Grid.Select(axis => paths.Contains(axis.Key) ? axis with { Values = [.. axis.Values.Select(Kept)] } : axis)],
                Points = [.. plan.Points.Select(point => point.Select(Renamed).ToList())],
            }
            : null;
        return (ScenarioBuild.Of(scenario.Name, values, sweep), [.. files.Values]);
    }

    private static string Keep(string folder, string name, SortedDictionary<string, NamedFile> files)
    {
        var bytes = File.ReadAllBytes(Path.Combine(folder, name));
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes))[..DigestDigits];
        var stem = Path.GetFileNameWithoutExtension(name);
        stem = stem[..Math.Min(stem.Length, MaxStem + 1 + DigestDigits)];
        stem = stem.EndsWith($"-{digest}", StringComparison.Ordinal) ? stem : $"{stem[..Math.Min(stem.Length, MaxStem)]}-{digest}";
        var kept = $"{Folder}/{stem}{Path.GetExtension(name)}";
        files.TryAdd(kept, new NamedFile(kept, bytes));
        return kept;
    }
}
