using EnerDatX.Laboratory.Runs;
using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Laboratory.Scenarios.Schema;

namespace EnerDatX.Laboratory.Presets;

/// <summary>Puts what papers measured beside what a run of their setting found out.</summary>
internal static class PublishedBeside
{
    private const string PullOnly = ".pull-only";

    /// <summary>The findings with published values and their notes; what is there already stays.</summary>
    public static IReadOnlyList<Finding> Fill(Scenario scenario, IReadOnlyList<Finding> findings)
    {
        var values = Published.Of(scenario.Name).Where(value => IsOf(scenario, value.Setting)).ToList();
        return values.Count == 0 ? findings : [.. findings.Select(finding => With(scenario, values, finding))];
    }

    /// <summary>Nothing is pushed: papers that have the same with and without pushes give it a name of its own.</summary>
    private static Finding With(Scenario scenario, List<PublishedValue> values, Finding finding)
    {
        PublishedValue? Called(string quantity) =>
            (scenario.Gossip.Fanout == 0 ? values.Find(value => value.Quantity == quantity + PullOnly) : null) ?? values.Find(value => value.Quantity == quantity);

        if (Called(finding.Name) is { } published)
        {
            return finding with { Published = published.Value, Note = published.Note };
        }

        return finding.Name == "detected" && Called("undetected") is { } missed
            ? finding with { Published = 1 - missed.Value, Note = missed.Note }
            : finding;
    }

    /// <summary>Whether the scenario has the value that a setting names.</summary>
    private static bool IsOf(Scenario scenario, string setting) =>
        setting.Length == 0
        || (setting.Split('=', 2) is [var path, var text]
            && SectionValues.Of(scenario).TryLocate(path, out var section, out var key)
            && KeyText.WritePlain(key, section[key.Path]) == text);
}
