using EnerDatX.Benchmarks.Report;

namespace EnerDatX.Benchmarks.Tests;

public sealed class ContestTests
{
    private static readonly Contestant Yardstick = new("yardstick", "1/s", round => Rate.Of(100 + round), "yardstick", Goal.None);

    [Fact]
    public void A_ratio_is_taken_within_each_round_and_the_warm_up_does_not_count()
    {
        // Half as fast as the yardstick in every round, however fast that was; the warm-up was slow.
        var half = new Contestant("half", "1/s", round => Rate.Of(round == 0 ? 1 : (100 + round) / 2.0), "yardstick", Goal.RatioOf(0.5, "yardstick"));
        var rows = Contest.Run([Yardstick, half], rounds: 5);
        Assert.Equal((103, 1, true), (rows[0].Value, rows[0].Ratio, rows[0].Reached));
        Assert.Equal((51.5, 0.5, true), (rows[1].Value, rows[1].Ratio, rows[1].Reached));
    }

    [Fact]
    public void All_rows_are_measured_in_every_round()
    {
        var order = new List<string>();
        Contestant Noting(string name) => new(name, "1/s", round =>
        {
            order.Add($"{name}{round}");
            return Rate.Of(1);
        }, null, Goal.AtLeast(1, "1/s"));
        Contest.Run([Noting("a"), Noting("b")], rounds: 2);
        Assert.Equal(["a0", "b0", "a1", "b1", "a2", "b2"], order);
    }

    [Theory]
    [InlineData(99, false)]
    [InlineData(100, true)]
    public void A_goal_is_reached_at_its_number(double value, bool reached)
    {
        var row = Contest.Run([new Contestant("row", "1/s", _ => Rate.Of(value), null, Goal.AtLeast(100, "1/s"))], rounds: 1).Single();
        Assert.Equal((value / 100, reached), (row.Ratio, row.Reached));
    }

    [Theory]
    [InlineData(600, true)]
    [InlineData(600.5, false)]
    public void What_must_be_small_is_reached_below_its_number(double value, bool reached) =>
        Assert.Equal(reached, Contest.Run([new Contestant("row", "MB", _ => Rate.Of(value), null, Goal.AtMost(600, "MB"))], rounds: 1).Single().Reached);

    [Fact]
    public void A_row_and_its_yardstick_are_read_from_the_same_clock()
    {
        Contestant Yard(string name) => new(name, "1/s", _ => new Rate(Wall: 10, Core: 1_000), "yard", Goal.None);
        var row = new Contestant("row", "1/s", _ => new Rate(Wall: 5, Core: 100), "yard", Goal.RatioOf(0.2, "yard"));
        Assert.Equal([1, 0.1], Contest.Run([Yard("yard"), row], rounds: 1).Select(one => one.Ratio));
        Assert.Equal([1, 0.5], Contest.Run([Yard("yard"), row with { IsByWall = true }], rounds: 1).Select(one => one.Ratio));
    }

    [Fact]
    public void The_median_of_an_even_number_of_rounds_lies_between_the_middle_two() =>
        Assert.Equal(2.5, Numbers.Median([4, 1, 2, 3]));
}
