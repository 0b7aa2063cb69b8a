using System.Diagnostics;
using System.Text.Json.Nodes;
using EnerDatX.Laboratory.Tests.Outputs;
using EnerDatX.Laboratory.Tests.Sweeps;

namespace EnerDatX.Laboratory.Tests.Wall;

public sealed class WallProgramTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, "sqlite")]
    [InlineData(2, "memory")]
    public async Task Real_peers_trade_over_UDP_and_leave_neither_folder_nor_process_behind(int processes, string store)
    {
        using var program = Start("--peers", "4", "--processes", $"{processes}", "--store", store, "--seconds", "1", "--warm-up", "0", "--json");
        var (saying, complaining) = (program.StandardOutput.ReadToEndAsync(), program.StandardError.ReadToEndAsync());
        var code = End(program);
        var (output, error) = (await saying, await complaining);

        Assert.True(code == 0, error);
        var result = JsonNode.Parse(output)!;
        Assert.Equal("wall", (string)result["mode"]!);
        Assert.Equal(store, (string)result["store"]!);
        Assert.True((int)result["trades_done"]! > 0, output);
        Assert.True((double)result["datagrams_per_second"]! > 0 && (double)result["cpu_seconds"]! > 0, output);
        var latencies = new[] { "p50", "p90", "p99", "max" }.Select(name => (double)result["latency_ms"]![name]!).ToList();
        Assert.True(latencies[0] > 0, output);
        Assert.Equal(latencies.Order(), latencies);
        Assert.Contains(store == "memory" ? "kept in memory only" : "durable in that peer's SQLite file", (string)result["includes"]!, StringComparison.Ordinal);
        NothingIsLeft();
    }

    [Fact]
    public void A_measurement_that_is_stopped_takes_its_processes_and_folders_with_it()
    {
        using var program = Start("--peers", "4", "--processes", "2", "--quiet");
        SimProgram.Until(() => Directory.EnumerateDirectories(_folder.Path, "part-*", SearchOption.AllDirectories).Count() == 2, "the processes do not start");
        using var kill = Process.Start("kill", ["-TERM", $"{program.Id}"]);

        Assert.Equal(130, End(program));
        NothingIsLeft();
    }

    private void NothingIsLeft()
    {
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
        Assert.Empty(SimProgram.With(_folder.Path));
    }

    private Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sim.dll"), "wall", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TMPDIR"] = _folder.Path },
        })!;

    private static int End(Process program)
    {
        if (!program.WaitForExit(Patience))
        {
            program.Kill(entireProcessTree: true);
            Assert.Fail("it does not end");
        }

        return program.ExitCode;
    }
}
