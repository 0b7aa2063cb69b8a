using EnerDatX.Laboratory.Tests.Sweeps;
using EnerDatX.Torture.Tests.Kill;

namespace EnerDatX.Laboratory.Tests.Outputs;

/// <summary>A real disk that is full, and a real lack of memory.</summary>
public sealed class NoRoomTests : IDisposable
{
    private const int NoRoom = 3;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FactIfMountable]
    public void A_run_whose_results_find_no_room_says_so_leaves_nothing_behind_and_can_be_run_again()
    {
        using var disk = new SmallDisk();
        var runs = Path.Combine(disk.Path, "runs");
        string[] run = ["run", Given(Small.Scenario), "--out", runs, "--quiet"];
        foreach (var freeBytes in new[] { 0, 4_096, 16_384, 65_536 })
        {
            disk.Fill();
            using (var filler = File.OpenWrite(Path.Combine(disk.Path, "filler")))
            {
                filler.SetLength(filler.Length - freeBytes);
            }

            var refused = SimProgram.Run(run);
            Assert.True(refused.Code == NoRoom, $"{freeBytes} bytes free: code {refused.Code}: {refused.Error}");
            Assert.Equal($"There is no room left on the disk for the results in {runs}.", refused.Error.Trim());
            Assert.True(!Directory.Exists(runs) || Directory.GetFileSystemEntries(runs).Length == 0, "something is left");
            disk.MakeRoom();
        }

        var done = SimProgram.Run(run);
        Assert.True(done.Code == 0, done.Error);
    }

    [Fact]
    public void A_run_that_has_no_memory_left_says_so_and_accuses_no_actor()
    {
        var file = Given("""
            about = "More and more half-blocks."
            duration = 20h
            warm-up = 1s
            population { owners = 60, buyers = 0, matchmakers = 1, pv-share = 0 }
            market { offer-every = 0s, buy-every = 0s, start-tokens = 0 }
            ledger { propose-every = 1s }
            network.topology { kind = given, degree = 5 }
            checks { heal-for = 0s }
            """);
        var (code, output, error) = SimProgram.RunWithin(24, "run", file, "--out", _folder.Of("runs"), "--quiet");
        Assert.True(code == NoRoom, $"code {code}: {error}");
        Assert.StartsWith("There is no memory left for this run: ", Assert.Single(error.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.Empty(output.Trim());
        Assert.False(Directory.Exists(_folder.Of("runs")));
    }

    private string Given(string scenario)
    {
        File.WriteAllText(_folder.Of("world.conf"), scenario);
        return _folder.Of("world.conf");
    }
}
