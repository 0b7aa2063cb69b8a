namespace EnerDatX.Laboratory.Homes;

/// <summary>The four registers of a meter in whole Wh, rounded down, as it prints them. Tariff 1 is the low one.</summary>
public readonly record struct RegisterCounts(long Import1WattHours, long Import2WattHours, long Export1WattHours, long Export2WattHours)
{
    public long ImportWattHours => Import1WattHours + Import2WattHours;

    public long ExportWattHours => Export1WattHours + Export2WattHours;

    internal static RegisterCounts Of(MeterEnergy energy) => new(
        energy.Import1MilliwattHours / 1_000,
        energy.Import2MilliwattHours / 1_000,
        energy.Export1MilliwattHours / 1_000,
        energy.Export2MilliwattHours / 1_000);
}

/// <summary>
/// One household and its meter, which was put in with all registers at 0 at the first midnight of UTC that it knows. What it counted at a
/// moment never depends on what was asked before. Days are made when they are asked for and the last one is kept; not for two threads.
/// </summary>
public sealed class Home
{
    private readonly long _firstUtcDay;
    private readonly IDayCourse _course;
    private readonly List<MeterEnergy> _untilDay = [default];
    private HomeDay? _lastDay;

    /// <param name="meterId">As its telegrams name it.</param>
    /// <param name="plan">What was drawn for it.</param>
    /// <param name="firstUtcDay">The day when its meter was put in, in days since 1970-01-01; nothing is known before.</param>
    public Home(string meterId, HomePlan plan, long firstUtcDay, IDayCourse course)
    {
        MeterId = meterId;
        Plan = plan;
        _firstUtcDay = firstUtcDay;
        _course = course;
    }

    public string MeterId { get; }

    public HomePlan Plan { get; }

    /// <summary>In seconds since 1970.</summary>
    public long FirstUtcSecond => _firstUtcDay * HomeDay.Seconds;

    /// <exception cref="ArgumentOutOfRangeException">Before the meter was put in.</exception>
    public RegisterCounts CountsAt(long utcSeconds) => RegisterCounts.Of(EnergyAt(utcSeconds));

    /// <summary>The same before it is rounded to whole Wh.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Before the meter was put in.</exception>
    public MeterEnergy EnergyAt(long utcSeconds)
    {
        var utcDay = DayOf(utcSeconds);
        while (_untilDay.Count <= utcDay - _firstUtcDay)
        {
            _untilDay.Add(_untilDay[^1] + Day(_firstUtcDay + _untilDay.Count - 1).Energy);
        }

        var before = _untilDay[(int)(utcDay - _firstUtcDay)];
        var second = (int)(utcSeconds % HomeDay.Seconds);
        return second == 0 ? before : before + Day(utcDay).Until(second);
    }

    /// <summary>Power that is taken and given in the minute that is running.</summary>
    public (int ImportWatts, int ExportWatts) PowerAt(long utcSeconds) =>
        Day(DayOf(utcSeconds)).PowerAt((int)(utcSeconds % HomeDay.Seconds / 60));

    /// <summary>Power that is taken; negative where power is given.</summary>
    public int NetWattsAt(long utcSeconds)
    {
        var (import, export) = PowerAt(utcSeconds);
        return import - export;
    }

    private long DayOf(long utcSeconds)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(utcSeconds, FirstUtcSecond);
        return utcSeconds / HomeDay.Seconds;
    }

    private HomeDay Day(long utcDay)
    {
        if (_lastDay?.UtcDay != utcDay)
        {
            _lastDay = _course.Day(utcDay);
        }

        return _lastDay;
    }
}
