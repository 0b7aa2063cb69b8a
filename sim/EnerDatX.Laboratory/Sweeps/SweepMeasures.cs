using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Presets;
using EnerDatX.Laboratory.Runs;
using EnerDatX.Laboratory.Scenarios;

namespace EnerDatX.Laboratory.Sweeps;

/// <summary>What a sweep compares: the findings of its runs, but for those that only say how large a run was.</summary>
internal static class SweepMeasures
{
    /// <summary>The law is said for this fan-out and more.</summary>
    private const int LeastFanout = 3;

    private static readonly string[] Sizes = ["frauds", "trades", "half-blocks", "half-blocks.agreed", "forks.met", "datagrams", "detection.median", "detection.p95"];

    /// <summary>Shares, and what they are shares of: runs are then added up, not averaged.</summary>
    private static readonly (string Share, string Of)[] Shares = [("detected", "frauds"), ("trades.done", "trades"), ("forks.exposed", "forks.met")];

    /// <summary>Names of the findings that are measures, in the order in which they first come.</summary>
    public static IReadOnlyList<string> Names(IEnumerable<FinishedRun> runs) =>
        [.. runs.SelectMany(run => run.Findings).Select(finding => finding.Name).Where(name => !Sizes.Contains(name)).Distinct(StringComparer.Ordinal)];

    /// <param name="like">Any finding of this name.</param>
    /// <param name="hasClosedForm">Whether some cell has one.</param>
    public static Measure Of(Finding like, bool hasClosedForm)
    {
        var isShare = Shares.Any(share => share.Share == like.Name);
        var unit = isShare || like.Unit == "share" ? "" : like.Unit;
        var name = like.Name.Replace('.', '_').Replace('-', '_') + (unit.Length == 0 ? "" : $"_{unit.ToLowerInvariant().Replace("/", "_per_", StringComparison.Ordinal).Replace(' ', '_')}");
        return new Measure(name, Text(like), unit, isShare, hasClosedForm ? "½·ln(N/(1−β))/ln(1+f(1−β)) rounds" : "");
    }

    /// <summary>What one run says about one measure; null = nothing.</summary>
    public static Measured? Of(FinishedRun run, string name)
    {
        if (Find(run, name) is not { } value)
        {
            return null;
        }

        var share = Array.Find(Shares, known => known.Share == name);
        return share.Of is { } of && Find(run, of) is { } all
            ? Measured.Proportion((long)Math.Round(value * all), (long)all)
            : new Measured(value);
    }

    /// <summary>
    /// What a law says about one measure of one cell: the time to the first proof, where fingerprints alone find forks and are told as the law has it: from
    /// time to time, to some peers at once, who are not asked for theirs. It is not said where half-blocks are pushed or pulled too, of which the law knows
    /// nothing, nor of peers whose next telling comes before the last one has arrived.
    /// </summary>
    public static double? ClosedForm(Scenario scenario, string name)
    {
        var gossip = scenario.Gossip;
        return name == Published.MeanDetection && gossip is { Fanout: 0, TellAsks: false, TellTo: >= LeastFanout } && scenario.Ledger.PullEvery == TimeSpan.Zero
            ? gossip.TellEvery.TotalSeconds * Laws.DetectionRounds(
                scenario.Population.Peers, gossip.TellTo, scenario.Attackers.Where(plan => plan.Behaviour == "silent").Sum(plan => plan.Permille) / 1_000.0,
                scenario.Network.LossPermille / 1_000.0)
            : null;
    }

    /// <summary>What papers say about it, as the run noted it.</summary>
    public static PublishedNote? PublishedOf(FinishedRun run, string name) =>
        run.Findings.FirstOrDefault(finding => finding.Name == name) is { Published: { } value } finding ? new PublishedNote(value, finding.Note) : null;

    private static double? Find(FinishedRun run, string name) =>
        run.Findings.FirstOrDefault(finding => finding.Name == name) is { } finding && double.IsFinite(finding.Value) ? finding.Value : null;

    /// <summary>Findings are the lines of a table, one below the other; a measure stands alone.</summary>
    private static string Text(Finding finding) => finding.Name switch
    {
        "detected" => "Frauds detected",
        "trades.done" => "Trades done",
        "forks.exposed" => "Forks exposed where both halves met",
        _ => char.ToUpperInvariant(finding.Text[0]) + finding.Text[1..],
    };
}
