using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Ledger;

/// <summary>What is lacking of a chain, as py-ipv8 computes it (lowest sequence number and lowest range unknown).</summary>
public sealed class ChainGapsTests
{
    private static readonly SecretKey Key = LedgerVectors.Key(0);

    [Fact]
    public void The_lowest_unknown_of_the_recorded_chain_is_the_one_after_its_end()
    {
        var vectors = LedgerVectors.Load("chain.json");
        var ledger = new MemoryLedger();
        ledger.Append([.. vectors.Items("blocks").Select(LedgerVectors.Block)]);
        var expected = vectors.GetProperty("queries").GetProperty("lowest_unknown_0").GetUInt32();
        Assert.Equal((expected, uint.MaxValue), ChainGaps.Lowest(ledger, Key.PublicKey, 1, uint.MaxValue));
        Assert.Null(ChainGaps.Lowest(ledger, Key.PublicKey, 1, expected - 1));
    }

    [Theory]
    [InlineData(new uint[0], 1, 10, 1, 10)]
    [InlineData(new uint[] { 2, 3 }, 1, 10, 1, 1)]
    [InlineData(new uint[] { 1, 2, 5, 9 }, 1, 10, 3, 4)]
    [InlineData(new uint[] { 1, 2, 5, 9 }, 5, 10, 6, 8)]
    [InlineData(new uint[] { 1, 2, 5, 9 }, 5, 7, 6, 7)]
    [InlineData(new uint[] { 1, 2, 3 }, 0, 10, 4, 10)]
    [InlineData(new uint[] { 1, uint.MaxValue }, 1, uint.MaxValue, 2, uint.MaxValue - 1)]
    public void The_lowest_gap_ends_where_something_is_held_again(uint[] held, uint first, uint last, uint from, uint to) =>
        Assert.Equal((from, to), ChainGaps.Lowest(Holding(held), Key.PublicKey, first, last));

    [Fact]
    public void Nothing_is_lacking_where_all_is_held() => Assert.All(
        new (uint, uint)[] { (1, 3), (2, 3), (3, 3), (uint.MaxValue, uint.MaxValue), (5, 4) },
        range => Assert.Null(ChainGaps.Lowest(Holding(1, 2, 3, uint.MaxValue), Key.PublicKey, range.Item1, range.Item2)));

    [Fact]
    public void It_is_what_one_finds_by_looking_at_each_place() => Prop.ForAll(
        Gen.Choose(1, 30).ArrayOf().ToArbitrary(), Gen.Choose(1, 30).Two().ToArbitrary(), (places, bounds) =>
        {
            var held = places.Select(p => (uint)p).Distinct().ToArray();
            var (first, last) = ((uint)bounds.Item1, (uint)bounds.Item2);
            var lacking = Enumerable.Range(1, 30).Select(n => (uint)n).Where(n => n >= first && n <= last && !held.Contains(n)).ToList();
            var gap = ChainGaps.Lowest(Holding(held), Key.PublicKey, first, last);
            Assert.Equal(lacking.Count == 0 ? null : lacking[0], gap?.First);
            Assert.Equal(lacking.TakeWhile((n, i) => n == lacking[0] + i).LastOrDefault(), gap?.Last ?? 0);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_search_passes_a_limited_number_of_half_blocks_and_then_takes_the_next_place_for_unknown()
    {
        var ledger = Holding([.. Enumerable.Range(1, ChainGaps.MaxPassed + 10).Select(n => (uint)n)]);
        Assert.Equal((ChainGaps.MaxPassed + 1U, uint.MaxValue), ChainGaps.Lowest(ledger, Key.PublicKey, 1, uint.MaxValue));
        Assert.Equal((ChainGaps.MaxPassed + 11U, uint.MaxValue), ChainGaps.Lowest(ledger, Key.PublicKey, 100, uint.MaxValue));
    }

    private static MemoryLedger Holding(params uint[] places)
    {
        var ledger = new MemoryLedger();
        ledger.Append([.. places.Select(place => HalfBlock.Sign(
            Key, place, PublicKey.Any, 0, BlockHash.Genesis, "note", "a0d"u8, 1))]);
        return ledger;
    }
}
