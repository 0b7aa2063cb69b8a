namespace EnerDatX.Laboratory.Homes;

/// <summary>
/// A moment by the clocks of Europe/Amsterdam: UTC+1, and UTC+2 from the last Sunday of March 01:00 UTC until the last Sunday of October
/// 01:00 UTC (directive 2000/84/EC). Written out, so that no machine's time zone table decides what a home does.
/// </summary>
/// <param name="Wall">What the clock on the wall shows.</param>
internal readonly record struct AmsterdamTime(DateTime Wall, bool IsSummerTime)
{
    private const int MarchDays = 31;
    private const int OctoberDays = 31;

    public int MinuteOfDay => (Wall.Hour * 60) + Wall.Minute;

    /// <summary>Weekdays from 23:00 to 07:00 and the weekend, as Dutch grid operators switch their meters.</summary>
    public bool IsLowTariff => Wall.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday || Wall.Hour is >= 23 or < 7;

    public static AmsterdamTime At(long utcSeconds)
    {
        var utc = DateTime.UnixEpoch.AddSeconds(utcSeconds);
        var begins = LastSunday(utc.Year, 3, MarchDays);
        var ends = LastSunday(utc.Year, 10, OctoberDays);
        var isSummer = utc >= begins && utc < ends;
        return new AmsterdamTime(DateTime.SpecifyKind(utc.AddHours(isSummer ? 2 : 1), DateTimeKind.Unspecified), isSummer);
    }

    private static DateTime LastSunday(int year, int month, int lastDay)
    {
        var last = new DateTime(year, month, lastDay, 1, 0, 0, DateTimeKind.Utc);
        return last.AddDays(-(int)last.DayOfWeek);
    }
}
