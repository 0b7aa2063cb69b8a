using System.Security.Cryptography;
using System.Text;
using EnerDatX.Laboratory.Homes;
using EnerDatX.Sim.Time;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Laboratory.Tests.Homes;

public sealed class HomeTests
{
    private static readonly long Start = Days.Midnight(2026, 6, 10);
    private static readonly Neighbourhood Sunny = new(42, 1_000, Start);

    [Fact]
    public void The_same_seed_gives_the_same_day_on_every_machine()
    {
        var home = new Neighbourhood(42, 1_000, Days.Midnight(2026, 3, 28)).HomeOf(17);
        var day = new StringBuilder();
        for (var at = Days.Midnight(2026, 3, 29); at <= Days.Midnight(2026, 3, 30); at += 60)
        {
            day.Append($"{home.EnergyAt(at)}\n");
        }

        Assert.Equal(
            "f8a2dcce0b1f75448ac54c301b4cb2de1201f404f395cfcd2bab13e9c02be621",
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{home.Plan}\n{day}"))));
    }

    [Fact]
    public void A_count_does_not_depend_on_what_was_asked_before()
    {
        var moments = Gen.Choose(0, 10 * 86_400).ListOf().ToArbitrary();
        Prop.ForAll(Gen.Choose(0, 50).ToArbitrary(), moments, (number, asked) =>
        {
            var inAnyOrder = Sunny.HomeOf(number);
            return asked.All(second => inAnyOrder.EnergyAt(Start + second) == Sunny.HomeOf(number).EnergyAt(Start + second));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(15));
    }

    [Fact]
    public void A_day_is_the_same_for_a_meter_that_was_put_in_on_that_day()
    {
        var old = Sunny.HomeOf(5);
        var fresh = new Neighbourhood(42, 1_000, Start + (3 * Days.Seconds) + 5).HomeOf(5);
        Assert.Equal(Start + (3 * Days.Seconds), fresh.FirstUtcSecond);
        for (var at = fresh.FirstUtcSecond; at < fresh.FirstUtcSecond + (2 * Days.Seconds); at += 613)
        {
            Assert.Equal(old.EnergyAt(at), old.EnergyAt(fresh.FirstUtcSecond) + fresh.EnergyAt(at));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(10)]
    [InlineData(60)]
    [InlineData(900)]
    [InlineData(3_600)]
    public void Fine_steps_add_up_to_the_whole_day_and_never_fall(int step)
    {
        var home = Sunny.HomeOf(2);
        var day = home.CountsAt(Start + Days.Seconds);
        long import = 0;
        long export = 0;
        var last = home.CountsAt(Start);
        for (var at = Start; at < Start + Days.Seconds;)
        {
            at = Math.Min(at + step, Start + Days.Seconds);
            var now = home.CountsAt(at);
            Assert.True(now.Import1WattHours >= last.Import1WattHours && now.Import2WattHours >= last.Import2WattHours);
            Assert.True(now.Export1WattHours >= last.Export1WattHours && now.Export2WattHours >= last.Export2WattHours);
            import += now.ImportWattHours - last.ImportWattHours;
            export += now.ExportWattHours - last.ExportWattHours;
            last = now;
        }

        Assert.Equal((day.ImportWattHours, day.ExportWattHours), (import, export));
        Assert.True(import > 0 && export > 0);
    }

    [Fact]
    public void Panels_change_the_difference_of_import_and_export_by_what_the_sun_gives_and_nothing_else()
    {
        var dark = new Neighbourhood(42, 0, Start);
        for (var number = 0; number < 20; number++)
        {
            var without = dark.HomeOf(number).EnergyAt(Start + Days.Seconds);
            var with = Sunny.HomeOf(number).EnergyAt(Start + Days.Seconds);
            var sun = new Sky(42, Place.Rotterdam).PanelWatts(Start / Days.Seconds, Sunny.PlanOf(number).PvPeakWatts);
            Assert.Equal(0, Export(without));
            Assert.Equal(sun.Sum(PanelYield.StepMilliwattHours), Import(without) - (Import(with) - Export(with)));
        }
    }

    [Fact]
    public void Homes_of_one_neighbourhood_differ_and_so_do_the_seeds()
    {
        var day = Start + Days.Seconds;
        var counts = Enumerable.Range(0, 100).Select(number => Sunny.HomeOf(number).EnergyAt(day)).ToArray();
        Assert.Equal(100, counts.Distinct().Count());
        Assert.NotEqual(counts[0], new Neighbourhood(43, 1_000, Start).HomeOf(0).EnergyAt(day));
    }

    [Fact]
    public void A_home_with_panels_exports_on_a_clear_june_noon_and_not_at_night()
    {
        var sky = new Sky(42, Place.Rotterdam);
        var clearest = Enumerable.Range(0, 20).Select(day => (Start / Days.Seconds) + day).MaxBy(sky.CloudPermille);
        Assert.True(sky.CloudPermille(clearest) > 900);
        var noon = (clearest * Days.Seconds) + Days.At(1970, 1, 1, 11, 40);
        var homes = Enumerable.Range(0, 50).Select(Sunny.HomeOf).Where(home => home.Plan.PvPeakWatts > 5_000 && !home.Plan.HasCar).ToArray();
        Assert.True(homes.Length > 10);
        Assert.True(homes.Average(home => home.NetWattsAt(noon)) < -2_500);
        Assert.True(homes.Count(home => home.NetWattsAt(noon) < 0) > homes.Length * 0.85);
        Assert.All(homes, home => Assert.True(home.NetWattsAt(noon + (11 * 3_600)) > 0));
    }

    [Fact]
    public void Winter_evenings_take_more_than_summer_evenings_and_more_than_winter_nights()
    {
        var winter = Days.Midnight(2026, 1, 14);
        var neighbourhood = new Neighbourhood(1, 0, winter);
        var homes = Enumerable.Range(0, 200).Select(neighbourhood.HomeOf).Where(home => !home.Plan.HasCar).ToArray();
        long MeanWatts(long utc) => (long)homes.Average(home => home.CountsAt(utc + 3_600).ImportWattHours - home.CountsAt(utc).ImportWattHours);

        var night = MeanWatts(winter + (2 * 3_600));
        var winterEvening = MeanWatts(winter + (18 * 3_600));
        var summerEvening = MeanWatts(Days.At(2026, 7, 15, 17, 0));
        Assert.True(winterEvening > 1.15 * summerEvening, $"{winterEvening} and {summerEvening} W");
        Assert.True(winterEvening > 3 * night, $"{winterEvening} and {night} W");
    }

    [Fact]
    public void A_year_is_what_the_plan_expects_give_or_take_a_few_percent()
    {
        var first = Days.Midnight(2026, 1, 1);
        var neighbourhood = new Neighbourhood(5, 0, first);
        var homes = Enumerable.Range(0, 40).Select(neighbourhood.HomeOf).Where(home => !home.Plan.HasCar).Take(25).ToArray();
        var years = homes.Select(home => home.CountsAt(first + (365 * Days.Seconds)).ImportWattHours / (double)home.Plan.AnnualWattHours).ToArray();
        Assert.All(years, part => Assert.InRange(part, 0.94, 1.06));
        Assert.Equal(1, years.Average(), 0.01);
    }

    [Fact]
    public void A_car_adds_two_and_a_half_thousand_kWh_a_year()
    {
        var first = Days.Midnight(2026, 1, 1);
        var home = new HomePlan(3_000_000, 100, 0, true);
        var sky = new Sky(1, Place.Rotterdam);
        long Year(string name, HomePlan plan) =>
            new Home(name, plan, first / Days.Seconds, new ModelCourse(1, name, plan, sky)).CountsAt(first + (365 * Days.Seconds)).ImportWattHours;

        var added = Enumerable.Range(0, 10).Average(number => Year($"{number}", home) - Year($"{number}", home with { HasCar = false })) / 1_000;
        Assert.InRange(added, 2_350, 2_750); // 7 kW × 2.5 h × 0.4 × 365 = 2,555
    }

    [Fact]
    public void A_run_that_begins_late_goes_on_after_midnight_and_loses_nothing()
    {
        var first = Days.Number(2026, 1, 1);
        var plan = new HomePlan(3_000_000, 100, 0, true);
        var parked = plan with { HasCar = false };
        const ulong Seed = 1;
        List<ApplianceRun> Runs(long day, HomePlan of) => ApplianceDay.Runs(new RandomStream(Seed, $"late day {day} appliances"), day, of);
        var late = Enumerable.Range(0, 3_000).Select(day => first + day)
            .First(day => Runs(day, plan).Count > Runs(day, parked).Count && Runs(day, plan)[^1] is var run && run.StartMinute + run.Minutes > HomeDay.Minutes
                && Runs(day - 1, plan).Count == Runs(day - 1, parked).Count && Runs(day + 1, plan).Count == Runs(day + 1, parked).Count);
        long Energy(long day, HomePlan of) => Import(new ModelCourse(Seed, "late", of, new Sky(1, Place.Rotterdam)).Day(day).Energy);

        var tonight = Energy(late, plan) - Energy(late, parked);
        var tomorrow = Energy(late + 1, plan) - Energy(late + 1, parked);
        Assert.True(tonight > 0 && tomorrow > 0);
        Assert.Equal(Runs(late, plan)[^1].MilliwattHours, tonight + tomorrow);
    }

    [Fact]
    public void Before_its_meter_was_put_in_a_home_has_no_counts()
    {
        Assert.Equal(default, Sunny.HomeOf(1).CountsAt(Start));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sunny.HomeOf(1).CountsAt(Start - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sunny.HomeOf(1).PowerAt(Start - 1));
    }

    private static long Import(MeterEnergy energy) => energy.Import1MilliwattHours + energy.Import2MilliwattHours;

    private static long Export(MeterEnergy energy) => energy.Export1MilliwattHours + energy.Export2MilliwattHours;
}
