using static EnerDatX.Node.Tests.Cli.Canned;

namespace EnerDatX.Node.Tests.Cli;

public sealed class SellCommandTests
{
    private const string Imported = $$"""
        {"asset":"{{Asset}}","description":{"period_start":"2025-03-20T00:00:00Z","period_end":"2025-03-21T00:00:00Z","period_start_seconds":1742428800,
          "period_end_seconds":1742515200,"resolution":900,"channels":["import","export"],"rows":192,"quality_permille":987,"location":"NL-35","source":"dsmr-p1","meter":"00ff"},
         "segments":[{"index":0,"cid":"bafy","readings_root":"00","plaintext_sha256":"11","payload_bytes":5}],"warnings":["skipped telegram 3"]}
        """;

    private static readonly string File = Path.Combine(AppContext.BaseDirectory, "samples", "p1", "nl-v5-five-minute-gas.p1");

    [Fact]
    public async Task An_offer_is_the_price_first_and_the_dataset_second()
    {
        await using var node = await Market();
        var (exit, output, error) = await node.Run("sell", Asset, "--price", "12.05", "--currency", "EURX", "--licence", "exclusive", "--hours", "24");
        Assert.Equal((0, ""), (exit, error));
        Assert.Equal("Order 4: EWaa11 is offered for 12.05 EURX, for 24 h. Withdraw it with: ./enerdatx market cancel 4", output.Trim());
        var ask = node.Seen[^1];
        Assert.Equal(("PUT", "/market/asks"), (ask.Method, ask.Path));
        Assert.Equal("first_asset_amount=1205&first_asset_type=EURX&second_asset_amount=1&second_asset_type=EWaa11&timeout=86400&licence=exclusive", ask.Body);
    }

    [Fact]
    public async Task With_a_meters_file_the_dataset_is_made_first()
    {
        await using var node = await Market();
        node.Answer("POST", "/api/v1/datasets?location=NL-35%20south&resolution=900&segments=2&original=true", Imported);
        var (exit, output, error) = await node.Run("sell", "--meter", File, "--price", "10", "--location", "NL-35 south", "--segments", "2", "--original");
        Assert.Equal((0, ""), (exit, error));
        Assert.Equal(System.IO.File.ReadAllText(File), node.Seen[1].Body);
        Assert.StartsWith("Dataset EWaa11\n192 readings (import, export) from 2025-03-20T00:00:00Z to 2025-03-21T00:00:00Z, every 900 s, 987 of 1000 measured; ", output, StringComparison.Ordinal);
        Assert.Contains("Note: skipped telegram 3\nOrder 4: EWaa11 is offered for 10 DUM1, for 1 h.", output, StringComparison.Ordinal);
        Assert.EndsWith("&timeout=3600&licence=copy", node.Seen[^1].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Name either an asset or --meter FILE.", "--price", "10")]
    [InlineData("Name either an asset or --meter FILE.", Asset, "--meter", "p1.txt", "--price", "10")]
    [InlineData("--hours is 1 to 24.", Asset, "--price", "10", "--hours", "25")]
    [InlineData("1.5 is no price: a number above 0 with at most 0 digits behind the point.", "--meter", "p1.txt", "--price", "1.5")]
    [InlineData("This node knows no currency GOLD; it knows DUM1, EURX.", Asset, "--price", "1", "--currency", "GOLD")]
    [InlineData("missing.p1: Could not find file", "--meter", "missing.p1", "--price", "10")]
    public async Task An_offer_that_cannot_be_made_changes_nothing(string reason, params string[] arguments)
    {
        await using var node = await Market();
        var (exit, output, error) = await node.Run(["sell", .. arguments]);
        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith(reason, error, StringComparison.Ordinal);
        Assert.All(node.Seen, request => Assert.Equal("GET", request.Method));
    }

    [Fact]
    public async Task A_file_that_the_node_refuses_is_not_offered()
    {
        await using var node = await Market();
        node.Answer(400, "POST", "/api/v1/datasets?resolution=900&segments=1", """{"error":"the file has several meters; name one of a, b"}""");
        Assert.Equal((1, "", "the file has several meters; name one of a, b\n"), await node.Run("sell", "--meter", File, "--price", "10"));
        Assert.DoesNotContain(node.Seen, request => request.Method == "PUT");
    }

    [Fact]
    public async Task Importing_says_what_was_made_and_how_to_go_on()
    {
        await using var node = await Market();
        node.Answer("POST", "/api/v1/datasets?timezone=Europe%2FBrussels&resolution=3600&segments=1&meter=m%261", Imported);
        var (exit, output, error) = await node.Run("meter", "import", File, "--timezone", "Europe/Brussels", "--resolution", "3600", "--meter-id", "m&1");
        Assert.Equal((0, ""), (exit, error));
        Assert.EndsWith("Sell it with: ./enerdatx sell EWaa11 --price 10\n", output, StringComparison.Ordinal);
        Assert.Equal((0, Imported, ""), Trimmed(await node.Run("meter", "import", File, "--timezone", "Europe/Brussels", "--resolution", "3600", "--meter-id", "m&1", "--json")));
    }

    private static (int, string, string) Trimmed((int Exit, string Output, string Error) run) => (run.Exit, run.Output.TrimEnd(), run.Error);

    private static async Task<CannedNode> Market() => (await CannedNode.Start()).Answer("PUT", "/market/asks", BidPlaced);
}
