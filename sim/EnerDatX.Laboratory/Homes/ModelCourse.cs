using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Homes;

/// <summary>The parametric home: base load, shape with noise, appliances, a car, minus what its panels give.</summary>
internal sealed class ModelCourse(ulong seed, string name, HomePlan plan, Sky sky) : IDayCourse
{
    public HomeDay Day(long utcDay)
    {
        var load = new int[HomeDay.Minutes];
        AddShape(load, utcDay);
        AddRuns(load, utcDay, 0);
        AddRuns(load, utcDay - 1, -HomeDay.Minutes);
        return PanelYield.Subtract(utcDay, load, plan.PvPeakWatts, sky);
    }

    private void AddShape(int[] load, long utcDay)
    {
        var noise = LoadNoise.Day(new RandomStream(seed, $"{name} day {utcDay} noise"));
        for (var step = 0; step < noise.Length; step++)
        {
            var first = step * LoadShape.StepMinutes;
            var local = AmsterdamTime.At((utcDay * HomeDay.Seconds) + (first * 60L));
            var watts = plan.BaseWatts + (plan.ShapeWatts * LoadShape.At(local) * noise[step]);
            HomeDay.Spread(load, first, LoadShape.StepMinutes, PanelYield.StepMilliwattHours(watts));
        }
    }

    private void AddRuns(int[] load, long runsOfDay, int offset)
    {
        foreach (var run in ApplianceDay.Runs(new RandomStream(seed, $"{name} day {runsOfDay} appliances"), runsOfDay, plan))
        {
            HomeDay.Spread(load, run.StartMinute + offset, run.Minutes, run.MilliwattHours);
        }
    }
}
