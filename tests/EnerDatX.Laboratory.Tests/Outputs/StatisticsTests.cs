using EnerDatX.Laboratory.Outputs;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Laboratory.Tests.Outputs;

/// <summary>Against numbers that stand in textbooks, or that R prints for the same input.</summary>
public sealed class StatisticsTests
{
    private static readonly double[] Five = [5.1, 4.9, 4.7, 4.6, 5.0];

    [Fact]
    public void The_interval_of_a_mean_is_that_of_a_t_test()
    {
        Assert.Equal(4.86, Statistics.Mean(Five), 12);
        Assert.Equal(0.2073644, Statistics.StandardDeviation(Five), 7);
        var interval = Statistics.MeanInterval(Five)!.Value; // R: t.test(c(5.1, 4.9, 4.7, 4.6, 5.0))$conf.int
        Assert.Equal(4.602524, interval.Low, 5);
        Assert.Equal(5.117476, interval.High, 5);
    }

    [Fact]
    public void One_number_has_a_mean_and_no_interval()
    {
        Assert.Equal(3, Statistics.Mean([3]));
        Assert.Null(Statistics.MeanInterval([3]));
        Assert.Null(Statistics.MeanInterval([]));
        Assert.Throws<ArgumentException>(() => Statistics.Mean([]));
        Assert.Throws<ArgumentException>(() => Statistics.StandardDeviation([3]));
    }

    [Theory]
    [InlineData(1, 12.706205)]
    [InlineData(9, 2.262157)]
    [InlineData(30, 2.042272)]
    [InlineData(31, 2.039513)]
    [InlineData(60, 2.000298)]
    [InlineData(120, 1.979930)]
    [InlineData(1_000_000, 1.959966)]
    public void The_points_of_students_distribution_are_those_of_the_tables(int freedom, double point) =>
        Assert.InRange(Statistics.Student(freedom), point - 2.5e-6, point + 2.5e-6);

    [Fact]
    public void Students_points_fall_with_every_degree_of_freedom() =>
        Assert.All(Enumerable.Range(1, 200), freedom => Assert.True(Statistics.Student(freedom + 1) < Statistics.Student(freedom)));

    [Theory]
    [InlineData(8, 10, 0.490162, 0.943318)] // R: prop.test(8, 10, correct = FALSE)$conf.int
    [InlineData(0, 10, 0, 0.277533)]
    [InlineData(10, 10, 0.722467, 1)]
    [InlineData(50, 100, 0.403832, 0.596168)]
    public void The_interval_of_a_proportion_is_wilsons(long hits, long tries, double low, double high)
    {
        var interval = Statistics.WilsonInterval(hits, tries)!.Value;
        Assert.Equal(low, interval.Low, 6);
        Assert.Equal(high, interval.High, 6);
    }

    [Fact]
    public void A_proportion_of_nothing_has_no_interval_and_more_than_all_is_refused()
    {
        Assert.Null(Statistics.WilsonInterval(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Statistics.WilsonInterval(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Statistics.WilsonInterval(-1, 1));
    }

    [Fact]
    public void Wilsons_interval_is_within_0_and_1_and_holds_the_proportion() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<NonNegativeInt>(), ArbMap.Default.ArbFor<NonNegativeInt>(),
            (hits, misses) =>
            {
                var tries = (long)hits.Get + misses.Get;
                if (tries == 0)
                {
                    return true;
                }

                var (interval, share) = (Statistics.WilsonInterval(hits.Get, tries)!.Value, (double)hits.Get / tries);
                return 0 <= interval.Low && interval.Low <= share && share <= interval.High && interval.High <= 1 && interval.Low < interval.High;
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_million_tries_without_a_failure_exclude_three_in_a_million()
    {
        Assert.Equal(3e-6, Statistics.RuleOfThree(1_000_000), 15);
        Assert.Equal(1, Statistics.RuleOfThree(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Statistics.RuleOfThree(0));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.25, 2.25)]
    [InlineData(0.5, 4)]
    [InlineData(0.9, 8.5)]
    [InlineData(1, 10)]
    public void Quantiles_are_of_type_7(double p, double value) => Assert.Equal(value, Statistics.Quantile([10, 1, 2, 3, 5, 7], p), 12); // R: quantile(c(…), p)

    [Fact]
    public void What_was_never_seen_keeps_the_distribution_below_1()
    {
        Assert.Equal([(1, 0.25), (2, 0.75)], Statistics.Ecdf([2, 1, 2], 4));
        Assert.Empty(Statistics.Ecdf([], 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => Statistics.Ecdf([1, 2], 1));
    }

    [Fact]
    public void A_distribution_rises_with_every_step() =>
        Prop.ForAll<int[]>(values =>
        {
            var steps = Statistics.Ecdf([.. values.Select(value => (double)value)], values.Length);
            return steps.Count == values.Distinct().Count()
                && steps.Zip(steps.Skip(1)).All(pair => pair.First.Value < pair.Second.Value && pair.First.Share < pair.Second.Share)
                && (values.Length == 0 || steps[^1].Share == 1);
        }).QuickCheckThrowOnFailure();
}
