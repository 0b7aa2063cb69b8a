using EnerDatX.Core.Metering;
using EnerDatX.Laboratory.Homes;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Laboratory.Tests.Homes;

public sealed class AmsterdamTimeTests
{
    [Theory]
    [InlineData("2026-03-29T00:59:59Z", "2026-03-29T01:59:59", false)]
    [InlineData("2026-03-29T01:00:00Z", "2026-03-29T03:00:00", true)]
    [InlineData("2026-10-25T00:59:59Z", "2026-10-25T02:59:59", true)]
    [InlineData("2026-10-25T01:00:00Z", "2026-10-25T02:00:00", false)]
    [InlineData("2024-03-31T01:00:00Z", "2024-03-31T03:00:00", true)]
    [InlineData("2027-10-31T00:59:59Z", "2027-10-31T02:59:59", true)]
    [InlineData("2025-12-31T23:30:00Z", "2026-01-01T00:30:00", false)]
    public void Clocks_change_on_the_last_sundays_of_march_and_october(string utc, string wall, bool isSummerTime)
    {
        var local = AmsterdamTime.At(DateTimeOffset.Parse(utc).ToUnixTimeSeconds());
        Assert.Equal(wall, local.Wall.ToString("yyyy-MM-dd'T'HH:mm:ss"));
        Assert.Equal(isSummerTime, local.IsSummerTime);
    }

    [Fact]
    public void What_the_meter_prints_is_read_back_as_the_same_second()
    {
        var seconds = Gen.Choose(0, int.MaxValue).Select(n => Days.At(2020, 1, 1, 0, 0) + (n % (20 * 365 * 86_400)));
        Prop.ForAll(seconds.ToArbitrary(), at =>
        {
            var local = AmsterdamTime.At(at);
            var stamp = local.Wall.ToString("yyMMddHHmmss") + (local.IsSummerTime ? 'S' : 'W');
            return TelegramTime.TryParse(stamp, out var time) && time.Value == at;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(2026, 1, 14, 5, true)] // Wednesday 06:00
    [InlineData(2026, 1, 14, 6, false)]
    [InlineData(2026, 1, 14, 21, false)]
    [InlineData(2026, 1, 14, 22, true)]
    [InlineData(2026, 7, 15, 20, false)] // 22:00 in summer
    [InlineData(2026, 7, 15, 21, true)]
    [InlineData(2026, 1, 17, 12, true)] // Saturday
    public void The_low_tariff_is_for_nights_and_weekends(int year, int month, int day, int utcHour, bool isLow) =>
        Assert.Equal(isLow, AmsterdamTime.At(Days.At(year, month, day, utcHour, 0)).IsLowTariff);
}
