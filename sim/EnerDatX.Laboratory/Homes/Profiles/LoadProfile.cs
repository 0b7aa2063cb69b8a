namespace EnerDatX.Laboratory.Homes.Profiles;

/// <summary>
/// A load profile: mean power of each slot of a local day, for a home of 1,000 kWh a year. Either one day that repeats, or nine days by
/// season and kind of day, which then are multiplied with H0's dynamisation, as BDEW wants it.
/// </summary>
internal sealed class LoadProfile
{
    /// <summary>In the order of <see cref="Season"/> and <see cref="DayKind"/>.</summary>
    public static readonly IReadOnlyList<string> DayNames =
    [
        "winter_work", "winter_sat", "winter_sun",
        "summer_work", "summer_sat", "summer_sun",
        "transition_work", "transition_sat", "transition_sun",
    ];

    private readonly double[][] _kilowatts;

    /// <param name="kilowatts">One or nine days, in the order of <see cref="DayNames"/>, of equally many slots.</param>
    public LoadProfile(double[][] kilowatts) => _kilowatts = kilowatts;

    public int SlotMinutes => HomeDay.Minutes / _kilowatts[0].Length;

    /// <summary>Energy of the slot that begins at this local time, for a home of this annual consumption; rounded half up.</summary>
    public long SlotMilliwattHours(AmsterdamTime local, long annualWattHours)
    {
        var slot = local.MinuteOfDay / SlotMinutes;
        var kilowatts = _kilowatts.Length == 1
            ? _kilowatts[0][slot]
            : _kilowatts[IndexOf(local.Wall)][slot] * LoadCalendar.Dynamisation(local.Wall);
        return (long)((kilowatts * annualWattHours * SlotMinutes / 60) + 0.5); // kW per 1,000 kWh/a × Wh/a × h = mWh
    }

    /// <summary>What a home of 1,000 kWh a year has, by this profile, in a mean week of each season: for a plausibility check.</summary>
    public double MeanAnnualKilowattHours() => _kilowatts.Sum(day => day.Average()) / _kilowatts.Length * HomePlan.YearHours;

    private static int IndexOf(DateTime date) => ((int)LoadCalendar.SeasonOf(date) * LoadCalendar.DayKinds) + (int)LoadCalendar.KindOf(date);
}

/// <summary>A home whose load follows a profile, minus what its panels give.</summary>
internal sealed class ProfileCourse(LoadProfile profile, HomePlan plan, Sky sky) : IDayCourse
{
    public HomeDay Day(long utcDay)
    {
        var load = new int[HomeDay.Minutes];
        for (var minute = 0; minute < HomeDay.Minutes; minute += profile.SlotMinutes)
        {
            var local = AmsterdamTime.At((utcDay * HomeDay.Seconds) + (minute * 60L));
            HomeDay.Spread(load, minute, profile.SlotMinutes, profile.SlotMilliwattHours(local, plan.AnnualWattHours));
        }

        return PanelYield.Subtract(utcDay, load, plan.PvPeakWatts, sky);
    }
}
