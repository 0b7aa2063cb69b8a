using EnerDatX.Torture.Kill;

namespace EnerDatX.Torture.Tests.Kill;

/// <summary>Real node processes, killed while several users make them sign.</summary>
public sealed class KillRunTests
{
    [Fact]
    public async Task A_node_killed_twenty_times_while_it_signs_loses_and_forks_nothing()
    {
        var cycles = await Run(new KillOptions(20, 1));

        Assert.All(cycles, cycle => Assert.Empty(cycle.Lost));
        Assert.All(cycles, cycle => Assert.Empty(cycle.Forked));
        Assert.Equal(20, cycles.Count);
        Assert.True(cycles.Sum(cycle => cycle.Acknowledged) > 100, "hardly anything was acknowledged");
        Assert.True(cycles.Sum(cycle => cycle.OnWire) > 100, "hardly anything was sent");
    }

    [FactIfTraceable]
    public async Task A_node_whose_disk_keeps_only_what_was_synced_loses_and_forks_nothing()
    {
        var cycles = await Run(new KillOptions(6, 1, PowerLoss: true));

        Assert.All(cycles, cycle => Assert.Empty(cycle.Lost));
        Assert.All(cycles, cycle => Assert.Empty(cycle.Forked));
        Assert.True(cycles.Sum(cycle => cycle.Acknowledged) > 50, "hardly anything was acknowledged");
    }

    [FactIfTraceable]
    public async Task A_disk_that_does_not_keep_what_it_was_told_to_sync_is_found_out()
    {
        var cycles = await Run(new KillOptions(2, 5, PowerLoss: true, LyingDisk: true));

        Assert.NotEmpty(cycles.SelectMany(cycle => cycle.Lost));
    }

    private static async Task<IReadOnlyList<Cycle>> Run(KillOptions options)
    {
        var run = new KillRun(options);
        await using (run)
        {
            await run.Run(_ => { });
        }

        if (!run.IsGood)
        {
            Directory.Delete(run.Folder, recursive: true);
        }

        return run.Cycles;
    }
}
