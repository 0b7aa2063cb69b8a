using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Homes;

/// <summary>
/// How consumption spreads over a day and a year: a level and four bell-shaped bumps (morning, noon, evening, late evening) by season and
/// kind of day, times H0's dynamisation. A design of our own with the peaks where households have them; no measured table.
/// </summary>
internal static class LoadShape
{
    /// <summary>Minutes that a value holds for.</summary>
    public const int StepMinutes = 5;

    public const int Steps = HomeDay.Minutes / StepMinutes;

    /// <summary>The calendar repeats after 28 years: weekdays and leap years in all their combinations.</summary>
    private const int CalendarYears = 28;

    private const double Level = 0.05;

    private static readonly double[][] Shapes = MakeShapes();
    private static readonly double[] Peaks = [.. Shapes.Select(shape => shape.Max())];
    private static readonly double YearMean = MeanOverCalendar();

    /// <summary>Relative to the mean over all years, at this local time.</summary>
    public static double At(AmsterdamTime local) =>
        Shapes[Index(local.Wall)][local.MinuteOfDay / StepMinutes] * LoadCalendar.Dynamisation(local.Wall) / YearMean;

    /// <summary>Relative to the highest of this day, at a minute of it.</summary>
    public static double PartOfPeak(DateTime localDate, int minuteOfDay)
    {
        var index = Index(localDate);
        return Shapes[index][minuteOfDay / StepMinutes] / Peaks[index];
    }

    private static int Index(DateTime date) => Index(LoadCalendar.SeasonOf(date), LoadCalendar.KindOf(date));

    private static int Index(Season season, DayKind kind) => ((int)season * LoadCalendar.DayKinds) + (int)kind;

    private static double[][] MakeShapes()
    {
        var shapes = new double[LoadCalendar.Seasons * LoadCalendar.DayKinds][];
        foreach (var season in Enum.GetValues<Season>())
        {
            foreach (var kind in Enum.GetValues<DayKind>())
            {
                var raw = Enumerable.Range(0, Steps).Select(step => Raw(season, kind, (step + 0.5) * StepMinutes / 60)).ToArray();
                var scale = SeasonFactor(season) * KindFactor(kind) * Steps / raw.Sum();
                shapes[Index(season, kind)] = [.. raw.Select(value => value * scale)];
            }
        }

        return shapes;
    }

    private static double Raw(Season season, DayKind kind, double hour) =>
        Level + Daytime(kind, hour) + (Evening(season, hour) * (kind == DayKind.Sunday ? 0.85 : 1)) + Bump(hour, 23.2, 1.4, 0.75);

    private static double Daytime(DayKind kind, double hour) => kind switch
    {
        DayKind.Saturday => Bump(hour, 9.3, 1.6, 0.75) + Bump(hour, 13.0, 2.4, 1.4),
        DayKind.Sunday => Bump(hour, 9.6, 1.3, 0.55) + Bump(hour, 12.0, 1.7, 1.7),
        DayKind.Workday or _ => Bump(hour, 7.8, 1.3, 0.95) + Bump(hour, 12.6, 2.3, 1.15),
    };

    /// <summary>Later and lower as the days get longer: lamps.</summary>
    private static double Evening(Season season, double hour) => season switch
    {
        Season.Summer => Bump(hour, 20.0, 2.0, 1.25),
        Season.Transition => Bump(hour, 19.6, 1.9, 1.4),
        Season.Winter or _ => Bump(hour, 19.3, 1.8, 1.75),
    };

    /// <summary>What the season adds to the dynamisation, which alone makes summers too low.</summary>
    private static double SeasonFactor(Season season) => season switch
    {
        Season.Summer => 1.10,
        Season.Transition => 1.05,
        Season.Winter or _ => 1,
    };

    private static double KindFactor(DayKind kind) => kind switch
    {
        DayKind.Saturday => 1.10,
        DayKind.Sunday => 1.04,
        DayKind.Workday or _ => 1,
    };

    /// <param name="centre">Hour of day.</param>
    /// <param name="width">Standard deviation in hours.</param>
    private static double Bump(double hour, double centre, double width, double height)
    {
        var away = Math.Abs(hour - centre);
        away = Math.Min(away, 24 - away) / width;
        return height * Functions.Exponential(-Math.Min(away * away / 2, 50));
    }

    private static double MeanOverCalendar()
    {
        var first = new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);
        var days = (first.AddYears(CalendarYears) - first).Days;
        var sum = 0.0;
        for (var day = 0; day < days; day++)
        {
            var date = first.AddDays(day);
            sum += SeasonFactor(LoadCalendar.SeasonOf(date)) * KindFactor(LoadCalendar.KindOf(date)) * LoadCalendar.Dynamisation(date);
        }

        return sum / days;
    }
}
