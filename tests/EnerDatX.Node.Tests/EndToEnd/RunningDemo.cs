using System.Diagnostics;
using System.Text.Json.Nodes;

namespace EnerDatX.Node.Tests.EndToEnd;

/// <summary>Runs the built program as a user does, in a process of its own.</summary>
internal static class Program
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "enerdatx.dll");

    public static async Task<(int ExitCode, string Output, string Error)> Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, await output, await error);
    }
}

/// <summary>One run of the demo, shared by the tests that look at what it says.</summary>
public sealed class RunningDemo : IAsyncLifetime
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("enerdatx-test-").FullName;

    public JsonNode Result { get; private set; } = new JsonObject();

    public string Story { get; private set; } = string.Empty;

    public async Task InitializeAsync()
    {
        var (exitCode, output, error) = await Program.Run("demo", "--once", "--json", "--state", Folder, "--owner-port", "0", "--buyer-port", "0");
        Assert.True(exitCode == 0, $"exit code {exitCode}\n{output}\n{error}");
        Result = JsonNode.Parse(output)!;
        Story = error;
    }

    public Task DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return Task.CompletedTask;
    }
}
