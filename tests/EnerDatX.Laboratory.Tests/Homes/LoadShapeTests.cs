using EnerDatX.Laboratory.Homes;
using EnerDatX.Laboratory.Homes.Profiles;

namespace EnerDatX.Laboratory.Tests.Homes;

public sealed class LoadShapeTests
{
    [Fact]
    public void Over_a_year_the_mean_is_one()
    {
        var quarters = Enumerable.Range(0, 365 * 96).Select(slot => LoadShape.At(AmsterdamTime.At(Days.Midnight(2026, 1, 1) + (slot * 900L))));
        Assert.Equal(1, quarters.Average(), 0.005);
    }

    [Fact]
    public void The_evening_peak_is_higher_and_earlier_in_winter_than_in_summer()
    {
        var winter = EveningPeak(2026, 1, 14);
        var summer = EveningPeak(2026, 7, 15);
        Assert.True(winter.Height > 1.3 * summer.Height);
        Assert.True(winter.Minute < summer.Minute);
        Assert.InRange(winter.Minute, 18 * 60, 20 * 60);
    }

    [Fact]
    public void Workdays_have_a_morning_peak_and_sundays_their_highest_at_noon()
    {
        var workday = Day(2026, 1, 14);
        var sunday = Day(2026, 7, 19);
        Assert.True(workday[(8 * 12) - 1] > 1.2 * workday[(10 * 12) + 6]);
        Assert.InRange(Array.IndexOf(sunday, sunday.Max()) / 12.0, 11, 13);
        Assert.True(workday.Take(5 * 12).Average() < 0.5);
    }

    [Theory]
    [InlineData(2026, 3, 20, Season.Winter)]
    [InlineData(2026, 3, 21, Season.Transition)]
    [InlineData(2026, 5, 14, Season.Transition)]
    [InlineData(2026, 5, 15, Season.Summer)]
    [InlineData(2026, 9, 14, Season.Summer)]
    [InlineData(2026, 9, 15, Season.Transition)]
    [InlineData(2026, 10, 31, Season.Transition)]
    [InlineData(2026, 11, 1, Season.Winter)]
    internal void Seasons_have_the_date_limits_of_H0(int year, int month, int day, Season season) =>
        Assert.Equal(season, LoadCalendar.SeasonOf(new DateTime(year, month, day)));

    [Theory]
    [InlineData(2026, 12, 24, DayKind.Saturday)] // a Thursday
    [InlineData(2028, 12, 24, DayKind.Sunday)]
    [InlineData(2026, 12, 25, DayKind.Workday)]
    [InlineData(2026, 12, 31, DayKind.Saturday)]
    internal void Christmas_eve_and_new_years_eve_are_saturdays_unless_they_are_sundays(int year, int month, int day, DayKind kind) =>
        Assert.Equal(kind, LoadCalendar.KindOf(new DateTime(year, month, day)));

    [Fact]
    public void The_dynamisation_runs_from_0785_to_1257()
    {
        var factors = Enumerable.Range(0, 365).Select(day => LoadCalendar.Dynamisation(new DateTime(2026, 1, 1).AddDays(day))).ToArray();
        Assert.Equal(0.785, factors.Min(), 0.001);
        Assert.Equal(1.257, factors.Max(), 0.001);
    }

    [TheoryIfSamples]
    [InlineData(2026, 1, 14)]
    [InlineData(2026, 1, 17)]
    [InlineData(2026, 1, 18)]
    [InlineData(2026, 4, 15)]
    [InlineData(2026, 7, 15)]
    [InlineData(2026, 7, 18)]
    [InlineData(2026, 7, 19)]
    public void Many_homes_together_look_like_the_standard_profile(int year, int month, int day)
    {
        const int Homes = 300;
        var noon = Days.At(year, month, day, 12, 0);
        var midnight = Days.Midnight(year, month, day) - (AmsterdamTime.At(noon).IsSummerTime ? 7_200 : 3_600);
        var neighbourhood = new Neighbourhood(3, 0, midnight);
        var homes = Enumerable.Range(0, 2 * Homes).Where(number => !neighbourhood.PlanOf(number).HasCar).Take(Homes).Select(neighbourhood.HomeOf).ToArray();
        var total = homes.Sum(home => home.Plan.AnnualWattHours) / 1_000_000.0;
        Assert.True(ProfileFile.TryLoad(Checkout.Sample("profiles", "bdew_h0_96x9.csv"), out var h0, out var refusal), refusal);
        var standard = new Home("H0", new HomePlan(1_000_000, 0, 0, false), midnight / Days.Seconds, h0.CourseOf(new HomePlan(1_000_000, 0, 0, false), new Sky(1, Place.Rotterdam)));

        var ours = Quarters(at => homes.Sum(home => home.EnergyAt(at).Import1MilliwattHours + home.EnergyAt(at).Import2MilliwattHours) / total, midnight);
        var theirs = Quarters(at => standard.EnergyAt(at).Import1MilliwattHours + standard.EnergyAt(at).Import2MilliwattHours, midnight);

        Assert.True(Correlation(ours, theirs) > 0.93, $"correlation {Correlation(ours, theirs):F3}");
        Assert.InRange(ours.Sum() / theirs.Sum(), 0.85, 1.15);
    }

    private static (double Height, int Minute) EveningPeak(int year, int month, int day)
    {
        var shape = Day(year, month, day);
        var evening = shape[(16 * 12)..];
        return (evening.Max(), (16 * 60) + (Array.IndexOf(evening, evening.Max()) * 5));
    }

    /// <summary>By the local clock.</summary>
    private static double[] Day(int year, int month, int day) =>
        [.. Enumerable.Range(0, 288).Select(step => LoadShape.At(new AmsterdamTime(new DateTime(year, month, day).AddMinutes(step * 5), false)))];

    private static double[] Quarters(Func<long, double> count, long midnight)
    {
        var counts = Enumerable.Range(0, 97).Select(slot => count(midnight + (slot * 900L))).ToArray();
        return [.. counts.Skip(1).Zip(counts, (later, earlier) => later - earlier)];
    }

    private static double Correlation(double[] left, double[] right)
    {
        var (a, b) = (left.Average(), right.Average());
        var together = left.Zip(right).Sum(pair => (pair.First - a) * (pair.Second - b));
        return together / Math.Sqrt(left.Sum(x => (x - a) * (x - a)) * right.Sum(x => (x - b) * (x - b)));
    }
}
