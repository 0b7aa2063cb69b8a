using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Runs;
using EnerDatX.Laboratory.Scenarios;

namespace EnerDatX.Laboratory.Presets;

/// <summary>
/// What bounds and steps save: each run of a sweep beside the run of the same seed in which a trade is paid at once and nothing is too much to be at risk,
/// if the sweep has such a cell.
/// </summary>
internal static class Savings
{
    /// <summary>Most that a scenario can say, in thousandths of a token.</summary>
    private const long Unbounded = 100_000_000;

    private static readonly (string Of, string Name, string Text)[] Saved =
    [
        ("fraud.gain", "fraud.gain.saved", "of what cheats gain without steps and bounds, saved"),
        ("fraud.loss", "fraud.loss.saved", "of the largest loss without steps and bounds, saved"),
    ];

    /// <summary>The runs, each with what it saved; null stays null.</summary>
    public static IReadOnlyList<FinishedRun?> Beside(IReadOnlyList<Scenarios.SweepCell> cells, IReadOnlyList<FinishedRun?> runs) =>
        [.. runs.Select((run, number) => run is null || IsUnprotected(cells[number].Scenario) || Unprotected(cells, runs, cells[number].Seed) is not { } without
            ? run
            : run with { Findings = [.. run.Findings, .. PublishedBeside.Fill(cells[number].Scenario, [.. Of(run, without)])] })];

    private static bool IsUnprotected(Scenario scenario) =>
        scenario is { Market.Segments: 1, Trust: { MaxAtRiskWithNewcomer: Unbounded, MaxAtRiskWithPeer: Unbounded, MaxAtRiskInAll: Unbounded } };

    private static FinishedRun? Unprotected(IReadOnlyList<Scenarios.SweepCell> cells, IReadOnlyList<FinishedRun?> runs, ulong seed) =>
        runs.Where((_, number) => cells[number].Seed == seed && IsUnprotected(cells[number].Scenario)).FirstOrDefault();

    private static IEnumerable<Finding> Of(FinishedRun run, FinishedRun without)
    {
        foreach (var (of, name, text) in Saved)
        {
            if (Find(run, of) is { } with && Find(without, of) is { } all && all > 0)
            {
                yield return new Finding(name, text, 1 - (with / all), "share");
            }
        }
    }

    private static double? Find(FinishedRun run, string name) => run.Findings.FirstOrDefault(finding => finding.Name == name)?.Value;
}
