using EnerDatX.Core.Metering;

namespace EnerDatX.Core.Tests.Metering;

public class HouseholdDayTests
{
    private static readonly byte[] Day = File.ReadAllBytes(ProjectFolder.PathOf("src", "EnerDatX.Node", "Demo", "household-day.p1"));

    [Theory]
    [InlineData(MeterChannel.Import)]
    [InlineData(MeterChannel.Export)]
    [InlineData(MeterChannel.Gas)]
    public void The_demos_day_gives_96_measured_quarter_hours_that_add_up_to_its_registers(MeterChannel channel)
    {
        var file = Read.Whole(Day);
        Assert.Equal(HouseholdDay.TelegramCount, file.Telegrams.Count);
        Assert.Empty(file.Warnings);
        var readings = Intervals.FromRegisters(Assert.Single(file.Meters()).Registers);
        Assert.Empty(readings.Warnings);
        var rows = readings.Of(channel);
        Assert.Equal(96, rows.Length);
        Assert.All(rows, row => Assert.Equal((ReadingQuality.Measured, 900L), (row.Quality, row.Seconds)));
        Assert.Equal("2025-03-19T23:00:00Z", rows[0].Start.ToString());
        Assert.Equal("2025-03-20T23:00:00Z", rows[^1].End.ToString());
        Assert.Equal(Count(file.Telegrams[^1], channel) - Count(file.Telegrams[0], channel), rows.Sum(row => row.Amount.Amount));
    }

    [Fact]
    public void The_demos_household_is_plausible()
    {
        var rows = Intervals.FromRegisters(Assert.Single(Read.Whole(Day).Meters()).Registers);
        Assert.InRange(rows.Of(MeterChannel.Import).Sum(row => row.Amount.Amount), 4_000, 12_000);
        Assert.InRange(rows.Of(MeterChannel.Export).Sum(row => row.Amount.Amount), 5_000, 15_000);
        Assert.InRange(rows.Of(MeterChannel.Gas).Sum(row => row.Amount.Amount), 2_000, 8_000);
        Assert.All(rows.Of(MeterChannel.Export).Take(24), night => Assert.Equal(0, night.Amount.Amount));
        Assert.True(Day.Length < 250_000);
    }

    private static long Count(Telegram telegram, MeterChannel channel) =>
        Assert.Single(telegram.Registers(), register => register.Channel == channel).Count.Amount;
}
