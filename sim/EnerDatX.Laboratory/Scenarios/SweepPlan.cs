namespace EnerDatX.Laboratory.Scenarios;

/// <summary>Many runs of one scenario: every point with every combination of the grid, each with several seeds.</summary>
/// <param name="Grid">What is varied independently; the last axis varies fastest.</param>
/// <param name="Points">Settings that are chosen together, for what no grid contains; none = one point without settings.</param>
/// <param name="Repeats">Runs of each cell, with seeds one after the other from the scenario's; 0 = as many as the scenario repeats.</param>
public sealed record SweepPlan(IReadOnlyList<SweepAxis> Grid, IReadOnlyList<IReadOnlyList<SweepSetting>> Points, int Repeats)
{
    /// <summary>Runs of one sweep: two cores are at work for a week if each takes two minutes.</summary>
    public const int MaxCells = 10_000;
}

/// <param name="Key">Path in the scenario, rows of lists by their number from 0: <c>attackers.0.share</c>.</param>
/// <param name="Values">As they would stand in the file.</param>
public sealed record SweepAxis(string Key, IReadOnlyList<string> Values);

/// <summary>One key of one cell.</summary>
public sealed record SweepSetting(string Key, string Value)
{
    public override string ToString() => $"{Key}={Value}";
}

/// <summary>One run of a sweep.</summary>
/// <param name="Name">The same for the same settings and seed; fit for a folder.</param>
/// <param name="Scenario">With the settings and the seed in their places, one repeat and no sweep.</param>
/// <param name="Labels">The settings, in the order of the point and of the grid.</param>
public sealed record SweepCell(string Name, Scenario Scenario, ulong Seed, IReadOnlyList<SweepSetting> Labels);
