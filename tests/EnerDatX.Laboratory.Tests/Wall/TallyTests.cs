using System.Diagnostics;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;
using EnerDatX.Laboratory.Wall;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Laboratory.Tests.Wall;

public sealed class TallyTests
{
    private readonly Tally _tally = new();

    [Fact]
    public void Throughput_is_of_trades_that_end_in_the_time_and_latency_of_those_that_begin_in_it()
    {
        var early = Stopwatch.GetTimestamp();
        _tally.Began(early);
        _tally.Begin(TimeSpan.FromSeconds(10));
        var now = Stopwatch.GetTimestamp();
        _tally.Ended(early, now, TradeEnding.Done, null);
        _tally.Began(now);
        _tally.Began(now);
        _tally.Began(now);
        _tally.Ended(now, After(now, 2), TradeEnding.Done, null);
        _tally.Ended(now, After(now, 11), TradeEnding.Done, null);

        var result = _tally.Read();
        Assert.Equal(2, result.Done);
        Assert.Equal([2_000, 11_000], result.LatenciesMs.Select(ms => Math.Round(ms)));
        Assert.Equal(1, result.Unfinished);
    }

    [Fact]
    public void What_came_to_nothing_is_counted_by_its_reason_and_is_not_unfinished()
    {
        _tally.Begin(TimeSpan.FromSeconds(10));
        var now = Stopwatch.GetTimestamp();
        _tally.Began(now);
        _tally.Began(now);
        _tally.Began(now);
        _tally.Ended(now, After(now, 1), TradeEnding.Declined, "the offer is taken");
        _tally.Ended(now, After(now, 1), TradeEnding.Declined, "the offer is taken");
        _tally.Refused(now, "no tokens");

        var result = _tally.Read();
        Assert.Equal([("Declined: the offer is taken", 2), ("bid refused: no tokens", 1)], result.Failures.Select(failure => (failure.Key, failure.Value)));
        Assert.Equal((0, 0), (result.Done, result.Unfinished));
        Assert.Empty(result.LatenciesMs);
    }

    [Fact]
    public void Processes_are_added_up_and_percentiles_are_of_all_their_trades()
    {
        var one = new PartResult(2, [10, 30], new SortedDictionary<string, int> { ["a"] = 1 }, 1, 0, 100, 1, 2);
        var other = new PartResult(3, [20, 50, 40], new SortedDictionary<string, int> { ["a"] = 2, ["b"] = 1 }, 0, 1, 50, 0, 3);
        var plan = WallPlanTests.Plan(4, 2);
        var result = System.Text.Json.Nodes.JsonNode.Parse(WallResult.Of(plan, 0.5, [one, other], []).Json())!;

        Assert.Equal(0.5, (double)result["trades_per_second"]!);
        Assert.Equal(1, (double)result["trades_per_cpu_second"]!);
        Assert.Equal((30, 50), ((double)result["latency_ms"]!["p50"]!, (double)result["latency_ms"]!["max"]!));
        Assert.Equal((3, 1), ((int)result["failed"]!["a"]!, (int)result["failed"]!["b"]!));
        Assert.Equal(15, (double)result["datagrams_per_second"]!);
    }

    [Fact]
    public void What_processes_say_to_each_other_is_understood()
    {
        var (key, at) = (VirtualMarket.KeyOf("issuer").PublicKey, new System.Net.IPEndPoint(WallPlan.AddressOf(0), 4_711));
        Assert.Equal(((PublicKey, System.Net.IPEndPoint)?)(key, at), PartWords.IssuerIn(PartWords.IssuerIs(key, at)));
        Assert.Equal(7, PartWords.WarmIn(PartWords.WarmAre(7)));
        var result = new PartResult(2, [10.5, 30], new SortedDictionary<string, int> { ["refused: \"no\"\nreally"] = 1 }, 1, 0, 100, 1, 2.25);
        var line = PartWords.ResultIs(result);
        Assert.DoesNotContain('\n', line);
        Assert.Equal(result.LatenciesMs, PartWords.ResultIn(line)!.LatenciesMs);
        Assert.Equal(line, PartWords.ResultIs(PartWords.ResultIn(line)!));
        Assert.Null(PartWords.WarmIn(line));
        Assert.Null(PartWords.IssuerIn("issuer nobody nowhere"));
    }

    private static long After(long moment, int seconds) => moment + (seconds * Stopwatch.Frequency);
}
