using EnerDatX.Laboratory.Homes;

namespace EnerDatX.Laboratory.Tests.Homes;

public sealed class HomePlanTests
{
    private const int Homes = 5_000;

    private static readonly long Start = Days.Midnight(2026, 1, 15);

    [Fact]
    public void Annual_consumption_is_log_normal_with_median_2900_kWh_and_mean_3209()
    {
        var annual = Plans(0).Select(plan => plan.AnnualWattHours / 1_000.0).Order().ToArray();
        Assert.Equal(1, annual[Homes / 2] / 2_900, 0.03);
        Assert.Equal(1, annual.Average() / (2_900 * Math.Exp(0.45 * 0.45 / 2)), 0.03);
        Assert.Equal(0.45, Math.Sqrt(Variance([.. annual.Select(kilowattHours => Math.Log(kilowattHours))])), 0.02);
    }

    [Fact]
    public void Base_load_is_80_to_200_W_but_never_more_than_a_third_or_so_of_the_mean()
    {
        Assert.All(Plans(0), plan =>
        {
            Assert.InRange(plan.BaseWatts, 1, 200);
            Assert.True(plan.BaseWatts <= plan.AnnualWattHours / HomePlan.YearHours * 0.35);
            Assert.True(plan.ShapeWatts > plan.AnnualWattHours / HomePlan.YearHours * 0.4, $"{plan} leaves nothing for its shape");
        });
        Assert.True(Plans(0).Max(plan => plan.BaseWatts) > 190);
    }

    [Fact]
    public void As_many_have_panels_and_cars_as_the_scenario_says()
    {
        var plans = Plans(300);
        Assert.Equal(0.3, plans.Count(plan => plan.PvPeakWatts > 0) / (double)Homes, 0.02);
        Assert.Equal(HomePlan.CarPermille / 1_000.0, plans.Count(plan => plan.HasCar) / (double)Homes, 0.015);
        Assert.All(plans.Where(plan => plan.PvPeakWatts > 0), plan => Assert.InRange(plan.PvPeakWatts, 2_000, 8_000));
    }

    [Fact]
    public void More_panels_change_nothing_else_about_any_home()
    {
        var few = Plans(100);
        var all = Plans(1_000);
        Assert.Equal(few.Select(plan => plan with { PvPeakWatts = 0 }), all.Select(plan => plan with { PvPeakWatts = 0 }));
        Assert.All(few.Zip(all).Where(pair => pair.First.PvPeakWatts > 0), pair => Assert.Equal(pair.Second, pair.First));
    }

    private static HomePlan[] Plans(int pvPermille)
    {
        var neighbourhood = new Neighbourhood(11, pvPermille, Start);
        return [.. Enumerable.Range(0, Homes).Select(neighbourhood.PlanOf)];
    }

    private static double Variance(double[] values)
    {
        var mean = values.Average();
        return values.Average(value => (value - mean) * (value - mean));
    }
}
