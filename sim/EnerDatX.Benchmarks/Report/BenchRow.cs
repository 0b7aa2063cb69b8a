namespace EnerDatX.Benchmarks.Report;

/// <summary>One line of the table, and one object of <c>--json</c>.</summary>
/// <param name="Ratio">Value by the yardstick's of the same round (<see cref="Contestant.Yardstick"/>); without a yardstick, value by goal.</param>
internal sealed record BenchRow(string Row, double Value, string Unit, double Ratio, string Goal, bool Reached);

/// <summary>What a row must reach.</summary>
/// <param name="IsReached">Of value and ratio.</param>
internal sealed record Goal(string Text, double Number, Func<double, double, bool> IsReached)
{
    public static readonly Goal None = new("the yardstick", 0, (_, _) => true);

    public static Goal RatioOf(double least, string yardstick) =>
        new(string.Create(System.Globalization.CultureInfo.InvariantCulture, $">= {least} x {yardstick}"), least, (_, ratio) => ratio >= least);

    public static Goal AtLeast(double least, string unit) => new($">= {Numbers.Plain(least)} {unit}", least, (value, _) => value >= least);

    public static Goal AtMost(double most, string unit) => new($"<= {Numbers.Plain(most)} {unit}", most, (value, _) => value <= most);
}

/// <summary>Something that is measured once in every round.</summary>
/// <param name="Measure">Gives the value of the round with this number; 0 is the warm-up, which does not count.</param>
/// <param name="Yardstick">Name of the row that this one is divided by, round by round; null when it stands by itself.</param>
internal sealed record Contestant(string Row, string Unit, Func<int, Rate> Measure, string? Yardstick, Goal Goal)
{
    /// <summary>Whether the clock on the wall counts, for this row and its yardstick, instead of the time on one core.</summary>
    public bool IsByWall { get; init; }

    public double ValueOf(Rate rate) => IsByWall ? rate.Wall : rate.Core;
}
