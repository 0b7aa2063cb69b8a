using System.Buffers;

namespace EnerDatX.Core.Metering;

/// <summary>What makes a dataset well-formed. Each rule gives null, or a sentence that says what is wrong.</summary>
internal static class DatasetRules
{
    /// <summary>2100-01-01: telegrams have two-digit years. (The end of a row may lie later.)</summary>
    public const long FirstSecondAfter = 4_102_444_800;

    /// <summary>Seconds are four bytes in the file.</summary>
    private const long MaxSeconds = uint.MaxValue;

    private static readonly SearchValues<char> ZoneCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-");

    public static string? Refuse(DatasetHeader header, ReadOnlySpan<DatasetRow> rows, int originalLength)
    {
        if (RefuseHeader(header) is { } refusal)
        {
            return refusal;
        }

        if (originalLength > Dataset.MaxOriginalLength)
        {
            return $"the original file has {originalLength} bytes; at most {Dataset.MaxOriginalLength} go along";
        }

        return rows.Length switch
        {
            0 => "no row",
            > Dataset.MaxRows => $"{rows.Length} rows; at most {Dataset.MaxRows} fit",
            _ => RefuseRows(rows),
        };
    }

    private static string? RefuseHeader(DatasetHeader header)
    {
        if (header.Source == SourceFormat.None || !Enum.IsDefined(header.Source))
        {
            return $"unknown source format {(byte)header.Source}";
        }

        if (!Intervals.IsResolution(header.ResolutionSeconds))
        {
            return $"{header.ResolutionSeconds} seconds are no resolution";
        }

        var isZone = header.TimeZone.Length is > 0 and <= Dataset.MaxTimeZoneLength && !header.TimeZone.AsSpan().ContainsAnyExcept(ZoneCharacters);
        return isZone ? null : "the time zone is not 1 to 64 letters, digits and /_+-";
    }

    private static string? RefuseRows(ReadOnlySpan<DatasetRow> rows)
    {
        Span<long> endOfChannel = stackalloc long[(int)MeterChannel.Water + 1];
        for (var index = 0; index < rows.Length; index++)
        {
            var reading = rows[index].Reading;
            if (RefuseRow(reading) is { } refusal)
            {
                return $"row {index}: {refusal}";
            }

            if (index > 0 && !IsAfter(reading, rows[index - 1].Reading))
            {
                return $"row {index}: not in order of start and channel";
            }

            ref var end = ref endOfChannel[(int)reading.Channel];
            if (reading.Start.Value < end)
            {
                return $"row {index}: overlaps the row before of its channel";
            }

            end = reading.Start.Value + reading.Seconds;
        }

        return null;
    }

    private static string? RefuseRow(Reading reading)
    {
        if (!reading.Channel.Counts(reading.Amount.Unit))
        {
            return $"channel {(byte)reading.Channel} is not counted in unit {(byte)reading.Amount.Unit}";
        }

        if (reading.Quality == ReadingQuality.None || !Enum.IsDefined(reading.Quality))
        {
            return $"unknown quality {(byte)reading.Quality}";
        }

        if (reading.Start.Value >= FirstSecondAfter || reading.Seconds is < 1 or > MaxSeconds)
        {
            return "the interval is empty or ends after the calendar of telegrams";
        }

        return reading.Amount.Amount is < 0 or > Quantity.MaxAmount ? $"an amount of {reading.Amount.Amount}" : null;
    }

    private static bool IsAfter(Reading next, Reading last) => (next.Start, next.Channel).CompareTo((last.Start, last.Channel)) > 0;
}
