using System.Text;
using EnerDatX.Core.Metering;
using EnerDatX.Laboratory.Homes;
using EnerDatX.Laboratory.Homes.Profiles;

namespace EnerDatX.Laboratory.Tests.Homes;

public sealed class ProfileFileTests
{
    private static readonly long Start = Days.Midnight(2026, 1, 14);

    [Theory]
    [InlineData(24)]
    [InlineData(48)]
    [InlineData(96)]
    public void A_profile_of_one_day_is_scaled_to_the_homes_consumption_and_follows_the_local_clock(int slots)
    {
        var neighbourhood = new Neighbourhood(1, 0, Start);
        var home = neighbourhood.HomeOf(3, Read(Csv(slots, slot => slot == 0 ? 0.2 : 0.1)));
        var kilowattHours = home.Plan.AnnualWattHours / 1_000_000.0;
        var localMidnight = Start + 82_800;

        Assert.Equal((int)(200 * kilowattHours), home.NetWattsAt(localMidnight), 1.0);
        Assert.Equal((int)(100 * kilowattHours), home.NetWattsAt(localMidnight - 1), 1.0);
        Assert.Equal((int)(100 * kilowattHours), home.NetWattsAt(localMidnight + (Days.Seconds / slots)), 1.0);
        Assert.Equal(kilowattHours * ((100 * 24) + (100 * 24.0 / slots)), home.CountsAt(Start + Days.Seconds).ImportWattHours, 3.0);
    }

    [Fact]
    public void A_profile_of_nine_days_goes_by_season_and_weekday_and_day_of_the_year()
    {
        var text = new StringBuilder("# a comment\r\ntime,").AppendJoin(',', LoadProfile.DayNames.Reverse()).Append("\r\n");
        for (var hour = 0; hour < 24; hour++)
        {
            text.Append($"{hour:D2}:00,").AppendJoin(',', Enumerable.Range(1, 9).Reverse().Select(n => $"0.{100 + n}")).Append("\r\n");
        }

        var plan = new HomePlan(1_000_000, 0, 0, false);
        var home = new Home("x", plan, Days.Number(2026, 1, 1), Read(text.ToString()).CourseOf(plan, new Sky(1, Place.Rotterdam)));
        Assert.Equal(101 * LoadCalendar.Dynamisation(new DateTime(2026, 1, 14)), home.NetWattsAt(Days.At(2026, 1, 14, 12, 0)), 1.0);
        Assert.Equal(106 * LoadCalendar.Dynamisation(new DateTime(2026, 7, 19)), home.NetWattsAt(Days.At(2026, 7, 19, 12, 0)), 1.0);
        Assert.Equal(108 * LoadCalendar.Dynamisation(new DateTime(2026, 4, 18)), home.NetWattsAt(Days.At(2026, 4, 18, 12, 0)), 1.0);
    }

    [Fact]
    public void Panels_are_subtracted_from_a_profile_as_from_the_model()
    {
        var june = Days.Midnight(2026, 6, 10);
        var home = new Neighbourhood(1, 1_000, june).HomeOf(3, Read(Csv(24, _ => 0.114)));
        Assert.True(home.CountsAt(june + Days.Seconds).ExportWattHours > 1_000);
    }

    [Theory]
    [InlineData("", "p.csv: the file is empty")]
    [InlineData("# only this\n", "p.csv: the file is empty")]
    [InlineData("hour,kw\n", "p.csv:1: the first line is time and one name, or time and winter_work")]
    [InlineData("time,winter_work,winter_sat\n", "p.csv:1: the first line is")]
    [InlineData("# c\n\ntime,kw\n00:00,0.1\n", "p.csv:4: 1 slots; a day has 24, 48 or 96")]
    public void A_file_that_is_no_profile_is_refused_with_its_line(string text, string refusal) => Refused(text, refusal);

    [Theory]
    [InlineData("03:00,0.1", "03:10,0.1", "p.csv:5: time \"03:10\" where 03:00 comes next")]
    [InlineData("03:00,0.1", "03:00,-0.1", "p.csv:5: \"-0.1\" is no power in kW")]
    [InlineData("03:00,0.1", "03:00,NaN", "p.csv:5: \"NaN\" is no power in kW")]
    [InlineData("03:00,0.1", "03:00,1e3", "p.csv:5: \"1e3\" is no power in kW")]
    [InlineData("03:00,0.1", "03:00,101", "p.csv:5: \"101\" is no power in kW")]
    [InlineData("03:00,0.1", "03:00", "p.csv:5: 0 values under 1 names")]
    [InlineData("03:00,0.1", "03:00,0.1,0.1", "p.csv:5: 2 values under 1 names")]
    public void A_line_that_is_no_slot_is_refused_with_its_number(string good, string bad, string refusal) =>
        Refused(Csv(24, _ => 0.1).Replace(good, bad, StringComparison.Ordinal), refusal);

    [Fact]
    public void A_profile_in_watts_is_refused_for_what_it_adds_up_to() =>
        Refused(Csv(24, _ => 0.4), "p.csv:25: these are 3506 kWh a year; a profile is in kW for a home of 1,000 kWh a year");

    [Fact]
    public void A_recorded_day_repeats_watt_hour_by_watt_hour()
    {
        var recorded = new Neighbourhood(9, 1_000, Start).HomeOf(1);
        var profile = Read(P1Meter.File(recorded, Start + 300, Start + Days.Seconds + 1_200, 300));
        var home = new Neighbourhood(1, 0, Start).HomeOf(3, profile);
        var from = Start + 3_600;
        for (var slot = 0; slot < 90; slot++)
        {
            var at = from + (slot * 900L);
            foreach (var later in new[] { 0L, 1, 30 })
            {
                var shifted = at + (later * Days.Seconds);
                Assert.Equal(Difference(recorded, at), Difference(home, shifted));
            }
        }

        static (long Import, long Export) Difference(Home of, long at)
        {
            var (from, to) = (of.CountsAt(at), of.CountsAt(at + 900));
            return (to.ImportWattHours - from.ImportWattHours, to.ExportWattHours - from.ExportWattHours);
        }
    }

    [Fact]
    public void Two_recorded_days_follow_each_other_in_turn()
    {
        var recorded = new Neighbourhood(9, 0, Start).HomeOf(1);
        var home = new Neighbourhood(1, 0, Start).HomeOf(3, Read(P1Meter.File(recorded, Start, Start + (2 * Days.Seconds), 900)));
        long Day(Home of, int day) => of.CountsAt(Start + ((day + 1) * Days.Seconds)).ImportWattHours - of.CountsAt(Start + (day * Days.Seconds)).ImportWattHours;
        Assert.NotEqual(Day(recorded, 0), Day(recorded, 1));
        Assert.Equal([Day(home, 0), Day(home, 1)], [Day(home, 2), Day(home, 3)]);
        Assert.Equal(Day(recorded, 0), Day(home, 0), 1.0);
        Assert.Equal(Day(recorded, 1), Day(home, 1), 1.0);
    }

    [Fact]
    public void Less_than_a_day_is_refused()
    {
        var recorded = new Neighbourhood(9, 0, Start).HomeOf(1);
        var file = P1Meter.File(recorded, Start, Start + Days.Seconds - 900, 900);
        Assert.False(ProfileFile.TryRead("day.p1", file, out _, out var refusal));
        Assert.Equal("day.p1: 1425 minutes of counted import; it takes a day, 1440 minutes", refusal);
    }

    [Fact]
    public void A_meters_file_with_a_fault_is_refused_with_the_line()
    {
        var telegram = P1Meter.TelegramAt(new Neighbourhood(9, 0, Start).HomeOf(1), Start);
        telegram[40] ^= 1;
        Assert.False(ProfileFile.TryRead("day.p1", telegram, out _, out var refusal));
        Assert.StartsWith("day.p1: telegram 0 (byte 0, line 13): wrong checksum", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_meters_in_one_file_are_refused()
    {
        const string Device = """{"deviceId":"ID","metadata":{"metadata":{"deviceType":"SMART_METER","lastUpdate":1741597200000,"electricityReceived":{"total":1}}}}""";
        var json = $"[{Device.Replace("ID", "a", StringComparison.Ordinal)},{Device.Replace("ID", "b", StringComparison.Ordinal)}]";
        Assert.False(ProfileFile.TryRead("two.json", Encoding.UTF8.GetBytes(json), out _, out var refusal));
        Assert.Equal("two.json: 2 meters; a home has one", refusal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused()
    {
        Assert.False(ProfileFile.TryLoad("/nowhere/at.csv", out _, out var refusal));
        Assert.Equal("/nowhere/at.csv: there is no such file", refusal);
    }

    [FactIfSamples]
    public void The_standard_profile_gives_its_published_days()
    {
        Assert.True(ProfileFile.TryLoad(Checkout.Sample("profiles", "bdew_h0_96x9.csv"), out var h0, out var refusal), refusal);
        var plan = new HomePlan(3_500_000, 0, 0, false);
        foreach (var (file, midnight) in new[] { ("h0_expected_2023-01-02_3500kWh.csv", Days.At(2023, 1, 1, 23, 0)), ("h0_expected_2023-07-15_3500kWh.csv", Days.At(2023, 7, 14, 22, 0)) })
        {
            var home = new Home("h0", plan, midnight / Days.Seconds, h0.CourseOf(plan, new Sky(1, Place.Rotterdam)));
            var slots = File.ReadAllLines(Checkout.Sample("profiles", file)).Where(line => line.Length > 0 && char.IsAsciiDigit(line[0])).ToArray();
            Assert.Equal(96, slots.Length);
            for (var slot = 0; slot < 96; slot++)
            {
                var wattHours = home.CountsAt(midnight + ((slot + 1) * 900L)).ImportWattHours - home.CountsAt(midnight + (slot * 900L)).ImportWattHours;
                Assert.Equal(double.Parse(slots[slot].Split(',')[1]) * 1_000, wattHours, 1.01);
            }
        }
    }

    private static string Csv(int slots, Func<int, double> kilowatts) =>
        "time,kw\n" + string.Concat(Enumerable.Range(0, slots).Select(slot => $"{slot * 24 / slots:D2}:{slot * 1440 / slots % 60:D2},{kilowatts(slot)}\n"));

    private static ProfileFile Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    private static ProfileFile Read(byte[] bytes)
    {
        Assert.True(ProfileFile.TryRead("p.csv", bytes, out var profile, out var refusal), refusal);
        return profile;
    }

    private static void Refused(string text, string refusal)
    {
        Assert.False(ProfileFile.TryRead("p.csv", Encoding.UTF8.GetBytes(text), out _, out var said));
        Assert.StartsWith(refusal, said, StringComparison.Ordinal);
    }
}
