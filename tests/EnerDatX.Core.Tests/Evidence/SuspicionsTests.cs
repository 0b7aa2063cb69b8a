using EnerDatX.Core.Evidence;
using EnerDatX.Core.Tests.Ledger;

namespace EnerDatX.Core.Tests.Evidence;

public sealed class SuspicionsTests
{
    private readonly Suspicions _suspicions = new(halfLifeMs: 1_000, capacity: 3);

    [Fact]
    public void Nothing_is_held_against_a_key_at_first()
    {
        Assert.Equal(0, Level(1, 5));
        Assert.Equal(0, _suspicions.Count);
    }

    [Fact]
    public void A_level_adds_up_and_halves_with_time()
    {
        Add(1, 10, 0);
        Add(1, 6, 0);
        Assert.Equal([16, 16, 8, 8, 4, 1, 0, 0], new long[] { 0, 999, 1_000, 1_999, 2_000, 4_000, 5_000, long.MaxValue }.Select(ms => Level(1, ms)));
        Assert.Equal(0, Level(2, 0));
    }

    [Fact]
    public void It_makes_no_difference_how_often_something_is_added_on_the_way()
    {
        Add(1, 16, 0);
        Add(1, 1, 500);
        Add(1, 1, 999);
        Assert.Equal(9, Level(1, 1_000));
        Add(1, 1, 1_500);
        Assert.Equal(5, Level(1, 2_000));
    }

    [Fact]
    public void A_level_has_a_highest_and_is_forgotten_in_the_end()
    {
        Add(1, int.MaxValue, 0);
        Add(1, int.MaxValue, 0);
        Assert.Equal(Suspicions.MaxLevel, Level(1, 0));
        Assert.Equal(1, Level(1, 20_000));
        Assert.Equal(0, Level(1, 21_000));
    }

    [Fact]
    public void A_clock_that_goes_back_changes_nothing()
    {
        Add(1, 8, 10_000);
        Assert.Equal(8, Level(1, 0));
        Add(1, 1, 0);
        Assert.Equal(9, Level(1, 10_999));
    }

    [Fact]
    public void The_lowest_level_is_forgotten_first_so_that_new_keys_do_not_wash_old_ones_away()
    {
        Add(1, 100, 0);
        Add(2, 8, 0);
        Add(3, 50, 0);
        for (var i = 4; i < 16; i++)
        {
            Add(i, 5, 0);
        }

        Assert.Equal([100, 8, 50], new[] { 1, 2, 3 }.Select(i => Level(i, 0)));
        Add(4, 5, 1_000);
        Assert.Equal([50, 0, 25, 5], new[] { 1, 2, 3, 4 }.Select(i => Level(i, 1_000)));
        Assert.Equal(3, _suspicions.Count);
    }

    [Fact]
    public void What_weighs_nothing_is_a_mistake() => Assert.Throws<ArgumentOutOfRangeException>(() => Add(1, 0, 0));

    private void Add(int key, int weight, long nowMs) => _suspicions.Add(LedgerVectors.Key(key).PublicKey, weight, nowMs);

    private int Level(int key, long nowMs) => _suspicions.LevelOf(LedgerVectors.Key(key).PublicKey, nowMs);
}
