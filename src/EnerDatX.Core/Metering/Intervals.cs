namespace EnerDatX.Core.Metering;

/// <summary>Readings in order of (start, channel), and what a reader should know about them.</summary>
public sealed record IntervalReadings(IReadOnlyList<Reading> Readings, IReadOnlyList<string> Warnings);

/// <summary>
/// Cumulative registers to readings, by differencing at the borders of slots (multiples of the slot's length since 1970 in UTC).
/// </summary>
/// <remarks>
/// The rule. A border is seen when a register was read at most a sixth of a slot before or after it; the nearest one counts (of two equally
/// near ones the earlier). Readings run between successive seen borders, and from the first and to the last register of a series:
/// exactly one slot is <see cref="ReadingQuality.Measured"/>, less is <see cref="ReadingQuality.Partial"/>, more is
/// <see cref="ReadingQuality.Gap"/>. So a meter logged every five minutes, at any offset, fills quarter hours; a slot is wrong in time by at
/// most a third, the error never adds up, and nothing is interpolated.
/// <para>
/// A series ends where the register falls, changes its unit, rises faster than any household's connection can carry, or another meter's id
/// appears; the next series begins with a <see cref="ReadingQuality.Swapped"/> reading. The amounts of a series add up to its last count
/// minus its first; readings of one channel never overlap and are never negative.
/// </para>
/// </remarks>
public static class Intervals
{
    public const int QuarterHourSeconds = 900;
    public const int HourSeconds = 3_600;
    public const int MinSlotSeconds = 60;
    public const int DaySeconds = 86_400;

    private const int TolerancePart = 6;

    /// <param name="registers">In any order, repeated or not.</param>
    /// <param name="resolutionSeconds">
    /// Length of a slot: a divisor of a day, at least a minute. Gas, heat and water fall back to hours where their registers are
    /// too far apart for it (a v4 meter reads them once an hour).
    /// </param>
    public static IntervalReadings FromRegisters(IReadOnlyCollection<Register> registers, int resolutionSeconds = QuarterHourSeconds)
    {
        RequireResolution(resolutionSeconds);
        var warnings = new WarningList();
        var readings = new List<Reading>();
        foreach (var channel in Enum.GetValues<MeterChannel>())
        {
            var ofChannel = registers.Where(register => register.Channel == channel).ToArray();
            var observations = InOrder(ofChannel, warnings);
            var slot = SlotSeconds(channel, observations, resolutionSeconds);
            var series = SeriesSplit.Split(observations, warnings);
            for (var index = 0; index < series.Count; index++)
            {
                AddReadings(series[index], slot, index == 0, index == series.Count - 1, readings);
            }
        }

        return new IntervalReadings([.. readings.OrderBy(reading => (reading.Start, reading.Channel))], warnings.ToArray());
    }

    /// <summary>Whether slots of this length fill a day exactly and are no shorter than a minute.</summary>
    public static bool IsResolution(long seconds) => seconds is >= MinSlotSeconds and <= DaySeconds && DaySeconds % seconds == 0;

    private static void RequireResolution(int seconds)
    {
        if (!IsResolution(seconds))
        {
            throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "A slot is a divisor of a day and at least a minute long.");
        }
    }

    /// <summary>By time; of several counts of one meter at one moment the highest.</summary>
    private static List<Observation> InOrder(Register[] registers, WarningList warnings)
    {
        var untimed = registers.Count(register => register.Time is null);
        if (untimed > 0)
        {
            warnings.Add($"{registers[0].Channel.Name()}: {untimed} registers have no time in UTC (DSMR v2 and v3 print none) and give no readings");
        }

        var ordered = new List<Observation>();
        foreach (var register in registers.Where(register => register.Time is not null).OrderBy(register => register.Time!.Value))
        {
            var next = new Observation(register.Channel, register.EquipmentId, register.Time!.Value, register.Count);
            if (ordered.Count > 0 && ordered[^1].IsSameMoment(next))
            {
                ordered[^1] = next.Count.Amount > ordered[^1].Count.Amount ? next : ordered[^1];
            }
            else
            {
                ordered.Add(next);
            }
        }

        return ordered;
    }

    private static int SlotSeconds(MeterChannel channel, List<Observation> observations, int resolution)
    {
        var widest = resolution + (2 * (resolution / TolerancePart));
        var neverClose = observations.Zip(observations.Skip(1)).All(pair => pair.Second.Time.Value - pair.First.Time.Value > widest);
        var isReadByMbus = channel is MeterChannel.Gas or MeterChannel.Heat or MeterChannel.Water;
        return isReadByMbus && neverClose ? Math.Max(resolution, HourSeconds) : resolution;
    }

    private static void AddReadings(List<Observation> series, int slot, bool isFirst, bool isLast, List<Reading> readings)
    {
        var marks = Marks(series, slot, isFirst, isLast);
        for (var index = 1; index < marks.Count; index++)
        {
            var (from, to) = (marks[index - 1], marks[index]);
            var quality = index == 1 && !isFirst ? ReadingQuality.Swapped : Quality(from.At, to.At, slot);
            var amount = to.Seen.Count.Since(from.Seen.Count);
            readings.Add(new Reading(from.Seen.Channel, new UtcSeconds(from.At), to.At - from.At, amount, quality));
        }
    }

    /// <summary>
    /// Where readings meet: the seen borders, and the first and last register where they are not a border's. Next to another series no
    /// border outside this one counts, so that readings of two series cannot overlap.
    /// </summary>
    private static List<Mark> Marks(List<Observation> series, int slot, bool isFirst, bool isLast)
    {
        var (first, last) = (series[0], series[^1]);
        var marks = new List<Mark>();
        foreach (var seen in series)
        {
            var border = (seen.Time.Value + (slot / 2)) / slot * slot;
            var mark = new Mark(border, seen);
            var isInside = (isFirst || border >= first.Time.Value) && (isLast || border <= last.Time.Value);
            if (!isInside || mark.Distance > slot / TolerancePart)
            {
                continue;
            }

            if (marks.Count == 0 || marks[^1].At != border)
            {
                marks.Add(mark);
            }
            else if (mark.Distance < marks[^1].Distance)
            {
                marks[^1] = mark;
            }
        }

        if (marks.Count == 0 || marks[0].Seen != first)
        {
            marks.Insert(0, new Mark(first.Time.Value, first));
        }

        if (marks[^1].Seen != last)
        {
            marks.Add(new Mark(last.Time.Value, last));
        }

        return marks;
    }

    private static ReadingQuality Quality(long from, long to, int slot)
    {
        if (to - from == slot && from % slot == 0)
        {
            return ReadingQuality.Measured;
        }

        return from / slot == (to - 1) / slot ? ReadingQuality.Partial : ReadingQuality.Gap;
    }

    /// <param name="At">Seconds since 1970.</param>
    private readonly record struct Mark(long At, Observation Seen)
    {
        public long Distance => Math.Abs(Seen.Time.Value - At);
    }
}

/// <summary>A register whose time is known.</summary>
internal readonly record struct Observation(MeterChannel Channel, string? EquipmentId, UtcSeconds Time, Quantity Count)
{
    public bool IsSameMoment(Observation other) =>
        Time == other.Time && EquipmentId == other.EquipmentId && Count.Unit == other.Count.Unit;
}
