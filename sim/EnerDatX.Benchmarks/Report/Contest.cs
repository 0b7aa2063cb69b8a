namespace EnerDatX.Benchmarks.Report;

/// <summary>
/// Measures all rows round by round, each row once a round, so that whatever else the machine does hits all alike. A row's value is the
/// median of its rounds; its ratio is the median of the ratios within each round.
/// </summary>
internal static class Contest
{
    /// <param name="rounds">Rounds that count; one before them warms up.</param>
    public static IReadOnlyList<BenchRow> Run(IReadOnlyList<Contestant> contestants, int rounds)
    {
        var values = contestants.ToDictionary(contestant => contestant.Row, _ => new List<Rate>(), StringComparer.Ordinal);
        for (var round = 0; round <= rounds; round++)
        {
            foreach (var contestant in contestants)
            {
                // What the row before left behind is not this row's.
                GC.Collect();
                var value = contestant.Measure(round);
                if (round > 0)
                {
                    values[contestant.Row].Add(value);
                }
            }
        }

        return [.. contestants.Select(contestant => RowOf(contestant, values))];
    }

    public static BenchRow RowOf(Contestant contestant, IReadOnlyDictionary<string, List<Rate>> values)
    {
        var own = values[contestant.Row].ConvertAll(contestant.ValueOf);
        var value = Numbers.Median(own);
        var ratio = contestant.Yardstick is { } yardstick
            ? Numbers.Median(own.Zip(values[yardstick], (mine, theirs) => mine / contestant.ValueOf(theirs)))
            : value / contestant.Goal.Number;
        return new BenchRow(contestant.Row, value, contestant.Unit, ratio, contestant.Goal.Text, contestant.Goal.IsReached(value, ratio));
    }
}
