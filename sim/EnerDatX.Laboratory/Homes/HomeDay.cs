namespace EnerDatX.Laboratory.Homes;

/// <summary>Energy by direction and tariff, in mWh. Tariff 1 is the low one, as in the Netherlands.</summary>
public readonly record struct MeterEnergy(
    long Import1MilliwattHours, long Import2MilliwattHours, long Export1MilliwattHours, long Export2MilliwattHours)
{
    public static MeterEnergy operator +(MeterEnergy left, MeterEnergy right) => new(
        left.Import1MilliwattHours + right.Import1MilliwattHours,
        left.Import2MilliwattHours + right.Import2MilliwattHours,
        left.Export1MilliwattHours + right.Export1MilliwattHours,
        left.Export2MilliwattHours + right.Export2MilliwattHours);

    internal static MeterEnergy Of(bool isLowTariff, long import, long export) =>
        isLowTariff ? new MeterEnergy(import, 0, export, 0) : new MeterEnergy(0, import, 0, export);
}

/// <summary>
/// What one home takes and gives on one day of UTC: whole milliwatt-hours of each minute, and even power within a minute. Everything else is
/// a sum of these, so that fine counts add up to coarse ones exactly.
/// </summary>
public sealed class HomeDay
{
    public const int Minutes = 1_440;
    public const int Seconds = 86_400;

    private const int Hours = 24;
    private const int HourMinutes = 60;
    private const int MinuteSeconds = 60;

    private readonly int[] _import;
    private readonly int[] _export;
    private readonly bool[] _isLowTariff = new bool[Hours];
    private readonly MeterEnergy[] _untilHour = new MeterEnergy[Hours + 1];

    /// <param name="utcDay">Days since 1970-01-01.</param>
    /// <param name="importMilliwattHours">Of each minute; kept, not copied.</param>
    /// <param name="exportMilliwattHours">Of each minute; kept, not copied.</param>
    internal HomeDay(long utcDay, int[] importMilliwattHours, int[] exportMilliwattHours)
    {
        UtcDay = utcDay;
        _import = importMilliwattHours;
        _export = exportMilliwattHours;
        for (var hour = 0; hour < Hours; hour++)
        {
            _isLowTariff[hour] = AmsterdamTime.At((utcDay * Seconds) + (hour * 3_600L)).IsLowTariff;
            _untilHour[hour + 1] = _untilHour[hour] + InHour(hour, HourMinutes * MinuteSeconds);
        }
    }

    public long UtcDay { get; }

    /// <summary>Of the whole day.</summary>
    public MeterEnergy Energy => _untilHour[Hours];

    /// <summary>From midnight UTC until a second of the day, 0 to 86,399.</summary>
    public MeterEnergy Until(int secondOfDay)
    {
        var hour = secondOfDay / 3_600;
        return _untilHour[hour] + InHour(hour, secondOfDay % 3_600);
    }

    /// <summary>What the meter's display shows within a minute: whole watts, rounded down.</summary>
    public (int ImportWatts, int ExportWatts) PowerAt(int minuteOfDay) => (Watts(_import[minuteOfDay]), Watts(_export[minuteOfDay]));

    /// <summary>
    /// Adds an amount of energy evenly to <paramref name="count"/> minutes from <paramref name="from"/> on, to the last milliwatt-hour; what
    /// falls outside the array is another day's.
    /// </summary>
    internal static void Spread(int[] minutes, long from, int count, long milliwattHours)
    {
        var first = (int)Math.Max(0, -from);
        var end = (int)Math.Min(count, minutes.Length - from);
        var (each, rest) = Math.DivRem(milliwattHours, count);
        for (var index = first; index < end; index++)
        {
            minutes[from + index] += (int)(each + (rest * (index + 1) / count) - (rest * index / count));
        }
    }

    private static int Watts(int milliwattHoursOfMinute) => (int)(milliwattHoursOfMinute * 60L / 1_000);

    private MeterEnergy InHour(int hour, int seconds)
    {
        var first = hour * HourMinutes;
        var whole = seconds / MinuteSeconds;
        long import = 0;
        long export = 0;
        for (var minute = first; minute < first + whole; minute++)
        {
            import += _import[minute];
            export += _export[minute];
        }

        if (whole < HourMinutes)
        {
            import += (long)_import[first + whole] * (seconds % MinuteSeconds) / MinuteSeconds;
            export += (long)_export[first + whole] * (seconds % MinuteSeconds) / MinuteSeconds;
        }

        return MeterEnergy.Of(_isLowTariff[hour], import, export);
    }
}

/// <summary>Where a home's days come from. Any day may be asked for at any time, in any order, and is always the same.</summary>
public interface IDayCourse
{
    /// <param name="utcDay">Days since 1970-01-01.</param>
    HomeDay Day(long utcDay);
}
