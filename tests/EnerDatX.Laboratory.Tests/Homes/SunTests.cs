using System.Globalization;
using EnerDatX.Laboratory.Homes;

namespace EnerDatX.Laboratory.Tests.Homes;

/// <summary>Horizontal panels in Rotterdam, performance ratio 0.8, in kWh for each kW of rated power; the numbers are those of the published formulas.</summary>
public sealed class SunTests
{
    private const double PerformanceRatio = 0.8;

    [Theory]
    [InlineData(2023, 6, 21, 6.932)]
    [InlineData(2023, 12, 21, 0.789)]
    public void A_clear_day_gives_what_the_formulas_say(int year, int month, int day, double kilowattHours) =>
        Assert.Equal(1, ClearDay(Days.Number(year, month, day)) / kilowattHours, 0.01);

    [Fact]
    public void A_clear_year_gives_1358_kWh() =>
        Assert.Equal(1, Year(2023).Sum(ClearDay) / 1_358, 0.01);

    [Fact]
    public void With_clouds_a_year_gives_875_to_900_kWh_on_average()
    {
        const int Skies = 20;
        var years = Enumerable.Range(1, Skies).Select(seed => CloudedYear(new Sky((ulong)seed, Place.Rotterdam))).ToArray();
        Assert.InRange(years.Average(), 875, 900);
        Assert.True(years.Distinct().Count() == Skies, "every seed has its own weather");
    }

    [Fact]
    public void Clouds_have_mean_065_and_never_take_or_give_more_than_there_is()
    {
        var sky = new Sky(7, Place.Rotterdam);
        var days = Enumerable.Range(0, 4_000).Select(day => (double)sky.CloudPermille(day)).ToArray();
        Assert.Equal(650, days.Average(), 15.0);
        Assert.InRange(days.Min(), 300, 310);
        Assert.InRange(days.Max(), 990, 1_000);
        foreach (var day in Year(2026))
        {
            var sun = new ClearSky(Place.Rotterdam, day);
            var watts = sky.PanelWatts(day, 1_000);
            var clear = Enumerable.Range(0, watts.Length).Select(step => sun.IrradianceAt((step + 0.5) * LoadShape.StepMinutes) * PerformanceRatio);
            Assert.All(watts.Zip(clear), pair => Assert.InRange(pair.First, 0, pair.Second + 1e-9));
        }
    }

    [Fact]
    public void A_day_has_its_weather_whatever_was_asked_before_and_another_place_has_another()
    {
        var sky = new Sky(7, Place.Rotterdam);
        var first = sky.PanelWatts(20_600, 1_000);
        Assert.NotEqual(first, sky.PanelWatts(20_601, 1_000));
        Assert.Equal(first, sky.PanelWatts(20_600, 1_000));
        Assert.NotEqual(sky.CloudPermille(20_600), new Sky(7, Place.Rotterdam with { Name = "Delft" }).CloudPermille(20_600));
    }

    [TheoryIfSamples]
    [InlineData("pv_clearsky_horizontal_1kWp_2023-06-21_rotterdam_utc.csv", 2023, 6, 21)]
    [InlineData("pv_clearsky_horizontal_1kWp_2023-12-21_rotterdam_utc.csv", 2023, 12, 21)]
    public void Every_quarter_hour_is_that_of_the_recomputed_sample(string file, int year, int month, int day)
    {
        var sun = new ClearSky(Place.Rotterdam, Days.Number(year, month, day));
        var slots = File.ReadAllLines(Checkout.Sample("profiles", file)).Where(line => line.Length > 0 && char.IsAsciiDigit(line[0])).ToArray();
        Assert.Equal(96, slots.Length);
        for (var slot = 0; slot < slots.Length; slot++)
        {
            var expected = double.Parse(slots[slot].Split(',')[1], CultureInfo.InvariantCulture);
            Assert.Equal(expected, sun.IrradianceAt((slot + 0.5) * 15) / 1_000 * PerformanceRatio * 0.25, 0.002);
        }
    }

    private static IEnumerable<long> Year(int year) =>
        Enumerable.Range(0, DateTime.IsLeapYear(year) ? 366 : 365).Select(day => Days.Number(year, 1, 1) + day);

    /// <summary>Middles of quarter hours.</summary>
    private static double ClearDay(long utcDay)
    {
        var sun = new ClearSky(Place.Rotterdam, utcDay);
        return Enumerable.Range(0, 96).Sum(slot => sun.IrradianceAt((slot + 0.5) * 15)) / 1_000 * PerformanceRatio * 0.25;
    }

    private static double CloudedYear(Sky sky) =>
        Year(2026).Sum(day => sky.PanelWatts(day, 1_000).Sum() * LoadShape.StepMinutes / 60) / 1_000;
}
