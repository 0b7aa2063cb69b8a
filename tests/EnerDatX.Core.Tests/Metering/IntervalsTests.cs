using EnerDatX.Core.Metering;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Metering;

public class IntervalsTests
{
    private const long Nine = 1_741_597_200; // 2025-03-10T09:00:00Z

    [Fact]
    public void Aligned_telegrams_fill_quarter_hours_of_every_channel()
    {
        var readings = Read.Readings("p1/nl-v5-five-minute-gas.p1");
        Assert.Empty(readings.Warnings);
        Assert.Equal(Quarters(Nine, 4, MeterChannel.Import, 90, Unit.WattHour), readings.Of(MeterChannel.Import));
        Assert.Equal(Quarters(Nine, 4, MeterChannel.Export, 0, Unit.WattHour), readings.Of(MeterChannel.Export));
        Assert.Equal(Quarters(Nine, 4, MeterChannel.Gas, 36, Unit.Litre), readings.Of(MeterChannel.Gas));
    }

    [Fact]
    public void Gas_that_is_read_once_an_hour_fills_hours()
    {
        var readings = Read.Readings("p1/nl-v4-hourly-gas.p1");
        Assert.Equal(12, readings.Of(MeterChannel.Import).Length);
        var gas = readings.Of(MeterChannel.Gas);
        Assert.Equal(3, gas.Length);
        Assert.All(gas, reading => Assert.Equal((3_600L, 400L, ReadingQuality.Measured), (reading.Seconds, reading.Amount.Amount, reading.Quality)));
    }

    [Fact]
    public void Registers_near_a_border_stand_for_it()
    {
        var readings = Read.Readings("p1/be-gas-water.p1");
        Assert.Equal([120L, 120, 120, 120], Amounts(readings.Of(MeterChannel.Import)));
        Assert.Equal([30L, 30, 30, 30], Amounts(readings.Of(MeterChannel.Gas)));
        Assert.Equal([15L, 15, 15, 15], Amounts(readings.Of(MeterChannel.Water)));
        Assert.All(readings.Readings, reading => Assert.Equal(ReadingQuality.Measured, reading.Quality));
    }

    [Fact]
    public void The_night_on_which_summer_time_ends_has_five_hours_from_midnight_to_four()
    {
        var import = Read.Readings("p1/dst-autumn-night.p1").Of(MeterChannel.Import);
        Assert.Equal(Quarters(1_729_980_000, 20, MeterChannel.Import, 100, Unit.WattHour), import);
    }

    [Fact]
    public void A_swapped_meter_splits_the_series_and_nothing_is_negative_or_invented()
    {
        var readings = Read.Readings("p1/meter-swap.p1");
        Assert.Equal(
            [
                new Reading(MeterChannel.Import, new(Nine), 900, Wh(90), ReadingQuality.Measured),
                new Reading(MeterChannel.Import, new(Nine + 900), 900, Wh(90), ReadingQuality.Measured),
                new Reading(MeterChannel.Import, new(Nine + 1_800), 300, Wh(30), ReadingQuality.Partial),
                new Reading(MeterChannel.Import, new(Nine + 2_400), 300, Wh(30), ReadingQuality.Swapped),
                new Reading(MeterChannel.Import, new(Nine + 2_700), 900, Wh(90), ReadingQuality.Measured),
            ],
            readings.Of(MeterChannel.Import));
        Assert.Contains(readings.Warnings, warning => warning.Contains("import: another meter"));
        Assert.Equal(144, readings.Of(MeterChannel.Gas).Sum(reading => reading.Amount.Amount));
    }

    [Fact]
    public void A_register_that_falls_splits_the_series_even_under_one_id()
    {
        var readings = Intervals.FromRegisters([At(0, 5_000), At(900, 5_100), At(1_800, 3), At(2_700, 53)]);
        Assert.Equal([(0L, 100L, ReadingQuality.Measured), (1_800, 50, ReadingQuality.Swapped)], Rows(readings));
        Assert.Contains("fell from 5100 Wh to 3 Wh", Assert.Single(readings.Warnings));
    }

    [Fact]
    public void A_jump_that_no_connection_carries_is_no_energy()
    {
        var readings = Intervals.FromRegisters([At(0, 5_000), At(900, 5_100), At(1_800, 90_000_000), At(2_700, 90_000_100)]);
        Assert.Equal([(0L, 100L, ReadingQuality.Measured), (1_800, 100, ReadingQuality.Swapped)], Rows(readings));
    }

    [Fact]
    public void A_gap_is_one_longer_reading_with_the_whole_amount()
    {
        var import = Read.Readings("p1/gap.p1").Of(MeterChannel.Import);
        Assert.Equal(
            [(0L, 900L, 90L, ReadingQuality.Measured), (900, 900, 90, ReadingQuality.Measured), (1_800, 5_400, 540, ReadingQuality.Gap),
                (7_200, 900, 90, ReadingQuality.Measured), (8_100, 900, 90, ReadingQuality.Measured), (9_000, 900, 90, ReadingQuality.Measured), (9_900, 900, 90, ReadingQuality.Measured)],
            import.Select(reading => (reading.Start.Value - Nine, reading.Seconds, reading.Amount.Amount, reading.Quality)));
    }

    [Fact]
    public void What_lies_before_the_first_and_after_the_last_border_is_partial()
    {
        var readings = Intervals.FromRegisters([At(300, 10), At(900, 30), At(1_800, 60), At(2_200, 75)]);
        Assert.Equal(
            [(300L, 20L, ReadingQuality.Partial), (900, 30, ReadingQuality.Measured), (1_800, 15, ReadingQuality.Partial)],
            Rows(readings));
    }

    [Fact]
    public void One_register_gives_no_reading() => Assert.Empty(Intervals.FromRegisters([At(0, 1)]).Readings);

    [Fact]
    public void Of_two_registers_equally_near_a_border_the_earlier_counts()
    {
        var readings = Intervals.FromRegisters([At(0, 0), At(850, 10), At(950, 20), At(1_800, 30)]);
        Assert.Equal([10L, 20L], Amounts([.. readings.Readings]));
    }

    [Fact]
    public void An_odd_resolution_is_an_error() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Intervals.FromRegisters([At(0, 1)], 1_000));

    [Fact]
    public void Order_and_repetition_do_not_matter() =>
        Prop.ForAll(RegisterLists(), registers =>
        {
            var once = Intervals.FromRegisters(registers).Readings;
            return once.SequenceEqual(Intervals.FromRegisters([.. registers.Reverse(), .. registers]).Readings);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_amounts_of_a_series_are_its_last_count_minus_its_first() =>
        Prop.ForAll(RegisterLists(), registers =>
        {
            var readings = Intervals.FromRegisters(registers).Readings;
            return readings.Sum(reading => reading.Amount.Amount) == registers[^1].Count.Amount - registers[0].Count.Amount;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_the_registers_readings_are_never_negative_empty_or_overlapping()
    {
        var wild = Gen.Choose(0, 40_000).SelectMany(second => Gen.Choose(0, 3_000).SelectMany(count => Gen.Elements("a", "b", null)
            .Select(id => new Register(MeterChannel.Import, id, new UtcSeconds(Nine + second), Wh(count))))).ListOf().Select(list => list.ToArray()).ToArbitrary();
        Prop.ForAll(wild, registers =>
        {
            var readings = Intervals.FromRegisters(registers).Readings;
            var apart = readings.Zip(readings.Skip(1)).All(pair => pair.First.End <= pair.Second.Start);
            return apart && readings.All(reading => reading.Amount.Amount >= 0 && reading.Seconds > 0 && reading.Quality != ReadingQuality.None);
        }).QuickCheckThrowOnFailure();
    }

    /// <summary>A register that only rises, by less than a connection carries, at any distances.</summary>
    private static Arbitrary<Register[]> RegisterLists() =>
        Gen.Choose(1, 3_000).SelectMany(seconds => Gen.Choose(0, 200).Select(amount => (seconds, amount: (long)Math.Min(amount, seconds / 4)))).NonEmptyListOf()
            .Select(steps =>
            {
                var (time, count) = (Nine - 77, 1_000L);
                var registers = new List<Register>();
                foreach (var (seconds, amount) in steps)
                {
                    time += seconds;
                    count += amount;
                    registers.Add(new Register(MeterChannel.Import, "a", new UtcSeconds(time), Wh(count)));
                }

                return registers.ToArray();
            }).ToArbitrary();

    private static Quantity Wh(long amount) => new(amount, Unit.WattHour);

    private static Register At(long secondsAfterNine, long count) => new(MeterChannel.Import, "a", new UtcSeconds(Nine + secondsAfterNine), Wh(count));

    private static IEnumerable<(long, long, ReadingQuality)> Rows(IntervalReadings readings) =>
        readings.Readings.Select(reading => (reading.Start.Value - Nine, reading.Amount.Amount, reading.Quality));

    private static long[] Amounts(Reading[] readings) => [.. readings.Select(reading => reading.Amount.Amount)];

    private static Reading[] Quarters(long start, int count, MeterChannel channel, long amount, Unit unit) =>
        [.. Enumerable.Range(0, count).Select(index =>
            new Reading(channel, new UtcSeconds(start + (900 * index)), 900, new Quantity(amount, unit), ReadingQuality.Measured))];
}
