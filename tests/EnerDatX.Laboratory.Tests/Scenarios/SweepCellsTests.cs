using EnerDatX.Laboratory.Scenarios;

namespace EnerDatX.Laboratory.Tests.Scenarios;

public sealed class SweepCellsTests
{
    private const string Base = "about = \"A test.\"\nseed = 5\nattackers = [ { behaviour = silent, share = 0.1 } ]\n";

    [Fact]
    public void The_last_axis_varies_fastest_and_the_seeds_faster_still() => Assert.Equal(
        [
            "attackers.0.share=0,network.loss=0,seed=5", "attackers.0.share=0,network.loss=0,seed=6",
            "attackers.0.share=0,network.loss=0.2,seed=5", "attackers.0.share=0,network.loss=0.2,seed=6",
            "attackers.0.share=0.5,network.loss=0,seed=5", "attackers.0.share=0.5,network.loss=0,seed=6",
            "attackers.0.share=0.5,network.loss=0.2,seed=5", "attackers.0.share=0.5,network.loss=0.2,seed=6",
        ],
        Names("sweep { repeats = 2, grid { \"attackers.0.share\" = [0, 0.5], \"network.loss\" = [0, 0.2] } }"));

    [Fact]
    public void Points_are_chosen_together_and_run_with_the_grid() => Assert.Equal(
        [
            "gossip.fanout=3,population.owners=50,network.loss=0,seed=5", "gossip.fanout=3,population.owners=50,network.loss=0.1,seed=5",
            "gossip.fanout=5,network.loss=0,seed=5", "gossip.fanout=5,network.loss=0.1,seed=5",
        ],
        Names("sweep { points = [ { gossip.fanout = 3, population.owners = 50 }, { gossip { fanout = 5 } } ], grid { network.loss = [0.0, 0.10] } }"));

    [Fact]
    public void A_cell_is_the_scenario_with_its_settings_and_one_seed()
    {
        var scenario = Given.Read(Base + "sweep { repeats = 3, grid { \"attackers.0.share\" = [0.3], \"duration\" = [2m] } }");
        var cell = SweepCells.Of(scenario)[1];

        Assert.Equal((6ul, 6ul, 1), (cell.Seed, cell.Scenario.Seed, cell.Scenario.Repeats));
        Assert.Null(cell.Scenario.Sweep);
        Assert.Equal([new SweepSetting("attackers.0.share", "0.3"), new SweepSetting("duration", "2m")], cell.Labels);
        Assert.Equal([new AttackPlan("silent", 300, TimeSpan.Zero, TimeSpan.FromMinutes(2), 0, 1, "", 1)], cell.Scenario.Attackers);
        Assert.Equal(scenario.Market, cell.Scenario.Market);
    }

    [Fact]
    public void A_scenario_without_a_sweep_is_run_once_for_each_seed() => Assert.Equal(["seed=5", "seed=6", "seed=7"], Names("repeats = 3"));

    [Fact]
    public void A_sweep_that_names_no_repeats_has_the_scenarios() =>
        Assert.Equal(["network.loss=0,seed=5", "network.loss=0,seed=6"], Names("repeats = 2\nsweep.grid { network.loss = [0] }"));

    [Fact]
    public void Seeds_never_leave_their_range()
    {
        var cells = SweepCells.Of(Given.Read("about = \"A test.\"\nseed = 9223372036854775807\nrepeats = 2"));
        Assert.Equal([(ulong)long.MaxValue, 0ul], cells.Select(cell => cell.Seed));
    }

    [Fact]
    public void Names_fit_a_folder_and_differ_where_the_settings_do()
    {
        var names = Names("sweep.grid { \"attackers.0.group\" = [\"a/b\", \"a:b\", \"a_b\", \"" + new string('x', 300) + "\", \"" + new string('x', 301) + "\"] }");
        Assert.Equal(5, names.Distinct(StringComparer.Ordinal).Count());
        Assert.All(names, name => Assert.Matches("^[A-Za-z0-9.,=_-]{1,140}$", name));
    }

    [Fact]
    public void There_are_as_many_cells_as_are_counted()
    {
        var scenario = Given.Read(Base + "sweep { repeats = 3, points = [ { gossip.fanout = 1 }, { gossip.fanout = 2 } ], grid { network.loss = [0, 0.1] } }");
        Assert.Equal((12, 12), (SweepCells.Of(scenario).Count, (int)SweepCells.Count(scenario)));
    }

    private static List<string> Names(string text) => [.. SweepCells.Of(Given.Read(Base + text)).Select(cell => cell.Name)];
}
