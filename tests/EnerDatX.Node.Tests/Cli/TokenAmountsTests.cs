using System.Globalization;
using EnerDatX.Node.Cli;
using EnerDatX.Node.Http;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Node.Tests.Cli;

public sealed class TokenAmountsTests
{
    [Fact]
    public void An_amount_that_is_shown_is_read_back_as_it_was() =>
        Prop.ForAll(
            Gen.Choose(0, 18).ToArbitrary(),
            ArbMap.Default.ArbFor<long>().Filter(amount => amount > 0),
            (precision, amount) =>
            {
                var amounts = Of(precision);
                var shown = amounts.Show(amount, "X").Split(' ')[0];
                return amounts.Parse(shown, "X", out var refusal) == amount && refusal is null;
            }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, 10, "10 X")]
    [InlineData(2, 10, "0.10 X")]
    [InlineData(2, 1050, "10.50 X")]
    [InlineData(18, long.MaxValue, "9.223372036854775807 X")]
    public void The_point_stands_where_the_currency_has_it(int precision, long amount, string shown) => Assert.Equal(shown, Of(precision).Show(amount, "X"));

    [Theory]
    [InlineData(2, "10", 1000)]
    [InlineData(2, "10.5", 1050)]
    [InlineData(2, "10.500", 1050)]
    [InlineData(0, "9223372036854775807", long.MaxValue)]
    public void A_price_may_leave_out_what_is_zero(int precision, string text, long amount)
    {
        Assert.Equal(amount, Of(precision).Parse(text, "X", out var refusal));
        Assert.Null(refusal);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0, "-1")]
    [InlineData(0, "1.5")]
    [InlineData(0, "1,000")]
    [InlineData(0, "ten")]
    [InlineData(0, "")]
    [InlineData(0, "1e3")]
    [InlineData(2, "0.001")]
    [InlineData(0, "9223372036854775808")]
    [InlineData(18, "9.3")]
    [InlineData(18, "79228162514264337593543950336")]
    public void What_is_no_price_is_refused(int precision, string text)
    {
        Of(precision).Parse(text, "X", out var refusal);
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{text} is no price: a number above 0 with at most {precision} digits behind the point."), refusal);
    }

    [Theory]
    [InlineData("Y")]
    [InlineData("EW")]
    public void A_currency_that_the_node_does_not_know_has_no_prices(string currency)
    {
        Of(0).Parse("1", currency, out var refusal);
        Assert.Equal($"This node knows no currency {currency}; it knows X.", refusal);
    }

    private static TokenAmounts Of(int precision)
    {
        var balance = new BalanceView(0, 0, "X", precision);
        return new TokenAmounts(new WalletsView(new SortedDictionary<string, WalletView>(StringComparer.Ordinal)
        {
            ["EW"] = new(true, true, "", "Energy Wallet", 0, 1, balance),
            ["X"] = new(true, true, "", "X", precision, 1, balance),
        }));
    }
}
