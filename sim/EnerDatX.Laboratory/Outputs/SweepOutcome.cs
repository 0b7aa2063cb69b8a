namespace EnerDatX.Laboratory.Outputs;

/// <summary>Everything that is written about one sweep: a grid of scenarios, each run with several seeds.</summary>
/// <param name="Scenario">Its name.</param>
/// <param name="About">The scenario's sentence.</param>
/// <param name="ScenarioText">With its grid.</param>
/// <param name="Keys">What is varied.</param>
/// <param name="Measures">What is looked at, in the order to be shown.</param>
/// <param name="Cells">In the order of the grid. Cells that are not finished are not there.</param>
/// <param name="FalseAccusations">In all runs.</param>
/// <param name="Violations">In all runs: one line each, which reproduces it.</param>
public sealed record SweepOutcome(
    string Scenario,
    string About,
    string ScenarioText,
    string Commit,
    IReadOnlyList<(string Name, string Version)> Versions,
    IReadOnlyList<GridKey> Keys,
    IReadOnlyList<Measure> Measures,
    IReadOnlyList<SweepCell> Cells,
    int FalseAccusations,
    IReadOnlyList<string> Violations)
{
    /// <summary>Whether papers say something about this measure of any cell.</summary>
    public bool IsPublished(int measure) => Cells.Any(cell => cell.PublishedOf(measure) is not null);
}

/// <param name="Name">In files: snake_case with its unit.</param>
/// <param name="Text">On axes.</param>
/// <param name="Unit">Empty where it has none.</param>
public sealed record GridKey(string Name, string Text, string Unit);

/// <param name="Name">In files: snake_case with its unit.</param>
/// <param name="Text">On axes.</param>
/// <param name="IsProportion">So many of so many: the runs of a cell are added up, with Wilson's interval; otherwise their mean, with Student's.</param>
/// <param name="ClosedForm">The formula that is drawn over it, as the legend says it; empty = none.</param>
public sealed record Measure(string Name, string Text, string Unit, bool IsProportion, string ClosedForm);

/// <param name="At">One number per key.</param>
/// <param name="ClosedForms">One per measure; null where there is none.</param>
public sealed record SweepCell(IReadOnlyList<double> At, IReadOnlyList<SweepRun> Runs, IReadOnlyList<double?> ClosedForms)
{
    /// <summary>What is varied, as a person writes it.</summary>
    public string Setting { get; init; } = "";

    /// <summary>What papers say, one per measure, null where they say nothing; empty where they say nothing about the whole cell.</summary>
    public IReadOnlyList<PublishedNote?> Published { get; init; } = [];

    public PublishedNote? PublishedOf(int measure) => measure < Published.Count ? Published[measure] : null;
}

/// <param name="Note">Where it was published, and why ours differs where that is known.</param>
public sealed record PublishedNote(double Value, string Note);

/// <param name="Values">One per measure; null = it did not happen in this run, so that there is nothing to measure.</param>
public sealed record SweepRun(ulong Seed, IReadOnlyList<Measured?> Values);

/// <param name="Value">Of a proportion: between 0 and 1.</param>
/// <param name="Hits">Of a proportion, how many.</param>
/// <param name="Of">Of how many.</param>
public readonly record struct Measured(double Value, long Hits = 0, long Of = 0)
{
    public static Measured Proportion(long hits, long of) => new(of == 0 ? 0 : (double)hits / of, hits, of);
}

/// <summary>What all runs of a cell say about one measure.</summary>
/// <param name="Runs">How many of them had anything to measure.</param>
/// <param name="Interval">At 95 %; null where one run cannot say.</param>
internal sealed record CellMeasure(int Runs, double Value, Interval? Interval)
{
    /// <returns>Null where no run had anything to measure.</returns>
    public static CellMeasure? Of(SweepOutcome sweep, SweepCell cell, int measure)
    {
        var values = cell.Runs.Select(run => run.Values[measure]).Where(value => value is not null).Select(value => value!.Value).ToList();
        if (!sweep.Measures[measure].IsProportion)
        {
            var numbers = values.ConvertAll(value => value.Value);
            return numbers.Count == 0 ? null : new CellMeasure(numbers.Count, Statistics.Mean(numbers), Statistics.MeanInterval(numbers));
        }

        var (hits, of) = (values.Sum(value => value.Hits), values.Sum(value => value.Of));
        return of == 0 ? null : new CellMeasure(values.Count, (double)hits / of, Statistics.WilsonInterval(hits, of));
    }
}
