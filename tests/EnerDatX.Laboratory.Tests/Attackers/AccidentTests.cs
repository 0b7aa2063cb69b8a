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

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Whoever_starts_a_second_process_is_accused_by_nobody(int seed)
    {
        using var world = Attacked.Ledger("behaviour = clone-process, share = 0.1, stop = 60s", (ulong)seed);
        world.AssertNobodyIsExposed();
    }
}
