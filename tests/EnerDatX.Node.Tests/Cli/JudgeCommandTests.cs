using System.Text.Json;

namespace EnerDatX.Node.Tests.Cli;

/// <summary>Verdicts from files alone.</summary>
public sealed class JudgeCommandTests : IDisposable
{
    private static readonly List<JsonElement> Vectors = Load();

    private readonly string _folder = Directory.CreateTempSubdirectory("enerdatx-test-").FullName;

    public static TheoryData<string> Names => [.. Vectors.Select(v => v.GetProperty("name").GetString()!)];

    private string File => Path.Combine(_folder, "a.dispute");

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_bundle_is_judged_in_words_as_JSON_and_by_the_exit_code(string name)
    {
        var vector = Vectors.Single(v => v.GetProperty("name").GetString() == name);
        var (verdict, reason, guilty) = (Text(vector, "verdict"), Text(vector, "reason"), Text(vector, "guilty"));
        await System.IO.File.WriteAllBytesAsync(File, Convert.FromHexString(Text(vector, "bundle")));
        var expected = guilty.Length == 0 ? 3 : 0;

        var (exit, output, error) = await CannedNode.Invoke("judge", File);
        Assert.Equal((expected, ""), (exit, error));
        Assert.StartsWith($"{verdict}: {reason}.\n", output, StringComparison.Ordinal);
        Assert.Contains(
            verdict.StartsWith("seller", StringComparison.Ordinal) ? ", the seller" : verdict == "undecidable" ? "nobody, as far as can be known" : ", the buyer",
            output, StringComparison.Ordinal);

        (exit, output, error) = await CannedNode.Invoke("judge", "--json", File);
        Assert.Equal((expected, ""), (exit, error));
        using var json = JsonDocument.Parse(output);
        Assert.Equal((verdict, reason, "test"), (Text(json.RootElement, "verdict"), Text(json.RootElement, "reason"), Text(json.RootElement, "network")));
        Assert.Equal(guilty.Length == 0 ? null : guilty, json.RootElement.GetProperty("guilty").GetString());
        Assert.Equal(
            ["verdict", "reason", "guilty", "seller", "buyer", "network", "trade", "segment", "delivery", "dispute"],
            json.RootElement.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task What_is_no_bundle_is_refused_with_its_reason()
    {
        await AssertRefused("this is no bundle: it does not begin with EDXB", []);
        await AssertRefused("this is no bundle: it does not begin with EDXB", "EDXD and other things"u8.ToArray());
        var good = Convert.FromHexString(Text(Vectors[0], "bundle"));
        await AssertRefused("a half-block is cut off or malformed", good[..^1]);
        await AssertRefused("a part is cut off", [.. good, 1]);
        await AssertRefused("part 9 is not known here", [.. good, 9, 0, 0, 0, 0]);
        good[^1] ^= 1;
        await AssertRefused("the signature of dispute", good);
        var (exit, _, error) = await CannedNode.Invoke("judge", Path.Combine(_folder, "missing"));
        Assert.Equal(1, exit);
        Assert.NotEmpty(error);
    }

    [Fact]
    public async Task A_file_without_end_is_not_read_to_its_end()
    {
        if (!System.IO.File.Exists("/dev/zero"))
        {
            return;
        }

        var (exit, _, error) = await CannedNode.Invoke("judge", "/dev/zero");
        Assert.Equal(1, exit);
        Assert.Contains("longer than any bundle", error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task AssertRefused(string because, byte[] bytes)
    {
        await System.IO.File.WriteAllBytesAsync(File, bytes);
        foreach (var arguments in new string[][] { ["judge", File], ["judge", "--json", File] })
        {
            var (exit, output, error) = await CannedNode.Invoke(arguments);
            Assert.Equal((1, ""), (exit, output));
            Assert.Contains(because, error, StringComparison.Ordinal);
        }
    }

    private static List<JsonElement> Load()
    {
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "enerdatx", "disputes.json")));
        return [.. document.RootElement.GetProperty("bundles").EnumerateArray().Select(bundle => bundle.Clone())];
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
