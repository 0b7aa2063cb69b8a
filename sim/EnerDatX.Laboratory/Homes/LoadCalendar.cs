namespace EnerDatX.Laboratory.Homes;

internal enum Season
{
    Winter = 0,
    Summer,
    Transition,
}

internal enum DayKind
{
    Workday = 0,
    Saturday,
    Sunday,
}

/// <summary>The calendar of the standard load profile H0 (BDEW/VDEW 1999): its date limits and its dynamisation. Public holidays are workdays here.</summary>
internal static class LoadCalendar
{
    public const int Seasons = 3;
    public const int DayKinds = 3;

    /// <summary>Summer 15 May to 14 September, transition 21 March to 14 May and 15 September to 31 October, winter the rest.</summary>
    public static Season SeasonOf(DateTime date) => ((date.Month * 100) + date.Day) switch
    {
        >= 515 and <= 914 => Season.Summer,
        >= 321 and <= 514 or >= 915 and <= 1031 => Season.Transition,
        _ => Season.Winter,
    };

    /// <summary>Christmas Eve and New Year's Eve are Saturdays, unless they are Sundays.</summary>
    public static DayKind KindOf(DateTime date) => date.DayOfWeek switch
    {
        DayOfWeek.Sunday => DayKind.Sunday,
        DayOfWeek.Saturday => DayKind.Saturday,
        _ => date is { Month: 12, Day: 24 or 31 } ? DayKind.Saturday : DayKind.Workday,
    };

    /// <summary>H0's factor for the day of the year, between 0.785 in summer and 1.257 in winter.</summary>
    public static double Dynamisation(DateTime date)
    {
        double t = date.DayOfYear;
        return (((((((-3.92e-10 * t) + 3.20e-7) * t) - 7.02e-5) * t) + 2.10e-3) * t) + 1.24;
    }
}
