namespace EnerDatX.Core.Metering;

/// <summary>What an offer says about a dataset in public.</summary>
/// <param name="Start">Start of the earliest row.</param>
/// <param name="End">End of the latest row.</param>
/// <param name="Channels">In order of their numbers.</param>
/// <param name="QualityPermille">
/// Time covered by measured rows, per thousand of (period × channels), rounded down: with rows of one length, measured rows of expected rows.
/// </param>
public sealed record DatasetSummary(
    UtcSeconds Start,
    UtcSeconds End,
    IReadOnlyList<MeterChannel> Channels,
    int RowCount,
    int ResolutionSeconds,
    int QualityPermille)
{
    public static DatasetSummary Of(Dataset dataset)
    {
        var readings = dataset.Rows.Select(row => row.Reading).ToArray();
        var start = readings[0].Start;
        var end = readings.Max(reading => reading.End);
        var channels = readings.Select(reading => reading.Channel).Distinct().Order().ToArray();
        var measuredSeconds = readings.Where(reading => reading.Quality == ReadingQuality.Measured).Sum(reading => reading.Seconds);
        var expectedSeconds = (end.Value - start.Value) * channels.Length;
        var permille = (int)(measuredSeconds * 1_000 / expectedSeconds);
        return new DatasetSummary(start, end, channels, readings.Length, dataset.Header.ResolutionSeconds, permille);
    }
}
