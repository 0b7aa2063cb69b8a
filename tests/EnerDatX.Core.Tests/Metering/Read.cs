using System.Text;
using EnerDatX.Core.Metering;

namespace EnerDatX.Core.Tests.Metering;

/// <summary>Shorthand for reading what a test expects to be good, or bad.</summary>
internal static class Read
{
    public static byte[] Sample(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "samples", name));

    public static MeterFile Whole(byte[] bytes)
    {
        Assert.True(MeterFile.TryRead(bytes, out var file, out var refusal), refusal);
        return file;
    }

    public static MeterFile SampleFile(string name) => Whole(Sample(name));

    public static string Refusal(byte[] bytes)
    {
        Assert.False(MeterFile.TryRead(bytes, out _, out var refusal));
        return refusal;
    }

    public static Telegram Good(byte[] bytes) => Assert.Single(Whole(bytes).Telegrams);

    public static TelegramFault Fault(byte[] bytes)
    {
        var stream = new TelegramStream();
        TelegramOutcome[] outcomes = [.. stream.Push(bytes), .. stream.Complete()];
        return Assert.Single(outcomes).Fault ?? throw new InvalidOperationException("The telegram is good.");
    }

    public static IntervalReadings Readings(string name) => Intervals.FromRegisters(Assert.Single(SampleFile(name).Meters()).Registers);

    public static Reading[] Of(this IntervalReadings readings, MeterChannel channel) =>
        [.. readings.Readings.Where(reading => reading.Channel == channel)];

    public static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);
}
