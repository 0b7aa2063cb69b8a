using EnerDatX.Sim.Time;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Sim.Tests.Time;

public sealed class RandomStreamTests
{
    /// <summary>The numbers are those of an independent program in another language: SHA-256 and xoshiro256** from their descriptions.</summary>
    [Fact]
    public void The_stream_is_xoshiro_seeded_by_the_hash_of_seed_and_purpose()
    {
        var stream = new RandomStream(42, "network loss");

        Assert.Equal([0x016521669cb527b5UL, 0x05b1a81f3e3dae1aUL, 0xdbc54804e2748debUL, 0x99a272b63192dc57UL], Enumerable.Range(0, 4).Select(_ => stream.NextBits()));
    }

    [Fact]
    public void Purposes_are_independent_of_each_other_and_of_who_asks_first()
    {
        using var first = VirtualWorld.Create(7, 0);
        using var second = VirtualWorld.Create(7, 0);
        var alone = Draw(first.Random("b"));
        var other = Draw(second.Random("a"));

        Assert.Equal(alone, Draw(second.Random("b")));
        Assert.NotEqual(alone, other);
        Assert.Same(first.Random("b"), first.Random("b"));
    }

    [Fact]
    public void A_draw_stays_within_its_bounds() =>
        Prop.ForAll(ArbMap.Default.ArbFor<ulong>(), ArbMap.Default.ArbFor<(long A, long B)>(), (seed, bounds) =>
        {
            var (low, high) = (Math.Min(bounds.A, bounds.B), Math.Max(bounds.A, bounds.B));
            var stream = new RandomStream(seed, "bounds");
            var drawn = stream.NextInt64(low, high);
            return (low == high ? drawn == low : drawn >= low && drawn < high)
                && stream.NextDouble() is >= 0 and < 1
                && stream.NextSingle() is >= 0 and < 1
                && stream.Next() >= 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_whole_range_of_long_can_be_drawn_from()
    {
        var stream = new RandomStream(1, "long");

        var drawn = Enumerable.Range(0, 64).Select(_ => stream.NextInt64(long.MinValue, long.MaxValue)).ToList();

        Assert.Contains(drawn, n => n < long.MinValue / 2);
        Assert.Contains(drawn, n => n > long.MaxValue / 2);
    }

    [Fact]
    public void Draws_are_even()
    {
        var stream = new RandomStream(1, "dice");
        var counts = new int[6];
        for (var i = 0; i < 60_000; i++)
        {
            counts[stream.Next(6)]++;
        }

        // Standard deviation 91.
        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
    }

    [Fact]
    public void Bytes_of_any_length_are_filled_with_the_same_stream()
    {
        var whole = new byte[20];
        new RandomStream(3, "bytes").NextBytes(whole);
        var part = new byte[13];
        new RandomStream(3, "bytes").NextBytes(part.AsSpan());

        Assert.Equal(whole[..13], part);
        Assert.True(whole.Distinct().Count() > 10);
    }

    private static List<int> Draw(RandomStream stream) => [.. Enumerable.Range(0, 10).Select(_ => stream.Next(1_000_000))];
}
