using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Report;
using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Tests.Outputs;

/// <summary>What stands in a report, before anybody draws it.</summary>
public sealed class ReportPageTests
{
    [Fact]
    public void Frauds_that_nobody_saw_keep_the_line_of_detections_below_1()
    {
        var chart = Chart(Demo.Outcome, "first-detection");
        Assert.Equal(117 / 120d, chart.Series[0].Points[^1][1], 6);
        Assert.Contains("3 of 120 were never detected", chart.Sentence, StringComparison.Ordinal);
        Assert.Equal("–", chart.Table.Rows[^1][1]); // nobody can say when 99 % were
        Assert.Equal(["step", "law"], chart.Series.Select(series => series.Kind));
    }

    [Fact]
    public void Times_of_detection_count_from_the_fraud_and_not_from_the_start()
    {
        var frauds = new[] { Fraud("a", 100_000, 102_000), Fraud("a", 200_000, 201_000) };
        var points = Chart(Demo.Outcome with { Tables = Demo.Tables with { Frauds = frauds }, Curves = [] }, "first-detection").Series.Single().Points;
        Assert.Equal([[0, 0], [1, 0.5], [2, 1], [2.08, 1]], points);
    }

    [Fact]
    public void Each_behaviour_has_a_line_of_its_own_with_its_number()
    {
        var frauds = new[] { Fraud("b", 0, 1_000), Fraud("a", 0, 2_000), Fraud("a", 0, null) };
        var chart = Chart(Demo.Outcome with { Tables = Demo.Tables with { Frauds = frauds } }, "first-detection");
        Assert.Equal(["a (n = 2)", "b (n = 1)"], chart.Series.Take(2).Select(series => series.Name));
        Assert.Equal(0.5, chart.Series[0].Points[^1][1]);
    }

    [Fact]
    public void Acts_of_which_no_proof_is_possible_are_not_missed_detections()
    {
        var page = RunPage.Of(Demo.Outcome with { Tables = Demo.Tables with { Frauds = [Fraud("a", 0, 1_000), Fraud("silent", 0, null) with { Kind = "" }] } });
        Assert.Equal("1 (1 detected)", page.Facts.Single(fact => fact.Name == "Provable frauds").Value);
        Assert.Equal("1", page.Facts.Single(fact => fact.Name == "Acts without proof").Value);
        Assert.Contains("All were detected.", page.Charts.Single(chart => chart.Id == "first-detection").Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_line_keeps_its_peaks_and_its_ends()
    {
        var points = Enumerable.Range(0, 50_001).Select(i => ((double)i, i == 31_417 ? 9d : i == 12_345 ? -9d : 1d)).ToList();
        var drawn = Drawing.Points(points);
        Assert.InRange(drawn.Count, 100, Drawing.MostPoints + 1);
        Assert.Contains(drawn, point => point[0] == 31_417 && point[1] == 9);
        Assert.Contains(drawn, point => point[0] == 12_345 && point[1] == -9);
        Assert.Equal((0d, 50_000d), (drawn[0][0], drawn[^1][0]));
        Assert.True(drawn.Zip(drawn.Skip(1)).All(pair => pair.First[0] <= pair.Second[0]));
    }

    [Fact]
    public void Rates_are_differences_by_the_time_between_two_rows()
    {
        SampleRow[] samples = [Sample(0, 10, 999), Sample(2_000, 30, 500), Sample(4_000, 30, 0)];
        var outcome = Demo.Outcome with { Tables = new RunTables([], [], [], [], samples) };
        Assert.Equal([[2, 10], [4, 0]], Chart(outcome, "half-blocks").Series.Single().Points);
        Assert.Equal([[2, 250], [4, 0]], Chart(outcome, "bytes").Series.Single().Points);
        Assert.Equal([[2, 25], [4, 0]], Chart(outcome, "bytes-per-peer").Series.Single().Points);
    }

    [Theory]
    [InlineData(0, 0, true, "No false accusation")]
    [InlineData(1, 0, false, "1 FALSE ACCUSATION")]
    [InlineData(4_711, 2, false, "4,711 FALSE ACCUSATIONS")]
    [InlineData(0, 1, false, "1 INVARIANT WAS BROKEN")]
    public void The_verdict_comes_first_and_is_plain(int accusations, int violations, bool isGood, string headline)
    {
        var verdict = RunPage.VerdictOf(accusations, violations, "10 half-blocks of 2 peers");
        Assert.Equal((isGood, headline), (verdict.IsGood, verdict.Headline));
    }

    [Fact]
    public void A_sweep_is_drawn_over_each_key_with_a_line_for_each_value_of_the_others()
    {
        var page = SweepPage.Of(Demo.Sweep);
        Assert.Equal(["Time to first detection over attackers", "Time to first detection over fan-out", "Share detected over attackers", "Share detected over fan-out"], page.Charts.Select(chart => chart.Title));
        var overAttackers = page.Charts[0].Series;
        Assert.Equal(["fan-out 3", "", "fan-out 5", "", "fan-out 8", ""], overAttackers.Select(series => series.Name));
        Assert.All(overAttackers.Where(series => series.Kind == "points").SelectMany(series => series.Points), point => Assert.True(point[2] <= point[1] && point[1] <= point[3]));
        Assert.Contains("Student", page.Charts[0].Sentence, StringComparison.Ordinal);
        Assert.Contains("Wilson", page.Charts[2].Sentence, StringComparison.Ordinal);
        Assert.Equal(Demo.Sweep.Cells.Count, page.Tables.Single().Rows.Count);
    }

    [Fact]
    public void A_cell_of_one_seed_has_a_point_and_no_interval()
    {
        var sweep = Demo.Sweep with { Cells = [.. Demo.Sweep.Cells.Select(cell => cell with { Runs = [cell.Runs[0]] })] };
        Assert.All(SweepPage.Of(sweep).Charts[0].Series.Where(series => series.Kind == "points").SelectMany(series => series.Points), point => Assert.Equal(2, point.Length));
        Assert.All(SweepPage.Of(sweep).Charts[2].Series.SelectMany(series => series.Points), point => Assert.Equal(4, point.Length)); // of a proportion one run is enough
    }

    [Fact]
    public void A_key_that_spans_decades_has_a_logarithmic_axis()
    {
        var sizes = new[] { 100, 1_000, 10_000 }.Select((n, i) => Demo.Sweep.Cells[i] with { At = [n, 5] }).ToList();
        var axis = SweepPage.Of(Demo.Sweep with { Cells = sizes }).Charts[0].X;
        Assert.True(axis.IsLog);
        Assert.Equal([100, 1_000, 10_000], axis.Ticks!);
        Assert.True(axis.From > 0);
    }

    [Fact]
    public void More_lines_than_can_be_told_apart_are_said_to_be_left_out()
    {
        var cells = Enumerable.Range(0, 20).Select(i => Demo.Sweep.Cells[0] with { At = [i % 2, i / 2] }).ToList();
        var chart = SweepPage.Of(Demo.Sweep with { Cells = cells }).Charts[0];
        Assert.Contains("The first 6 of 10 combinations", chart.Sentence, StringComparison.Ordinal);
    }

    private static Chart Chart(RunOutcome outcome, string id) => RunPage.Of(outcome).Charts.Single(chart => chart.Id == id);

    private static FraudRow Fraud(string behaviour, long committed, long? detected) =>
        new(1, behaviour, 1, "double-spend", committed, detected, detected, detected, detected, 0, 0);

    private static SampleRow Sample(long at, long halves, long bytes) => new(at, 10, halves, 0, bytes, 0, 0, 0, 0, 0, 0, 0);
}
