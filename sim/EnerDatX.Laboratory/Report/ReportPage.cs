namespace EnerDatX.Laboratory.Report;

/// <summary>Everything that <c>report.html</c> shows, ready to be drawn: <c>Report/web/src</c> decides how it looks, and nothing about numbers.</summary>
/// <param name="Kind">What the page is about, in two or three words.</param>
/// <param name="Scenario">The text of its file.</param>
internal sealed record ReportPage(
    string Kind,
    string Title,
    string About,
    IReadOnlyList<Fact> Facts,
    Verdict Verdict,
    IReadOnlyList<string> Violations,
    IReadOnlyList<Runs.Finding> Findings,
    IReadOnlyList<Chart> Charts,
    IReadOnlyList<PageTable> Tables,
    string Scenario);

internal sealed record Fact(string Name, string Value);

internal sealed record Verdict(bool IsGood, string Headline, string Sentence);

/// <param name="Id">Lower case, letters and dashes.</param>
/// <param name="Table">The chart in a few numbers, for those who cannot see it.</param>
internal sealed record Chart(string Id, string Title, string Sentence, Axis X, Axis Y, IReadOnlyList<Series> Series, ChartTable Table);

/// <param name="Label">With the unit.</param>
/// <param name="From">Where it begins; null = as the points want it.</param>
/// <param name="To">Where it ends; null = as the points want it.</param>
/// <param name="Ticks">Where its marks are; null = anywhere round.</param>
internal sealed record Axis(string Label, double? From = null, double? To = null, bool IsLog = false, IReadOnlyList<double>? Ticks = null);

/// <param name="Kind"><c>line</c>, <c>step</c>, <c>area</c>, <c>points</c> or <c>law</c> (a closed form).</param>
/// <param name="Colour">0 to 7; a closed form has that of what it describes.</param>
/// <param name="Points">x and y, and for <c>points</c> the ends of the confidence interval where there is one.</param>
internal sealed record Series(string Name, string Kind, int Colour, IReadOnlyList<double[]> Points)
{
    public const int Colours = 8;
}

internal sealed record ChartTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);

internal sealed record PageTable(string Title, string Sentence, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
