using System.Globalization;
using System.Text.Json.Nodes;
using EnerDatX.Laboratory.Tests.Outputs;

namespace EnerDatX.Laboratory.Tests.Sweeps;

public sealed class SweepProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sweep_gives_the_same_files_with_one_job_and_with_two_and_does_not_run_again_what_is_finished()
    {
        var file = Given("grid.conf", Small.Grid);
        var (code, output, error) = SimProgram.Run("sweep", file, "--out", _folder.Of("two"), "--jobs", "2", "--json");
        Assert.True(code == 0, error);
        var cells = JsonNode.Parse(output)!["cells"]!.AsArray();
        Assert.Equal(["network.loss = 0", "network.loss = 0.2"], cells.Select(cell => (string)cell!["setting"]!));
        Assert.All(cells, cell => Assert.Equal(2, (int)cell!["measures"]![0]!["runs"]!));

        // Half of the other folder is there already, as if the sweep had been stopped.
        Directory.CreateDirectory(_folder.Of("one/cells"));
        foreach (var name in new[] { "sweep.json", "grid.conf" })
        {
            File.Copy(_folder.Of($"two/{name}"), _folder.Of($"one/{name}"));
        }

        string[] kept = ["network.loss=0,seed=2", "network.loss=0.2,seed=1"];
        foreach (var cell in kept)
        {
            Directory.CreateDirectory(_folder.Of($"one/cells/{cell}"));
            foreach (var path in Directory.EnumerateFiles(_folder.Of($"two/cells/{cell}")))
            {
                File.Copy(path, _folder.Of($"one/cells/{cell}/{Path.GetFileName(path)}"));
            }

            File.WriteAllText(_folder.Of($"one/cells/{cell}/timing.json"), "not run again");
        }

        Assert.Equal(0, SimProgram.Run("sweep", file, "--out", _folder.Of("one"), "--jobs", "1").Code);
        Assert.Equal(Small.Files(_folder.Of("two")), Small.Files(_folder.Of("one")));
        Assert.All(kept, cell => Assert.Equal("not run again", File.ReadAllText(_folder.Of($"one/cells/{cell}/timing.json"))));
        Assert.True(File.Exists(_folder.Of("one/cells/network.loss=0,seed=1/timing.json")));

        var (refused, _, why) = SimProgram.Run("sweep", file, "--out", _folder.Of("one"), "--seed", "3");
        Assert.Equal(2, refused);
        Assert.Contains("holds another sweep, or this scenario as it was before", why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sweep_that_is_stopped_keeps_what_is_finished_and_leaves_no_process_behind()
    {
        var runs = _folder.Of("stopped");
        using var sweep = SimProgram.Start("sweep", Given("long.conf", Small.OneLong), "--out", runs, "--jobs", "2");
        SimProgram.Until(() => File.Exists(_folder.Of("stopped/cells/duration=2s,seed=1/run.json")) && SimProgram.With("--cell duration=20h,seed=1 --out " + runs).Count == 1, "the cells do not run");
        sweep.Stop();
        var (code, _, error) = sweep.End();

        Assert.Equal(130, code);
        Assert.Contains("1 of 2 cells are finished and kept", error, StringComparison.Ordinal);
        Assert.Empty(SimProgram.With(runs));
        Assert.Equal(1, (int)JsonNode.Parse(File.ReadAllText(_folder.Of("stopped/sweep.json")))!["runs"]!);
    }

    [Fact]
    public void A_sweep_that_is_killed_leaves_no_process_behind()
    {
        var runs = _folder.Of("killed");
        using var sweep = SimProgram.Start("sweep", Given("long.conf", Small.OneLong), "--out", runs, "--jobs", "2");
        SimProgram.Until(() => SimProgram.With($"--cell duration=20h,seed=1 --out {runs}").Count == 1, "the cell does not run");
        sweep.Kill();
        SimProgram.Until(() => SimProgram.With(runs).Count == 0, "a process stays");
    }

    [Fact]
    public void A_cell_that_is_killed_is_named_with_the_line_that_runs_it_again_and_the_others_go_on()
    {
        var runs = _folder.Of("failing");
        using var sweep = SimProgram.Start("sweep", Given("long.conf", Small.OneLong), "--out", runs, "--jobs", "2");
        SimProgram.Until(() => SimProgram.With($"--cell duration=20h,seed=1 --out {runs}").Count == 1, "the cell does not run");
        using (var cell = System.Diagnostics.Process.GetProcessById(SimProgram.With($"--cell duration=20h,seed=1 --out {runs}")[0]))
        {
            cell.Kill();
        }

        var (code, _, error) = sweep.End();
        Assert.Equal(1, code);
        Assert.Contains(
            $"failed: duration=20h,seed=1: it was killed, as the system does when memory is short; again with: ./enerdatx sim sweep {runs}/long.conf --cell duration=20h,seed=1",
            error, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.Of("failing/cells/duration=2s,seed=1/run.json")));

        var (again, shown, _) = SimProgram.Run("sweep", $"{runs}/long.conf", "--cell", "duration=2s,seed=1");
        Assert.Equal(0, again);
        Assert.Contains((string)JsonNode.Parse(File.ReadAllText(_folder.Of("failing/cells/duration=2s,seed=1/run.json")))!["trace_hash"]!, shown, StringComparison.Ordinal);
    }

    [Fact]
    public void A_scenario_that_repeats_is_run_with_one_seed_after_the_other_and_has_intervals()
    {
        var (code, output, error) = SimProgram.Run("run", Given("twice.conf", "repeats = 2\n" + Small.Scenario), "--seed", "8", "--out", _folder.Of("twice"), "--json");
        Assert.True(code == 0, error);
        Assert.Equal(["seed=8", "seed=9"], Directory.GetDirectories(_folder.Of("twice/cells")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        var bandwidth = JsonNode.Parse(output)!["cells"]![0]!["measures"]!.AsArray().Single(measure => (string)measure!["name"]! == "bandwidth_peer_kb_per_s")!;
        Assert.True((double)bandwidth["low"]! < (double)bandwidth["value"]! && (double)bandwidth["value"]! < (double)bandwidth["high"]!);
    }

    [Theory]
    [InlineData("sweep nowhere.conf --out x", "there is no file nowhere.conf")]
    [InlineData("sweep sweep-attackers", "--out: a sweep needs a folder")]
    [InlineData("sweep sweep-attackers --out x --jobs -1", "--jobs: a whole number of 0 to 1024.")]
    [InlineData("sweep sweep-attackers --out x --jobs two", "two")]
    [InlineData("sweep sweep-attackers --out x --lease 0", "--lease: a whole number of 1 to 3600.")]
    [InlineData("sweep sweep-attackers --out x --seed 9223372036854775808", "--seed: a whole number of 0 to 9223372036854775807.")]
    [InlineData("sweep sweep-attackers --cell seed=1", "--cell: sweep-attackers has no cell seed=1; its 30 cells are named like attackers.0.share=0,seed=1.")]
    [InlineData("sweep sweep-attackers --out x --queue postgres://ed:sec@ret@db/x", "--queue: a PostgreSQL database is written postgres://")]
    [InlineData("replay nowhere", "nowhere has no run.json")]
    public void What_is_not_as_it_must_be_is_refused_with_a_sentence(string arguments, string sentence)
    {
        var (code, output, error) = SimProgram.Run(arguments.Split(' '));
        Assert.Equal(2, code);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.DoesNotContain("sec", error.Replace("seconds", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output + error, StringComparison.Ordinal);
    }

    private string Given(string name, string text)
    {
        File.WriteAllText(_folder.Of(name), text.ToString(CultureInfo.InvariantCulture));
        return _folder.Of(name);
    }
}
