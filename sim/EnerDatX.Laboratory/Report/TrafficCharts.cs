using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Report;

/// <summary>What is signed and sent, over time and per peer.</summary>
internal static class TrafficCharts
{
    private const double Second = 1_000;

    public static IEnumerable<Chart> Of(RunTables tables)
    {
        var samples = tables.Samples;
        if (samples.Count > 1)
        {
            yield return Rate("half-blocks", "Half-blocks signed", "By all peers together.", "half-blocks/s", samples, (row, before) => row.HalfBlocks - before.HalfBlocks, 0);
            yield return Rate("datagrams", "Datagrams sent", "By all peers together.", "datagrams/s", samples, (row, _) => row.Datagrams, 2);
            yield return Rate("bytes", "Data sent", "By all peers together.", null, samples, (row, _) => row.BytesSent, 3);
            yield return Rate("bytes-per-peer", "Bandwidth per peer", "Mean over the peers that were up.", null, samples, (row, _) => row.PeersUp == 0 ? 0 : (double)row.BytesSent / row.PeersUp, 6);
        }

        if (tables.Links.Count > 0 && samples.Count > 0 && samples[^1].AtMs > 0)
        {
            yield return PerPeer(tables.Links, samples[^1].AtMs);
        }
    }

    /// <param name="unit">Null = bytes, in a size that suits.</param>
    private static Chart Rate(string id, string title, string sentence, string? unit, IReadOnlyList<SampleRow> samples, Func<SampleRow, SampleRow, double> amount, int colour)
    {
        var time = Scale.OfTime(samples[^1].AtMs);
        var rates = samples.Zip(samples.Skip(1), (before, row) => (row.AtMs, Rate: amount(row, before) * Second / Math.Max(1, row.AtMs - before.AtMs))).ToList();
        var scale = unit is null ? Scale.OfBytes(rates.Max(rate => rate.Rate)) : new Scale(unit, 1);
        var label = unit ?? $"{scale.Unit}/s";
        var points = rates.ConvertAll(rate => (time.Of(rate.AtMs), scale.Of(rate.Rate)));
        return new Chart(
            id, title, sentence, new Axis($"Virtual time ({time.Unit})", 0), new Axis(unit is null ? label : char.ToUpperInvariant(label[0]) + label[1..], 0),
            [new Series("", "area", colour, Drawing.Points(points))], Drawing.TimeTable(label, [(title, points)]));
    }

    private static Chart PerPeer(IReadOnlyList<LinkRow> links, long durationMs)
    {
        var sent = links.GroupBy(link => link.From).Select(group => group.Sum(link => link.Bytes) * Second / durationMs).ToList();
        var received = links.GroupBy(link => link.To).Select(group => group.Sum(link => link.Bytes) * Second / durationMs).ToList();
        var scale = Scale.OfBytes(Math.Max(sent.Max(), received.Max()));
        var lines = new[] { ("sent", sent), ("sent to it", received) }
            .Select(line => (line.Item1, (IReadOnlyList<(double X, double Y)>)[.. Statistics.Ecdf(line.Item2, line.Item2.Count).Select(step => (scale.Of(step.Value), step.Share))]))
            .ToList();
        return new Chart(
            "bandwidth", "Bandwidth of single peers", "Share of peers that needed no more than this, as a mean over the whole run.",
            new Axis($"{scale.Unit}/s", 0), new Axis("Share of peers", 0, 1),
            [.. lines.Select((line, i) => new Series(line.Item1, "step", i, Drawing.Points([(0, 0), .. line.Item2])))],
            Drawing.ShareTable("Share of peers", $"{scale.Unit}/s", lines));
    }
}
