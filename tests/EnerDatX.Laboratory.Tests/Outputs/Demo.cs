using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Runs;
using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Tests.Outputs;

/// <summary>Made-up results, the same every time, that look like those of a run: for testing what is written and how it looks.</summary>
internal static class Demo
{
    public const string ScenarioText = """
        # One peer in ten spends the same tokens twice.
        about = "One peer in ten spends the same tokens twice, half a minute after the start."
        duration = 10 min
        population { owners = 600, buyers = 380, matchmakers = 20, pv = 35 % }
        network { latency { kind = lognormal, median = 40 ms, sigma = 0.5 }, loss = 2 % }
        gossip { fanout = 5, tell-every = 500 ms }
        attackers = [{ behaviour = double-spend, fraction = 10 %, start = 30 s, stop = 8 min, budget = 1 }]
        """;

    private const int Peers = 1_000;
    private const int Minutes = 10;
    private const int MillisPerMinute = 60_000;

    public static RunIdentity Identity => new("double-spend", ScenarioText, 7, "60d1d5691f0a3c2b7e4d8f6a5b4c3d2e1f009988");

    public static RunOutcome Outcome => new(
        Identity,
        "One peer in ten spends the same tokens twice, half a minute after the start.",
        [("EnerDatX", "0.1.0"), ("Akka.NET", "1.4.46"), ("SQLite", "3.50.4")],
        "b4a1f0c2d3e4958677665544332211000f1e2d3c4b5a69788796a5b4c3d2e1f0",
        Peers,
        100,
        0,
        [],
        Tables,
        Findings,
        [new NamedCurve("closed form 1 − exp(−t/2.1 s)", [.. Enumerable.Range(0, 400).Select(i => (i * 50d, 1 - Math.Exp(-i * 50 / 2_100d)))])],
        new RunTiming(14.2, 2, 812_000_000, 5_400_000, "Linux, .NET 10.0.0"));

    public static RunTables Tables => new(Frauds(), Trades(), Blocks(), Links(), Samples());

    private static IReadOnlyList<Finding> Findings =>
    [
        new("detection.mean", "Mean time to first detection", 2.13, "s", 2.3, "ConTrib, 1,000 peers without loss; half-blocks are told twice a second here."),
        new("detection.recall", "Frauds detected", 0.97, "of all"),
        new("detection.known-99", "Mean time until 99 % of honest peers know", 6.41, "s"),
        new("bandwidth.mean", "Bandwidth per peer", 31.7, "KB/s", 35, "ConTrib, both directions."),
        new("value.booked", "Booked on forged payments", 214_500, "thousandths of a token"),
        new("accusations.false", "False accusations", 0, "peers", 0, "None is allowed."),
    ];

    public static SweepOutcome Sweep => new(
        "sweep-attackers",
        "How many double spends are proved within ten seconds, and how soon, as attackers and fan-out grow.",
        ScenarioText + "\nsweep { attackers.fraction = [5 %, 10 %, 20 %, 33 %, 50 %], gossip.fanout = [3, 5, 8] }",
        Identity.Commit,
        [("EnerDatX", "0.1.0")],
        [new("attackers_permille", "Attackers", "‰"), new("fanout", "Fan-out", "")],
        [
            new("detection_s", "Time to first detection", "s", false, "½·ln(N/(1−β))/ln(1+f(1−β)) rounds"),
            new("detected", "Share detected", "", true, ""),
        ],
        [.. from attackers in new[] { 50, 100, 200, 330, 500 } from fanout in new[] { 3, 5, 8 } select Cell(attackers, fanout)],
        0,
        []);

    private static SweepCell Cell(int attackers, int fanout)
    {
        var (random, honest) = (new RandomStream((ulong)((attackers * 10) + fanout), "demo sweep"), 1 - (attackers / 1_000d));
        var form = 0.5 * Math.Log(Peers / honest) / Math.Log(1 + (fanout * honest));
        var runs = Enumerable.Range(1, 8).Select(seed => new SweepRun((ulong)seed,
        [
            new Measured(form * (0.85 + (random.NextDouble() * 0.35))),
            Measured.Proportion(attackers - random.Next(0, Math.Max(2, attackers / (fanout * 2))), attackers),
        ]));
        return new SweepCell([attackers, fanout], [.. runs], [form, null]);
    }

    private static List<FraudRow> Frauds()
    {
        var random = new RandomStream(7, "demo frauds");
        return [.. Enumerable.Range(1, 120).Select(attack =>
        {
            long committed = 30_000 + (attack * 3_700) + random.Next(0, 900);
            var first = committed + 60 + (long)(-2_000 * Math.Log(1 - random.NextDouble()));
            var isSeen = attack % 33 != 0;
            return new FraudRow(
                attack, "double-spend", 1 + random.Next(0, Peers), "double-spend", committed, isSeen ? first : null, isSeen ? first + 1_900 + random.Next(0, 500) : null,
                isSeen ? first + 2_900 + random.Next(0, 700) : null, isSeen ? first + 3_900 + random.Next(0, 1_200) : null, isSeen ? 900 : 0, random.Next(0, 4_000));
        })];
    }

    private static List<TradeRow> Trades()
    {
        var random = new RandomStream(7, "demo trades");
        return [.. Enumerable.Range(1, 900).Select(trade =>
        {
            long begun = trade * (Minutes * MillisPerMinute / 950) + random.Next(0, 500);
            var isDone = random.NextDouble() < 0.93;
            return new TradeRow(
                trade, 1 + random.Next(0, 600), 601 + random.Next(0, 380), begun, begun + 700 + random.Next(0, 5_000), isDone ? "done" : "timeout",
                1_000 + random.Next(0, 4_000), isDone ? 1_000 : 0, 4, isDone ? 4 : 1);
        })];
    }

    private static List<BlockRow> Blocks() =>
        [.. Enumerable.Range(1, 50).Select(i => new BlockRow(i, 1, i % 2 == 0 ? "bid" : "ask", 0, 0, i * 1_000, 300 + i, $"{i:x16}"))];

    private static List<LinkRow> Links()
    {
        var random = new RandomStream(7, "demo links");
        return [.. Enumerable.Range(0, 2_000).Select(i =>
        {
            var (from, packets) = (i / 2, 4_000 + random.Next(0, 20_000) + random.Next(0, 20_000));
            return new LinkRow(from, (from + 1 + random.Next(0, Peers - 1)) % Peers, packets, packets * 410L, packets / 50);
        })];
    }

    private static List<SampleRow> Samples()
    {
        var (random, rows, halves) = (new RandomStream(7, "demo samples"), new List<SampleRow>(), 0L);
        for (var second = 0; second <= Minutes * 60; second++)
        {
            halves += 1_900 + random.Next(0, 200);
            var datagrams = 78_000 + random.Next(0, 9_000) + (second % 120 == 60 ? 30_000 : 0);
            var frauds = Math.Clamp(((second * 1_000) - 33_000) / 3_700, 0, 120);
            rows.Add(new SampleRow(
                second * 1_000L, 980 + random.Next(0, 20), halves, datagrams, datagrams * 410L, halves * 60, frauds, frauds - (frauds / 33), 0,
                180 + (int)(60 * Math.Sin(second / 70d)), second * 14 / 10, Load(second, random)));
        }

        return rows;
    }

    /// <summary>A whole day in ten minutes: an evening peak, and sun at noon.</summary>
    private static long Load(int second, RandomStream random)
    {
        var hour = second / 25d;
        var sun = Math.Max(0, Math.Sin((hour - 6) / 12 * Math.PI)) * 900_000;
        return (long)(320_000 + (380_000 * Math.Exp(-Math.Pow(hour - 19, 2) / 8)) + (160_000 * Math.Exp(-Math.Pow(hour - 7.5, 2) / 3)) - sun + random.Next(0, 25_000));
    }
}
