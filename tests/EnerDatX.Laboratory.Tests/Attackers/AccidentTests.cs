namespace EnerDatX.Laboratory.Tests.Attackers;

/// <summary>Accidents of honest peers, which must never be punished.</summary>
public sealed class AccidentTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Whoever_puts_an_older_copy_back_is_accused_by_nobody_and_signs_on(int seed)
    {
        using var world = Attacked.Ledger("behaviour = honest-restore, share = 0.2, stop = 60s", (ulong)seed);
        world.AssertNobodyIsExposed();
        Assert.All(world.Attackers, peer => Assert.InRange(world.ChainOf(peer)[^1].TimestampMs, world.BeginMs + 80_000, world.BeginMs + 90_000));
    }

    [Theory(Skip = "Not reached: on one machine the second process does not start; on another one both sign before they hear of each other, and the key is exposed.")]
    [InlineData(3)]
    [InlineData(5)]
    public void Whoever_starts_a_second_process_elsewhere_is_accused_by_nobody(int seed)
    {
        using var world = Attacked.Ledger("behaviour = clone-process, share = 0.2, stop = 40s", (ulong)seed, "5s");
        world.AssertNobodyIsExposed();
    }

    [Fact]
    public void Whoever_puts_an_older_copy_back_signs_on_also_where_one_counterparty_does_not_answer()
    {
        using var world = Attacked.Ledger("behaviour = honest-restore, share = 0.2, stop = 60s", 3);
        Assert.All(world.Attackers, peer => Assert.InRange(world.ChainOf(peer)[^1].TimestampMs, world.BeginMs + 80_000, world.BeginMs + 90_000));
    }
}
