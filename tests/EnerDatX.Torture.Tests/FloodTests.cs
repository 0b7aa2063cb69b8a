using EnerDatX.Torture.Flood;

namespace EnerDatX.Torture.Tests;

/// <summary>A real node under a short flood. How much honest peers keep is for `torture flood` to measure: here other tests use the same cores.</summary>
public sealed class FloodTests
{
    /// <summary>The queue of datagrams (16 MiB), what is with the peer, the tables of admission, and a runtime that has not collected yet.</summary>
    private const long MaxGrowth = 256L << 20;

    [Theory]
    [InlineData("fresh-keys")]
    [InlineData("bad-signatures")]
    public async Task Honest_peers_get_through_and_the_nodes_memory_stays_bounded(string kind)
    {
        var result = await FloodRun.Measure(kind, new FloodPlan(2, 5_000, 5), CancellationToken.None);
        Assert.True(result.Alone > 0, "nothing came back without an attack");
        Assert.True(result.Attacked > 0, "nothing came back under attack");
        Assert.True(result.AttackRate > 0, "nobody attacked");
        Assert.InRange(result.MemoryPeak - result.MemoryBefore, 0, MaxGrowth);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_attack_has_datagrams_and_a_meaning(string kind)
    {
        Assert.NotEmpty(Attack.Explain(kind));
        Assert.All(Attack.Make(kind, 50), datagram => Assert.InRange(datagram.Length, 1, 1_400));
    }

    public static TheoryData<string> Kinds => [.. Attack.Kinds];

    [Fact]
    public async Task An_attack_that_does_not_exist_is_named()
    {
        using var error = new StringWriter();
        var exit = await FloodCommand.Create().Parse(["--kind", "nothing"]).InvokeAsync(new System.CommandLine.InvocationConfiguration { Error = error });
        Assert.Equal(2, exit);
        Assert.Contains("There is no attack nothing; there are fresh-keys", error.ToString(), StringComparison.Ordinal);
    }
}
