using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using EnerDatX.Laboratory.Outputs;
using Spectre.Console;

namespace EnerDatX.Laboratory.Wall;

/// <summary>What all processes of one measurement say together.</summary>
/// <param name="Load">Of the machine in the minute before; negative = not known.</param>
/// <param name="Sum">Of all processes.</param>
/// <param name="Complaints">Warnings of the peers.</param>
internal sealed record WallResult(WallPlan Plan, double Load, PartResult Sum, IReadOnlyList<string> Complaints)
{
    private static readonly (string Name, double Share)[] Percentiles = [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("max", 1)];

    private static int Cores => Environment.ProcessorCount;

    private double PerSecond => (double)Sum.Done / Plan.Seconds;

    private double PerCpuSecond => Sum.CpuSeconds > 0 ? Sum.Done / Sum.CpuSeconds : 0;

    public static WallResult Of(WallPlan plan, double load, IReadOnlyList<PartResult> parts, IReadOnlyList<string> complaints)
    {
        var failures = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (reason, count) in parts.SelectMany(part => part.Failures))
        {
            failures[reason] = failures.GetValueOrDefault(reason) + count;
        }

        var sum = new PartResult(
            parts.Sum(part => part.Done),
            [.. parts.SelectMany(part => part.LatenciesMs).Order()],
            failures,
            parts.Sum(part => part.Unfinished),
            parts.Sum(part => part.Lacks),
            parts.Sum(part => part.Datagrams),
            parts.Sum(part => part.Dropped),
            parts.Sum(part => part.CpuSeconds));
        return new WallResult(plan, load, sum, complaints);
    }

    public string Json() => new JsonObject
    {
        ["mode"] = "wall",
        ["peers"] = Plan.Peers,
        ["sellers"] = Plan.Sellers,
        ["buyers"] = Plan.Buyers,
        ["processes"] = Plan.Processes,
        ["warm_up_seconds"] = Plan.WarmUp,
        ["seconds"] = Plan.Seconds,
        ["rate_per_buyer"] = Plan.Rate,
        ["open_per_buyer"] = Plan.Rate is null ? Plan.Open : null,
        ["store"] = Plan.InMemory ? "memory" : "sqlite",
        ["trades_done"] = Sum.Done,
        ["trades_per_second"] = Round(PerSecond),
        ["trades_per_cpu_second"] = Round(PerCpuSecond),
        ["latency_ms"] = new JsonObject(Percentiles.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)LatencyMs(p.Share)))),
        ["latencies"] = Sum.LatenciesMs.Count,
        ["failed"] = new JsonObject(Sum.Failures.Select(failure => KeyValuePair.Create(failure.Key, (JsonNode?)failure.Value))),
        ["unfinished"] = Sum.Unfinished,
        ["waited_for_offers"] = Sum.Lacks,
        ["datagrams_per_second"] = Round((double)Sum.Datagrams / Plan.Seconds),
        ["datagrams_dropped"] = Sum.Dropped,
        ["cpu_seconds"] = Round(Sum.CpuSeconds),
        ["cores"] = Cores,
        ["load_before"] = Load >= 0 ? Load : null,
        ["complaints"] = new JsonArray([.. Complaints.Select(line => (JsonNode?)line)]),
        ["includes"] = Includes(),
    }.ToJsonString();

    public void Show(TextWriter output)
    {
        var table = new Table();
        table.AddColumn("what").AddColumn(FindingsTable.Right("measured")).AddColumn("unit").AddColumn("note");
        void Row(string what, double value, string unit, string note = "") => table.AddRow(new Text(what), new Text(FindingsTable.Plain(value)), new Text(unit), new Text(note));
        Row("trades completed", PerSecond, "1/s", Say($"{Sum.Done} in {Plan.Seconds} s"));
        Row("trades for each second of a core", PerCpuSecond, "1/s", Say($"{Sum.CpuSeconds:F1} s of processor time, {Sum.CpuSeconds / Plan.Seconds:F2} of {Cores} cores"));
        foreach (var (name, share) in Percentiles)
        {
            Row($"latency {name}", LatencyMs(share) ?? double.NaN, "ms", name == "p50" ? Say($"of {Sum.LatenciesMs.Count} trades") : "");
        }

        Row("datagrams sent", (double)Sum.Datagrams / Plan.Seconds, "1/s", Sum.Done > 0 ? Say($"{(double)Sum.Datagrams / Sum.Done:F0} for each trade") : "");
        Row("datagrams dropped", Sum.Dropped, "", "by a peer that was behind");
        Row("trades that came to nothing", Sum.Failures.Values.Sum(), "");
        Row("trades unfinished", Sum.Unfinished, "", Say($"{WallPart.TimeToEnd.TotalSeconds:F0} s after the end"));
        Row("waits for an offer", Sum.Lacks, "");
        FindingsTable.Write(table, output);
        foreach (var (reason, count) in Sum.Failures)
        {
            output.WriteLine(Say($"{count} times {reason}"));
        }

        if (Complaints.Count > 0)
        {
            output.WriteLine($"The peers complained {Complaints.Count} times, first: {Complaints[0]}");
        }

        output.WriteLine(Includes());
    }

    /// <summary>What the number is about, so that nobody takes it for another.</summary>
    private string Includes() =>
        Say($"Wall clock, not to be mixed with numbers of virtual time, and different in each run. {Plan.Sellers} sellers, {Plan.Buyers} buyers and the issuer in {Plan.Processes} process{(Plan.Processes > 1 ? "es" : "")}, ")
        + (Plan.Rate is { } rate ? Say($"{rate} orders a second of each buyer, ") : Say($"{Plan.Open} open trade{(Plan.Open > 1 ? "s" : "")} of each buyer, "))
        + "all on this machine. A trade goes from the buyer's order to the countersigned tx_done, with the delivered key tried and kept: bid, terms, manifest "
        + "and ciphertext fetched over the overlay, payment, check of the tokens' past, delivery, receipt; every half-block signed with Ed25519, checked by each "
        + "peer that gets it, and "
        + (Plan.InMemory ? "kept in memory only, so that no disk is in the number" : "durable in that peer's SQLite file (synchronous=FULL) before it is answered or passed on")
        + ". Each peer has the actors, settings, limits and UDP socket of a node, and a loopback address of its own. Also in it: gossip and walk of all peers, and what "
        + "the sellers do for the next offer (a new dataset, if no old one is left, and its ask). Latency is counted from "
        + (Plan.Rate is null ? "the order" : "when the order was due")
        + Say($", of trades that began in the {Plan.Seconds} s; throughput is of those that ended in them. ")
        + "A node takes 20 half-blocks a second of one key, which is four trades a second of one peer; what is above waits a second and is sent again. "
        + "Not in it: HTTP interface and gateway, a network's latency and loss, start and warm-up, competition for one offer, whoever attacks. "
        + Say($"{RuntimeInformation.OSDescription}, {Cores} cores") + (Load >= 0 ? Say($", load {Load:F2} before.") : ".");

    private double? LatencyMs(double share) => Sum.LatenciesMs.Count > 0 ? Round(Statistics.Quantile(Sum.LatenciesMs, share)) : null;

    private static double Round(double value) => Math.Round(value, 3);

    private static string Say(FormattableString text) => FormattableString.Invariant(text);
}
