using System.Text.RegularExpressions;

namespace EnerDatX.Core.Tests;

/// <summary>The house rules that a reader cannot see at a glance, checked over the sources.</summary>
public sealed partial class StyleTests
{
    private const int MaxLinesPerFile = 400;

    private static readonly string[] VagueWords = ["Manager", "Helper", "Util", "Utils", "Service", "Processor", "Engine", "Impl"];

    private static readonly string Root = ProjectFolder.PathOf();

    [Fact]
    public void Every_file_is_short() =>
        Assert.DoesNotContain(Sources(), file => File.ReadLines(file).Count() > MaxLinesPerFile);

    [Fact]
    public void Every_file_is_named_in_words_of_the_domain() =>
        Assert.DoesNotContain(Sources(), file =>
            VagueWords.Any(word => Path.GetFileNameWithoutExtension(file).EndsWith(word, StringComparison.Ordinal)));

    [Fact]
    public void Nothing_is_caught_that_is_not_understood() =>
        Assert.DoesNotContain(Sources(), file => CatchAll().IsMatch(File.ReadAllText(file)) || EmptyCatch().IsMatch(File.ReadAllText(file)));

    [Fact]
    public void The_core_and_the_peer_see_neither_disk_nor_network_and_the_core_no_actors()
    {
        var core = Directory.EnumerateFiles(Path.Combine(Root, "src", "EnerDatX.Core"), "*.cs", SearchOption.AllDirectories).ToList();
        Assert.NotEmpty(core);
        Assert.All(core, file => Assert.DoesNotContain("using Akka", File.ReadAllText(file), StringComparison.Ordinal));
        var banned = File.ReadAllText(Path.Combine(Root, "build", "BannedSymbols.Pure.txt"));
        Assert.All(
            new[] { "System.DateTime.UtcNow", "System.Random", "System.IO.File", "System.Net.Sockets.Socket" },
            symbol => Assert.Contains(symbol, banned, StringComparison.Ordinal));
        Assert.All(
            new[] { "EnerDatX.Core", "EnerDatX.Peer" },
            project => Assert.Contains("BannedSymbols.Pure.txt", File.ReadAllText(Path.Combine(Root, "src", project, $"{project}.csproj")), StringComparison.Ordinal));
    }

    private static List<string> Sources()
    {
        var sources = new[] { "src", "sim", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories))
            .ToList();
        Assert.True(sources.Count > 100, "the sources were not found");
        return sources;
    }

    /// <summary>A filter says what is understood, so that a catch with one is fine.</summary>
    [GeneratedRegex(@"catch\s*(\(\s*Exception(\s+\w+)?\s*\))\s*\{")]
    private static partial Regex CatchAll();

    [GeneratedRegex(@"catch[^{]*\{\s*\}")]
    private static partial Regex EmptyCatch();
}
