using System.CommandLine;
using System.Text.Json;
using EnerDatX.Node.Cli;

namespace EnerDatX.Node.Tests;

/// <summary>The vectors beside the test assembly, and the command line run inside this process.</summary>
internal static class ConformanceVectors
{
    public static JsonElement Load(string file)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", file)));
        return json.RootElement.Clone();
    }

    public static List<JsonElement> Items(this JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray()];

    public static string String(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static List<string> Strings(this JsonElement element, string name) => [.. element.Items(name).Select(item => item.GetString()!)];

    public static JsonElement Parse(string line)
    {
        using var json = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 1_000 });
        return json.RootElement.Clone();
    }

    public static string PackedLine(JsonElement block) => JsonSerializer.Serialize(new { packed = block.String("packed") });

    public static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = CommandLine.Root().Parse(arguments).Invoke(new InvocationConfiguration { Output = output, Error = error });
        return (exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs <c>block validate</c> on these lines.</summary>
    public static (int ExitCode, List<JsonElement> Lines) Validate(IEnumerable<string> lines, IEnumerable<string>? preload = null)
    {
        using var input = new StringReader(string.Join('\n', lines));
        using var before = new StringReader(string.Join('\n', preload ?? []));
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = BlockCommand.Validate(input, before, output, error);
        Assert.Equal("", error.ToString());
        return (exitCode, [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)]);
    }
}
