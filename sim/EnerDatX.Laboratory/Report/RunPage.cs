using EnerDatX.Laboratory.Outputs;

namespace EnerDatX.Laboratory.Report;

/// <summary>The report of one run. Nothing in it depends on wall time: equal runs have equal reports.</summary>
internal static class RunPage
{
    /// <summary>Hex digits of hashes that people compare by eye.</summary>
    private const int ShownDigits = 16;

    public static ReportPage Of(RunOutcome outcome) => new(
        "one run",
        outcome.Identity.Scenario,
        outcome.About,
        Facts(outcome),
        VerdictOf(outcome.FalseAccusations, outcome.Violations.Count, Work(outcome)),
        outcome.Violations,
        outcome.Findings,
        [.. DetectionCharts.Of(outcome), .. TrafficCharts.Of(outcome.Tables), .. MarketCharts.Of(outcome.Tables)],
        [],
        outcome.Identity.ScenarioText);

    /// <summary>What a reader must not miss.</summary>
    /// <param name="work">In what the good news was found, as the rest of a sentence.</param>
    public static Verdict VerdictOf(int falseAccusations, int violations, string work)
    {
        var broken = violations switch { 0 => "no invariant was broken", 1 => "1 invariant was broken", _ => $"{Drawing.Text(violations)} invariants were broken" };
        return falseAccusations == 0 && violations == 0
            ? new Verdict(true, "No false accusation", $"No honest peer was accused and {broken}, in {work}.")
            : new Verdict(
                false,
                falseAccusations switch { 0 => broken.ToUpperInvariant(), 1 => "1 FALSE ACCUSATION", _ => $"{Drawing.Text(falseAccusations)} FALSE ACCUSATIONS" },
                falseAccusations == 0
                    ? $"No honest peer was accused, in {work}, but each line below breaks a rule and says how to see it again."
                    : $"Honest peers were accused, which must never happen, and {broken}, in {work}.");
    }

    private static string Work(RunOutcome outcome)
    {
        var halves = outcome.Tables.Samples.Count > 0 ? outcome.Tables.Samples[^1].HalfBlocks : outcome.Tables.Blocks.Count;
        return $"{Drawing.Text(halves)} half-blocks of {Drawing.Text(outcome.Peers)} peers";
    }

    private static List<Fact> Facts(RunOutcome outcome)
    {
        var (tables, facts) = (outcome.Tables, new List<Fact>
        {
            new("Seed", $"{outcome.Identity.Seed}"),
            new("Peers", Drawing.Text(outcome.Peers)),
            new("Attackers", Drawing.Text(outcome.Attackers)),
        });
        if (tables.Frauds.Count > 0)
        {
            var provable = tables.Frauds.Where(DetectionCharts.IsProvable).ToList();
            facts.Add(new("Provable frauds", $"{Drawing.Text(provable.Count)} ({Drawing.Text(provable.Count(fraud => fraud.FirstDetectedMs is not null))} detected)"));
            if (provable.Count < tables.Frauds.Count)
            {
                facts.Add(new("Acts without proof", Drawing.Text(tables.Frauds.Count - provable.Count)));
            }
        }

        if (tables.Trades.Count > 0)
        {
            facts.Add(new("Trades", $"{Drawing.Text(tables.Trades.Count)} ({Drawing.Text(tables.Trades.Count(t => t.Ending == MarketCharts.Done))} done)"));
        }

        if (tables.Samples.Count > 0)
        {
            var scale = Scale.OfTime(tables.Samples[^1].AtMs);
            facts.Add(new("Virtual time", $"{Drawing.Text(scale.Of(tables.Samples[^1].AtMs))} {scale.Unit}"));
        }

        facts.Add(new("Commit", outcome.Identity.Commit.Length == 0 ? "unknown" : Shown(outcome.Identity.Commit)));
        facts.Add(new("Trace hash", Shown(outcome.TraceHash)));
        facts.AddRange(outcome.Versions.Select(version => new Fact(version.Name, version.Version)));
        return facts;
    }

    public static string Shown(string hash) => hash.Length > ShownDigits ? hash[..ShownDigits] : hash;
}
