using System.Security.Cryptography;
using System.Text;
using EnerDatX.Laboratory.Scenarios.Schema;

namespace EnerDatX.Laboratory.Scenarios;

/// <summary>The runs of a scenario, in a fixed order: point by point, the last axis of the grid fastest, then the seeds.</summary>
public static class SweepCells
{
    /// <summary>A folder's name has at most 255 bytes everywhere; this leaves room for what is added to it.</summary>
    private const int MaxNameLength = 120;

    private const int DigestBytes = 4;

    /// <summary>All runs. A scenario without a sweep has one for each seed.</summary>
    public static IReadOnlyList<SweepCell> Of(Scenario scenario) =>
        [.. Settings(scenario.Sweep).SelectMany(settings => Seeds(scenario).Select(seed => Cell(scenario, settings, seed)))];

    /// <summary>How many runs there are, without making them.</summary>
    public static long Count(Scenario scenario)
    {
        var cells = Int128.Max(1, scenario.Sweep?.Points.Count ?? 1) * Repeats(scenario);
        foreach (var axis in scenario.Sweep?.Grid ?? [])
        {
            cells = Int128.Min(cells * axis.Values.Count, long.MaxValue);
        }

        return (long)cells;
    }

    /// <summary>The settings of each cell, before its seed.</summary>
    internal static IEnumerable<IReadOnlyList<SweepSetting>> Settings(SweepPlan? sweep)
    {
        IEnumerable<IReadOnlyList<SweepSetting>> cells = sweep is { Points.Count: > 0 } ? sweep.Points : [[]];
        foreach (var axis in sweep?.Grid ?? [])
        {
            cells = cells.SelectMany(cell => axis.Values.Select(IReadOnlyList<SweepSetting> (value) => [.. cell, new SweepSetting(axis.Key, value)]));
        }

        return cells;
    }

    /// <summary>The scenario with these settings, which must fit its keys, and no sweep.</summary>
    internal static Scenario With(Scenario scenario, IReadOnlyList<SweepSetting> settings)
    {
        var values = SectionValues.Of(scenario);
        values.Set("sweep.repeats", default);
        foreach (var setting in settings)
        {
            if (!values.TryLocate(setting.Key, out var section, out var key) || !KeyText.TryRead(key, setting.Value, out var value))
            {
                throw new ArgumentException($"A sweep of {scenario.Name} cannot have {setting}.", nameof(settings));
            }

            section.Set(key.Path, value);
        }

        return ScenarioBuild.Of(scenario.Name, values, null);
    }

    private static SweepCell Cell(Scenario scenario, IReadOnlyList<SweepSetting> settings, ulong seed) =>
        new(NameOf(settings, seed), With(scenario, settings) with { Seed = seed, Repeats = 1 }, seed, settings);

    private static int Repeats(Scenario scenario) => scenario.Sweep is { Repeats: > 0 and var repeats } ? repeats : scenario.Repeats;

    private static IEnumerable<ulong> Seeds(Scenario scenario) =>
        Enumerable.Range(0, Repeats(scenario)).Select(i => unchecked(scenario.Seed + (ulong)i) & long.MaxValue);

    /// <summary>Readable, and where that would not fit a folder's name, told apart by a digest.</summary>
    private static string NameOf(IReadOnlyList<SweepSetting> settings, ulong seed)
    {
        var full = string.Join(',', settings.Select(setting => setting.ToString()).Append($"seed={seed}"));
        var safe = string.Concat(full.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or ',' or '=' or '-' ? letter : '_'));
        if (safe == full && full.Length <= MaxNameLength)
        {
            return full;
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(full)).AsSpan(0, DigestBytes));
        return $"{safe[..Math.Min(safe.Length, MaxNameLength)]}-{digest}";
    }
}
