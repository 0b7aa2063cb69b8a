using System.Diagnostics;
using System.Globalization;
using EnerDatX.Benchmarks.Report;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Peer;
using EnerDatX.Storage;

namespace EnerDatX.Benchmarks.Ledger;

/// <summary>
/// A process of its own opens a file of a million half-blocks and does what a node does before it can answer: it opens the store, which takes
/// the signing guard, folds the whole <see cref="PeerHistory"/>, puts every open order into the book, and answers a first crawl, a first
/// request for the newest half-blocks and one for the asks. Counted is the time from the start of the process to the answer,
/// the runtime's own start included, and the most memory that the process ever had (VmHWM).
/// </summary>
internal static class ColdStart
{
    public const string Command = "cold-start";
    public const string Name = "cold start";

    public static IReadOnlyList<BenchRow> Measure(string folder, int blocks, int times, Action<string> say)
    {
        var path = Path.Combine(folder, "big.db");
        say(string.Create(CultureInfo.InvariantCulture, $"signing and storing {blocks:#,0} half-blocks for the cold start …"));
        BigLedger.Create(path, blocks, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        say("cold starts …");
        var (seconds, bytes) = (new List<double>(), new List<double>());
        for (var i = 0; i < times; i++)
        {
            var (took, most) = StartOnce(path, blocks);
            seconds.Add(took);
            bytes.Add(most);
        }

        var held = string.Create(CultureInfo.InvariantCulture, $"{Name} with {blocks:#,0} half-blocks");
        return
        [
            Row(new Contestant($"{held}: first answer after", "s", _ => default, null, Goal.AtMost(5, "s")), seconds),
            Row(new Contestant($"{held}: most memory", "MB", _ => default, null, Goal.AtMost(600, "MB")), bytes),
        ];
    }

    /// <summary>The child's part: prints what it found and the most memory that it had, in kB.</summary>
    public static int RunChild(string path, TextWriter output)
    {
        using var store = SqliteLedgerStore.Open(path, BigLedger.Own.PublicKey);
        var self = BigLedger.Own.PublicKey;
        var nowMs = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        var history = PeerHistory.Load(self, store, new Currencies([]), BigLedger.Network, []);
        var open = new OpenOrders(BigLedger.Network);
        var orders = history.OrderBlocks.Count(block => open.Evolve(block, nowMs) is not null);
        var crawled = Crawl.Answer(store, self, -10, -1).Count + store.Recent(10, 0).Count;
        var listed = open.Read(TickSide.Ask).Listings.Count;
        var memory = System.IO.File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{store.Count} {orders} {listed} {crawled} {memory.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]}"));
        return 0;
    }

    private static BenchRow Row(Contestant contestant, List<double> values) =>
        Contest.RowOf(contestant, new Dictionary<string, List<Rate>>(StringComparer.Ordinal) { [contestant.Row] = values.ConvertAll(Rate.Of) });

    private static (double Seconds, double Megabytes) StartOnce(string path, int blocks)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(typeof(ColdStart).Assembly.Location);
        start.ArgumentList.Add(Command);
        start.ArgumentList.Add(path);
        var started = Stopwatch.GetTimestamp();
        using var child = Process.Start(start) ?? throw new InvalidOperationException("The child process did not start.");
        var answer = child.StandardOutput.ReadLine() ?? string.Empty;
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        child.WaitForExit();
        var numbers = answer.Split(' ');
        ReceiveRows.Require(child.ExitCode == 0 && numbers.Length == 5 && numbers[0] == blocks.ToString(CultureInfo.InvariantCulture) && numbers[1] != "0");
        return (seconds, double.Parse(numbers[4], CultureInfo.InvariantCulture) / 1_000);
    }
}
