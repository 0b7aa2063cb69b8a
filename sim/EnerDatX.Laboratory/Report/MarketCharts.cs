using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Report;

/// <summary>Trades, orders, and what the homes draw.</summary>
internal static class MarketCharts
{
    /// <summary>The ending of a trade that went well.</summary>
    public const string Done = "done";

    public static IEnumerable<Chart> Of(RunTables tables)
    {
        if (tables.Trades.Count > 0)
        {
            yield return Trades(tables.Trades, Math.Max(tables.Trades.Max(EndOf), tables.Samples.Count > 0 ? tables.Samples[^1].AtMs : 0));
        }

        if (tables.Samples.Count > 1 && tables.Samples.Any(row => row.OpenOrders != 0))
        {
            yield return OverTime("orders", "Open orders", "In the order books.", "Orders", "orders", tables.Samples, row => row.OpenOrders, new Scale("", 1), 4);
        }

        if (tables.Samples.Count > 1 && tables.Samples.Any(row => row.LoadWatts != 0))
        {
            var scale = Scale.OfPower(tables.Samples.Max(row => Math.Abs((double)row.LoadWatts)));
            yield return OverTime("load", "Load of the virtual homes", "What all homes draw together; below zero the sun gives more than they need.", $"Load ({scale.Unit})", scale.Unit, tables.Samples, row => row.LoadWatts, scale, 1);
        }
    }

    private static Chart Trades(IReadOnlyList<TradeRow> trades, long endMs)
    {
        var scale = Scale.OfTime(endMs);
        (string Name, IReadOnlyList<(double X, double Y)> Points)[] lines =
        [
            ("begun", Counted(trades.Select(trade => trade.BegunMs), endMs, scale)),
            ("done", Counted(trades.Where(trade => trade.Ending == Done).Select(EndOf), endMs, scale)),
            ("ended otherwise", Counted(trades.Where(trade => trade.EndedMs is not null && trade.Ending != Done).Select(EndOf), endMs, scale)),
        ];
        return new Chart(
            "trades", "Trades over time", "Begun and ended so far.", new Axis($"Virtual time ({scale.Unit})", 0), new Axis("Trades", 0),
            [.. lines.Select((line, i) => new Series(line.Name, "step", i, Drawing.Points(line.Points)))], Drawing.TimeTable("trades", lines));
    }

    private static Chart OverTime(
        string id, string title, string sentence, string label, string unit, IReadOnlyList<SampleRow> samples, Func<SampleRow, double> value, Scale scale, int colour)
    {
        var time = Scale.OfTime(samples[^1].AtMs);
        IReadOnlyList<(double X, double Y)> points = [.. samples.Select(row => (time.Of(row.AtMs), scale.Of(value(row))))];
        return new Chart(
            id, title, sentence, new Axis($"Virtual time ({time.Unit})", 0), new Axis(label), [new Series("", "area", colour, Drawing.Points(points))],
            Drawing.TimeTable(unit, [(title, points)]));
    }

    private static IReadOnlyList<(double X, double Y)> Counted(IEnumerable<long> times, long endMs, Scale scale)
    {
        var ordered = times.Order().ToList();
        return [(0, 0), .. ordered.Select((at, i) => (scale.Of(at), i + 1d)), (scale.Of(endMs), ordered.Count)];
    }

    private static long EndOf(TradeRow trade) => trade.EndedMs ?? trade.BegunMs;
}
