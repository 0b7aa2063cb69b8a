using System.Diagnostics.CodeAnalysis;
using EnerDatX.Core.Metering;

namespace EnerDatX.Laboratory.Homes.Profiles;

/// <summary>The whole days (24 hours) of one meter's file, which repeat in turn for ever, at the same hours of UTC.</summary>
internal sealed class Recording : IDayCourse
{
    /// <summary>A leap year; longer files are cut. Each day takes 12 kB of memory.</summary>
    public const int MaxDays = 366;

    private readonly long _firstMinute;
    private readonly int[] _import;
    private readonly int[] _export;

    /// <param name="firstMinute">Since 1970.</param>
    private Recording(long firstMinute, int days)
    {
        _firstMinute = firstMinute;
        _import = new int[days * HomeDay.Minutes];
        _export = new int[days * HomeDay.Minutes];
    }

    /// <summary>Refused: what <see cref="MeterFile"/> refuses, several meters, and less than a day of counts of import.</summary>
    /// <param name="name">Of the file, for the refusal.</param>
    public static bool TryRead(
        string name, ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out Recording? recording, [NotNullWhen(false)] out string? refusal)
    {
        recording = null;
        if (!MeterFile.TryRead(bytes, out var file, out var fault))
        {
            refusal = $"{name}: {fault}";
            return false;
        }

        if (file.Meters() is not [var meter])
        {
            refusal = $"{name}: {file.Meters().Count} meters; a home has one";
            return false;
        }

        var readings = Intervals.FromRegisters(meter.Registers).Readings.Where(IsWholeMinutes).ToList();
        var import = readings.Where(reading => reading.Channel == MeterChannel.Import).ToList();
        var seconds = import.Count == 0 ? 0 : import[^1].End.Value - import[0].Start.Value;
        if (seconds < HomeDay.Seconds)
        {
            refusal = $"{name}: {seconds / 60} minutes of counted import; it takes a day, 1440 minutes";
            return false;
        }

        refusal = null;
        recording = new Recording(import[0].Start.Value / 60, (int)Math.Min(seconds / HomeDay.Seconds, MaxDays));
        readings.ForEach(recording.Add);
        return true;
    }

    public HomeDay Day(long utcDay)
    {
        var from = ((utcDay * HomeDay.Minutes) - _firstMinute) % _import.Length;
        from += from < 0 ? _import.Length : 0;
        return new HomeDay(utcDay, Cut(_import, (int)from), Cut(_export, (int)from));
    }

    /// <summary>The first and the last of a file may begin or end between two minutes.</summary>
    private static bool IsWholeMinutes(Reading reading) => reading.Start.Value % 60 == 0 && reading.Seconds % 60 == 0;

    private static int[] Cut(int[] minutes, int from)
    {
        var day = new int[HomeDay.Minutes];
        var atEnd = Math.Min(day.Length, minutes.Length - from);
        Array.Copy(minutes, from, day, 0, atEnd);
        Array.Copy(minutes, 0, day, atEnd, day.Length - atEnd);
        return day;
    }

    private void Add(Reading reading)
    {
        var minutes = reading.Channel switch
        {
            MeterChannel.Import => _import,
            MeterChannel.Export => _export,
            _ => [],
        };
        HomeDay.Spread(minutes, (reading.Start.Value / 60) - _firstMinute, (int)(reading.Seconds / 60), reading.Amount.Amount * 1_000);
    }
}
