using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Presets;
using EnerDatX.Laboratory.Scenarios;

namespace EnerDatX.Laboratory.Runs;

/// <summary>The numbers that a run comes down to, each beside what a paper says where it is a preset.</summary>
internal static class Summary
{
    private const double MsPerSecond = 1_000;

    public static IReadOnlyList<Finding> Of(Scenario scenario, RunTables tables, Traffic traffic, int participants, int falselyAccused, long durationMs)
    {
        var findings = new List<Finding>();
        findings.AddRange(Detection(scenario, tables.Frauds));
        findings.Add(new Finding("accusations.false", "honest peers accused", falselyAccused, ""));
        findings.AddRange(Trading(tables.Trades));
        var seconds = Math.Max(1, durationMs / MsPerSecond);
        findings.Add(new Finding("half-blocks", "half-blocks signed", tables.Samples is [.., var last] ? last.HalfBlocks : 0, ""));
        findings.Add(new Finding("datagrams", "datagrams sent", traffic.Datagrams, ""));
        findings.Add(With(scenario, new Finding("bandwidth.peer", "sent by each peer", traffic.Bytes / seconds / participants / 1_000, "KB/s")));
        findings.Add(new Finding("stored.peer", "half-blocks held by each peer", tables.Samples is [.., var end] ? (double)end.StoredHalfBlocks / participants : 0, ""));
        return findings;
    }

    private static IEnumerable<Finding> Detection(Scenario scenario, IReadOnlyList<FraudRow> frauds)
    {
        var provable = frauds.Where(f => f.Kind.Length > 0).ToList();
        yield return new Finding("frauds", "frauds that can be proved", provable.Count, "");
        if (provable.Count == 0)
        {
            yield break;
        }

        var first = provable.Where(f => f.FirstDetectedMs is not null).Select(f => (f.FirstDetectedMs!.Value - f.CommittedMs) / MsPerSecond).Order().ToList();
        yield return new Finding("detected", "of them detected", (double)first.Count / provable.Count, "share");
        if (first.Count > 0)
        {
            yield return With(scenario, new Finding(Published.MeanDetection, "until the first proof, mean", Statistics.Mean(first), "s"));
            yield return new Finding("detection.median", "until the first proof, median", Statistics.Quantile(first, 0.5), "s");
            yield return new Finding("detection.p95", "until the first proof, 95 %", Statistics.Quantile(first, 0.95), "s");
        }

        var known = provable.Where(f => f.Known99Ms is not null).Select(f => (f.Known99Ms!.Value - f.CommittedMs) / MsPerSecond).Order().ToList();
        if (known.Count > 0)
        {
            yield return new Finding("known99.median", "until 99 % of honest peers know, median", Statistics.Quantile(known, 0.5), "s");
        }

        yield return new Finding("booked", "taken as paid with forged half-blocks", provable.Sum(f => f.BookedValue) / MsPerSecond, "tokens");
    }

    private static IEnumerable<Finding> Trading(IReadOnlyList<TradeRow> trades)
    {
        yield return new Finding("trades", "trades begun", trades.Count, "");
        if (trades.Count == 0)
        {
            yield break;
        }

        var done = trades.Where(t => t.Ending == "done").ToList();
        yield return new Finding("trades.done", "of them done", (double)done.Count / trades.Count, "share");
        var times = done.Where(t => t.EndedMs is not null).Select(t => (t.EndedMs!.Value - t.BegunMs) / MsPerSecond).Order().ToList();
        if (times.Count > 0)
        {
            yield return new Finding("trade.median", "from the terms to the last receipt, median", Statistics.Quantile(times, 0.5), "s");
        }

        yield return new Finding(
            "unpaid-for", "paid and not delivered", trades.Sum(t => t.Segments == 0 ? 0 : Math.Max(0, t.Paid - (t.Price * t.SegmentsDelivered / t.Segments))) / MsPerSecond, "tokens");
    }

    /// <summary>The same with what was published, where this scenario is the preset of it and nothing else is varied.</summary>
    private static Finding With(Scenario scenario, Finding finding) =>
        Published.Of(scenario.Name).FirstOrDefault(p => p.Quantity == finding.Name && p.Setting.Length == 0) is { } published
            ? finding with { Published = published.Value, Note = published.Source }
            : finding;
}
