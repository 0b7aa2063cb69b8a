using System.Numerics;
using System.Text.Json;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Market;

public sealed class AssetTests
{
    private static readonly JsonElement Vectors = MarketVectors.Load("edmp_py2.json");

    [Fact]
    public void Which_assets_make_a_pair_is_what_EDMP_says_with_its_words()
    {
        var rules = Vectors.GetProperty("asset_pair_rules").EnumerateArray().ToList();
        Assert.Equal(5, rules.Count);
        foreach (var rule in rules)
        {
            var first = new AssetAmount(1, rule.GetProperty("first").GetString()!);
            var second = new AssetAmount(1, rule.GetProperty("second").GetString()!);
            Assert.Equal(rule.GetProperty("error").GetString() is null, AssetPair.TryCreate(first, second, out _, out var refusal));
            Assert.Equal(rule.GetProperty("error").GetString(), refusal);
        }
    }

    [Theory]
    [InlineData(1, "DUM1", 1, "DUM1", "The two assets must differ")]
    [InlineData(0, "DUM1", 1, "MB", "Both amounts must be positive")]
    [InlineData(1, "DUM1", 0, "MB", "Both amounts must be positive")]
    [InlineData(1, "EWabc", 1, "MB", "A dataset is the second asset of its pair, the currency the first")]
    [InlineData(1, "EWaaa", 1, "EWbbb", "A dataset is the second asset of its pair, the currency the first")]
    [InlineData(1, "MB", 1, "EWab", "Asset 1 MB must be smaller than 1 EWab")]
    [InlineData(1, "LONGNAME", 1, "DUMMY", "Asset 1 LONGNAME must be smaller than 1 DUMMY")]
    public void What_makes_no_pair_is_refused_and_named(long first, string firstType, long second, string secondType, string expected)
    {
        Assert.False(AssetPair.TryCreate(new AssetAmount(first, firstType), new AssetAmount(second, secondType), out _, out var refusal));
        Assert.Equal(expected, refusal);
    }

    [Fact]
    public void Trading_a_part_pays_its_share_rounded_down_as_EDMP_does_but_never_nothing()
    {
        var rows = Vectors.GetProperty("proportional_downscale").EnumerateArray().ToList();
        Assert.Equal(7, rows.Count);
        foreach (var row in rows.Select(row => row.EnumerateArray().Select(number => number.GetInt64()).ToArray()))
        {
            var pair = Pair(row[0], "DUM1", row[1], "MB");
            Assert.Equal(row[4], pair.Price.Times(row[2]));
            Assert.Equal((row[3], Math.Max(1, row[4])), (pair.At(pair.Price, row[2]).First.Amount, pair.At(pair.Price, row[2]).Second.Amount));
        }
    }

    [Fact]
    public void A_dataset_is_priced_in_currency_and_counted_whole()
    {
        var pair = Pair(10, "MB", 1, "EWabc");
        Assert.True(pair.IsEnergyPair);
        Assert.Equal(new Price(10, 1), pair.Price);
        Assert.Equal(1, pair.Quantity);
        Assert.Equal(Pair(7, "MB", 1, "EWabc"), pair.At(new Price(7, 1), 1));
    }

    [Theory]
    [InlineData("EW", false)]
    [InlineData("EWa", true)]
    [InlineData("ewa", false)]
    [InlineData("MB", false)]
    [InlineData("XEWab", false)]
    public void An_energy_asset_is_EW_and_something_more(string type, bool expected) =>
        Assert.Equal(expected, new AssetAmount(1, type).IsEnergyAsset);

    [Theory]
    [InlineData("", false)]
    [InlineData("MB", true)]
    [InlineData("a b~", true)]
    [InlineData("M\u00dcB", false)]
    [InlineData("M\nB", false)]
    [InlineData("M\u007f", false)]
    public void An_asset_type_is_printable_ASCII(string type, bool expected) => Assert.Equal(expected, AssetAmount.IsType(type));

    [Fact]
    public void An_asset_type_has_at_most_80_characters()
    {
        Assert.True(AssetAmount.IsType(new string('x', 80)));
        Assert.False(AssetAmount.IsType(new string('x', 81)));
    }

    [Fact]
    public void Prices_compare_as_exact_fractions_however_large() =>
        Prop.ForAll(Amounts(), Amounts(), (left, right) =>
        {
            var expected = (new BigInteger(left.Item1) * right.Item2).CompareTo(new BigInteger(right.Item1) * left.Item2);
            var price = new Price(left.Item1, left.Item2);
            var other = new Price(right.Item1, right.Item2);
            Assert.Equal(expected, Math.Sign(price.CompareTo(other)));
            Assert.Equal(expected == 0, price == other);
            Assert.Equal((expected < 0, expected <= 0, expected > 0, expected >= 0), (price < other, price <= other, price > other, price >= other));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Prices_that_floating_point_confuses_are_different()
    {
        var price = new Price(long.MaxValue, long.MaxValue - 1);
        var other = new Price(long.MaxValue - 1, long.MaxValue - 2);
        Assert.True(price < other);
        Assert.NotEqual(price, other);
        Assert.Equal((double)price.Numerator / price.Denominator, (double)other.Numerator / other.Denominator);
    }

    [Fact]
    public void Equal_fractions_are_one_price()
    {
        Assert.Equal(new Price(1, 3), new Price(7, 21));
        Assert.Equal(new Price(1, 3).GetHashCode(), new Price(7, 21).GetHashCode());
    }

    [Fact]
    public void An_order_id_is_the_trader_a_dot_and_the_number()
    {
        Assert.True(Mid.TryParse("2b3ac2d52c2c27d8725072a0ca4fbed607932c36", out var trader));
        var id = new OrderId(trader, 4_294_967_295);
        Assert.Equal("2b3ac2d52c2c27d8725072a0ca4fbed607932c36.4294967295", id.ToString());
        Assert.True(OrderId.TryParse(id.ToString(), out var read));
        Assert.Equal(id, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("2b3ac2d52c2c27d8725072a0ca4fbed607932c36")]
    [InlineData("2b3ac2d52c2c27d8725072a0ca4fbed607932c36.")]
    [InlineData("2b3ac2d52c2c27d8725072a0ca4fbed607932c36.-1")]
    [InlineData("2b3ac2d52c2c27d8725072a0ca4fbed607932c36.+1")]
    [InlineData("2b3ac2d52c2c27d8725072a0ca4fbed607932c36.4294967296")]
    [InlineData("2b3ac2d52c2c27d8725072a0ca4fbed607932c3g.1")]
    public void Anything_else_is_no_order_id(string? text) => Assert.False(OrderId.TryParse(text, out _));

    private static AssetPair Pair(long first, string firstType, long second, string secondType)
    {
        Assert.True(AssetPair.TryCreate(new AssetAmount(first, firstType), new AssetAmount(second, secondType), out var pair, out var refusal), refusal);
        return pair;
    }

    /// <summary>Small amounts, so that equal fractions happen, and the largest, so that 64 bits would overflow.</summary>
    private static Arbitrary<Tuple<long, long>> Amounts()
    {
        var small = Gen.Choose(1, 12).Select(amount => (long)amount);
        var large = Gen.Choose(0, 12).Select(below => long.MaxValue - below);
        var amount = Gen.OneOf(small, large);
        return amount.SelectMany(first => amount.Select(second => Tuple.Create(first, second))).ToArbitrary();
    }
}
