using System.Text;
using EnerDatX.Core.Metering;
using EnerDatX.Laboratory.Homes;

namespace EnerDatX.Laboratory.Tests.Homes;

public sealed class P1MeterTests
{
    [Fact]
    public void A_telegram_says_what_the_home_counted()
    {
        var noon = Days.At(2026, 6, 12, 11, 40, 30);
        var home = new Neighbourhood(42, 1_000, Days.Midnight(2026, 6, 10)).HomeOf(2);
        var telegram = Assert.Single(Read(P1Meter.TelegramAt(home, noon)).Telegrams);
        var counts = home.CountsAt(noon);
        var (importWatts, exportWatts) = home.PowerAt(noon);

        Assert.Equal(ChecksumStatus.Valid, telegram.Checksum.Status);
        Assert.Empty(telegram.Quirks);
        Assert.Equal("50", telegram.Version);
        Assert.Equal(home.MeterId, telegram.EquipmentId);
        Assert.Equal(noon, telegram.Time!.Value.Value);
        Assert.Equal(new EnergyRegister(null, new(counts.Import1WattHours), new(counts.Import2WattHours), null, null), telegram.Import);
        Assert.Equal(new EnergyRegister(null, new(counts.Export1WattHours), new(counts.Export2WattHours), null, null), telegram.Export);
        Assert.Equal(2, telegram.ActiveTariff);
        Assert.Equal((importWatts, exportWatts), ((int)telegram.PowerImport!.Value.Value, (int)telegram.PowerExport!.Value.Value));
        Assert.True(counts is { Import1WattHours: > 0, Import2WattHours: > 0, ExportWattHours: > 0 });
    }

    [Fact]
    public void A_telegram_has_the_lines_of_the_standard()
    {
        var home = new Home("EDXV000000000001", new HomePlan(1, 0, 0, false), 20_600, new Steady(2_400_060));
        Assert.Equal(
            "/EDX5\\2VIRTUAL-HOME\r\n\r\n1-3:0.2.8(50)\r\n0-0:1.0.0(260527023000S)\r\n"
            + "0-0:96.1.1(45445856303030303030303030303031)\r\n1-0:1.8.1(000072.001*kWh)\r\n1-0:1.8.2(000000.000*kWh)\r\n"
            + "1-0:2.8.1(000000.000*kWh)\r\n1-0:2.8.2(000000.000*kWh)\r\n0-0:96.14.0(0001)\r\n1-0:1.7.0(144.003*kW)\r\n1-0:2.7.0(00.000*kW)\r\n!",
            Encoding.ASCII.GetString(P1Meter.TelegramAt(home, (20_600 * Days.Seconds) + 1_800))[..^6]);
    }

    [Theory]
    [InlineData(2026, 6, 12)]
    [InlineData(2026, 12, 21)]
    [InlineData(2026, 3, 29)] // clocks go forward
    [InlineData(2026, 10, 25)] // clocks go back
    public void A_day_of_telegrams_becomes_the_readings_that_the_home_counted(int year, int month, int day)
    {
        var midnight = Days.Midnight(year, month, day);
        var home = new Neighbourhood(42, 1_000, midnight - Days.Seconds).HomeOf(4);
        var file = Read(P1Meter.File(home, midnight, midnight + Days.Seconds, Days.QuarterHour));
        var intervals = Intervals.FromRegisters(Assert.Single(file.Meters()).Registers);

        Assert.Equal(97, file.Telegrams.Count);
        Assert.Empty(file.Faults);
        Assert.Empty(file.Warnings);
        Assert.Empty(intervals.Warnings);
        Assert.Equal(2 * 96, intervals.Readings.Count);
        Assert.All(intervals.Readings, reading =>
        {
            var (from, to) = (home.CountsAt(reading.Start.Value), home.CountsAt(reading.End.Value));
            var counted = reading.Channel == MeterChannel.Import ? to.ImportWattHours - from.ImportWattHours : to.ExportWattHours - from.ExportWattHours;
            Assert.Equal(new Quantity(counted, Unit.WattHour), reading.Amount);
            Assert.Equal(ReadingQuality.Measured, reading.Quality);
        });
        Assert.Contains(intervals.Readings, reading => reading is { Channel: MeterChannel.Import, Amount.Amount: > 0 });
    }

    [Fact]
    public void Ten_second_telegrams_tell_the_same_quarter_hours_as_quarter_hourly_ones()
    {
        var midnight = Days.Midnight(2026, 6, 12);
        var home = new Neighbourhood(42, 1_000, midnight).HomeOf(4);
        IReadOnlyList<Reading> Readings(int step) =>
            Intervals.FromRegisters(Read(P1Meter.File(home, midnight, midnight + 21_600, step)).Meters()[0].Registers).Readings;
        Assert.Equal(Readings(Days.QuarterHour), Readings(10));
    }

    [Fact]
    public void The_hour_that_autumn_repeats_is_told_apart_by_its_letter()
    {
        var home = new Neighbourhood(42, 0, Days.Midnight(2026, 10, 24)).HomeOf(4);
        string Stamp(int hour) => Encoding.ASCII.GetString(P1Meter.TelegramAt(home, Days.At(2026, 10, 25, hour, 30))).Split("0-0:1.0.0(")[1][..13];
        Assert.Equal("261025023000S", Stamp(0));
        Assert.Equal("261025023000W", Stamp(1));
    }

    [Fact]
    public void Every_home_has_a_meter_of_its_own()
    {
        var neighbourhood = new Neighbourhood(42, 0, Days.Midnight(2026, 10, 24));
        Assert.Equal(1_000, Enumerable.Range(0, 1_000).Select(number => neighbourhood.HomeOf(number).MeterId).Distinct().Count());
    }

    [Fact]
    public void A_file_longer_than_a_peer_reads_is_not_made()
    {
        var home = new Neighbourhood(42, 0, 0).HomeOf(4);
        Assert.Throws<ArgumentOutOfRangeException>(() => P1Meter.File(home, 0, MeterFile.MaxTelegrams, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => P1Meter.File(home, 900, 0, 900));
    }

    private static MeterFile Read(byte[] bytes)
    {
        Assert.True(MeterFile.TryRead(bytes, out var file, out var refusal), refusal);
        return file;
    }

    /// <summary>The same energy in each minute.</summary>
    private sealed class Steady(int milliwattHours) : IDayCourse
    {
        public HomeDay Day(long utcDay) =>
            new(utcDay, [.. Enumerable.Repeat(milliwattHours, HomeDay.Minutes)], new int[HomeDay.Minutes]);
    }
}
