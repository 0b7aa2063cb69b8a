namespace EnerDatX.Laboratory.Homes;

/// <summary>A load and a roof: the meter sees the difference, minute by minute.</summary>
internal static class PanelYield
{
    private static readonly int[] Nothing = new int[HomeDay.Minutes];

    /// <param name="load">mWh of each minute; becomes the import.</param>
    public static HomeDay Subtract(long utcDay, int[] load, int peakWatts, Sky sky)
    {
        if (peakWatts == 0)
        {
            return new HomeDay(utcDay, load, Nothing);
        }

        var yield = new int[HomeDay.Minutes];
        var watts = sky.PanelWatts(utcDay, peakWatts);
        for (var step = 0; step < watts.Length; step++)
        {
            HomeDay.Spread(yield, step * LoadShape.StepMinutes, LoadShape.StepMinutes, StepMilliwattHours(watts[step]));
        }

        for (var minute = 0; minute < HomeDay.Minutes; minute++)
        {
            var used = Math.Min(load[minute], yield[minute]);
            load[minute] -= used;
            yield[minute] -= used;
        }

        return new HomeDay(utcDay, load, yield);
    }

    /// <summary>Energy of one step, rounded half up: the only rounding between the formulas and the counts.</summary>
    public static long StepMilliwattHours(double watts) => (long)((watts * 1_000 * LoadShape.StepMinutes / 60) + 0.5);
}
