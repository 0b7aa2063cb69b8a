using System.Text.Json.Nodes;
using EnerDatX.Laboratory.Tests.Outputs;

namespace EnerDatX.Laboratory.Tests.Sweeps;

public sealed class ReplayProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_with_files_of_its_own_is_done_again_without_the_folder_that_they_came_from()
    {
        Directory.CreateDirectory(_folder.Of("input"));
        File.WriteAllText(_folder.Of("input/places.txt"), "1 20\n20 1\n");
        File.WriteAllText(_folder.Of("input/places.conf"), Small.Scenario + "network.latency { kind = matrix, file = \"places.txt\" }\n");
        Assert.Equal(0, SimProgram.Run("run", _folder.Of("input/places.conf"), "--out", _folder.Of("kept"), "--quiet").Code);
        Directory.Delete(_folder.Of("input"), recursive: true);
        Directory.Move(_folder.Of("kept"), _folder.Of("moved"));
        Assert.DoesNotContain(_folder.Path, File.ReadAllText(_folder.Of("moved/run.json")), StringComparison.Ordinal);

        var (code, output, error) = SimProgram.Run("replay", _folder.Of("moved"), "--quiet");
        Assert.True(code == 0, output + error);
        Assert.Contains($"the same: trace {TraceOf("moved")}", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_was_another_is_told_by_the_first_step_that_differs()
    {
        File.WriteAllText(_folder.Of("small.conf"), Small.Scenario);
        foreach (var seed in new[] { "1", "2" })
        {
            Assert.Equal(0, SimProgram.Run("run", _folder.Of("small.conf"), "--out", _folder.Of(seed), "--seed", seed, "--quiet").Code);
        }

        // The same run, but that what it is said to have been from some datagram on is another.
        var run = JsonNode.Parse(File.ReadAllText(_folder.Of("1/run.json")))!;
        run["trace_hash"] = TraceOf("2");
        File.WriteAllText(_folder.Of("1/run.json"), run.ToJsonString());
        var (mine, other) = (File.ReadAllBytes(_folder.Of("1/trace.bin")), File.ReadAllBytes(_folder.Of("2/trace.bin")));
        const int Common = 100 * sizeof(ulong);
        File.WriteAllBytes(_folder.Of("1/trace.bin"), [.. mine[..Common], .. other[Common..]]);

        var (code, output, _) = SimProgram.Run("replay", _folder.Of("1"), "--quiet");
        Assert.Equal(1, code);
        Assert.Matches($"^the traces differ \\({TraceOf("2")} before, [0-9a-f]{{16}} now\\): the first difference is among datagrams 101 to 101, at or after -?[0-9]+ ms of virtual time\n$", output);
    }

    [Fact]
    public void A_run_of_another_seed_differs_from_its_first_datagram_on_and_in_its_files()
    {
        File.WriteAllText(_folder.Of("small.conf"), Small.Scenario);
        Assert.Equal(0, SimProgram.Run("run", _folder.Of("small.conf"), "--out", _folder.Of("a"), "--quiet").Code);
        var run = JsonNode.Parse(File.ReadAllText(_folder.Of("a/run.json")))!;
        run["seed"] = 77;
        File.WriteAllText(_folder.Of("a/run.json"), run.ToJsonString());

        var (code, output, _) = SimProgram.Run("replay", _folder.Of("a"), "--quiet");
        Assert.Equal(1, code);
        Assert.Contains("the first difference is among datagrams 1 to 1, at the very beginning", output, StringComparison.Ordinal);
        Assert.Contains("blocks.csv differs", output, StringComparison.Ordinal);
    }

    private string TraceOf(string folder) => (string)JsonNode.Parse(File.ReadAllText(_folder.Of($"{folder}/run.json")))!["trace_hash"]!;
}
