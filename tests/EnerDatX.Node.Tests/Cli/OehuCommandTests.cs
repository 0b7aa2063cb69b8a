using System.Text.Json;

namespace EnerDatX.Node.Tests.Cli;

public sealed class OehuCommandTests
{
    private const string Device = "00000000000000000000000000000000000000000000000000000000000000a1";
    private const string Imported = """
        {"asset":"EWaa11","description":{"period_start":"2025-03-10T09:00:00Z","period_end":"2025-03-10T09:15:00Z","period_start_seconds":1741597200,
          "period_end_seconds":1741598100,"resolution":900,"channels":["import"],"rows":1,"quality_permille":1000,"location":"","source":"oehu","meter":"00ff"},
         "segments":[{"index":0,"cid":"bafy","readings_root":"00","plaintext_sha256":"11","payload_bytes":5}],"warnings":[]}
        """;

    private static readonly string Devices = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "samples", "oehu", "devices.json"));

    [Fact]
    public async Task Devices_are_listed_with_and_without_a_reading()
    {
        await using var oehu = await CannedNode.Start();
        oehu.Answer("GET", "/devices", Devices);
        Assert.Equal(
            [
                "device|type|household|place|last update|reading",
                $"{Device}|SMART_METER|house, 3 persons|52.090737, 5.121420|2025-03-10T09:00:00Z|352344 Wh imported",
                $"{Device[..^2]}b2|SMART_METER|office, 5 persons|–|never|none",
            ],
            await MarketCommandTests.Table(oehu, "meter", "oehu", "--url", oehu.Address));
        Assert.Equal("", Assert.Single(oehu.Seen).Authorization);
    }

    [Fact]
    public async Task Listing_needs_no_node_and_can_print_JSON()
    {
        await using var oehu = await CannedNode.Start();
        oehu.Answer("GET", "/api/devices?deviceId=a%261", Devices);
        var (exit, output, _) = await CannedNode.Invoke("meter", "oehu", "--url", $"{oehu.Address}/api/", "--device", "a&1", "--json", "--state", "nowhere");
        Assert.Equal(0, exit);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("oehu", json.RootElement.GetProperty("format").GetString());
    }

    [Theory]
    [InlineData(500, "", "answered with HTTP status 500.")]
    [InlineData(302, "http://127.0.0.1:1/devices", "answered with HTTP status 302.")]
    [InlineData(200, "<html>", "does not list devices: ")]
    [InlineData(200, "[]", "does not list devices: an empty list: no device in it")]
    public async Task What_is_no_list_of_devices_is_refused(int status, string body, string reason)
    {
        await using var oehu = await CannedNode.Start();
        oehu.Answer(status, "GET", "/devices", body);
        var (exit, output, error) = await CannedNode.Invoke("meter", "oehu", "--url", oehu.Address);
        Assert.Equal((1, ""), (exit, output));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_without_end_is_not_read_to_its_end()
    {
        await using var oehu = await CannedNode.Start();
        oehu.Answer("GET", "/devices", new string(' ', 16 * 1024 * 1024 + 1));
        var (_, _, error) = await CannedNode.Invoke("meter", "oehu", "--url", oehu.Address);
        Assert.EndsWith("answered more than 16777216 bytes.", error.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Counts_of_one_device_are_gathered_and_given_to_the_node_as_one_file()
    {
        await using var oehu = await CannedNode.Start();
        await using var node = await CannedNode.Start();
        oehu.Answer("GET", $"/devices?deviceId={Device}", Reported(1741597200, "352.344"), Reported(1741598100, "352.56099999999998"));
        node.Answer("GET", "/market/orders?limit=0", """{"orders":[]}""");
        node.Answer("POST", $"/api/v1/datasets?location=NL-35&resolution=900&segments=1&meter={Device}", Imported);
        var (exit, output, error) = await node.Run(
            "meter", "oehu", "--url", oehu.Address, "--device", Device, "--import", "--readings", "2", "--every", "1", "--location", "NL-35");
        Assert.Equal((0, ""), (exit, error));
        Assert.StartsWith("Reading 1 of 2: 2025-03-10T09:00:00Z\nReading 2 of 2: 2025-03-10T09:15:00Z\nDataset EWaa11\n", output, StringComparison.Ordinal);
        using var file = JsonDocument.Parse(node.Seen[^1].Body);
        Assert.Equal(["352.344", "352.56099999999998"], file.RootElement.EnumerateArray().Select(entry =>
            entry.GetProperty("metadata").GetProperty("metadata").GetProperty("electricityReceived").GetProperty("total").GetRawText()));
    }

    [Fact]
    public async Task A_device_that_reports_nothing_new_gives_no_interval()
    {
        await using var oehu = await CannedNode.Start();
        await using var node = await CannedNode.Start();
        oehu.Answer("GET", $"/devices?deviceId={Device}", Reported(1741597200, "352.344"));
        node.Answer("GET", "/market/orders?limit=0", """{"orders":[]}""");
        var (exit, output, error) = await node.Run("meter", "oehu", "--url", oehu.Address, "--device", Device, "--import", "--every", "1");
        Assert.Equal(1, exit);
        Assert.Contains("Reading 2 of 2: 2025-03-10T09:00:00Z, not new", output, StringComparison.Ordinal);
        Assert.StartsWith($"Device {Device} reported only once in this time", error, StringComparison.Ordinal);
        Assert.DoesNotContain(node.Seen, request => request.Method == "POST");
    }

    [Theory]
    [InlineData("--import needs --device ID.", "--import")]
    [InlineData("--readings is 2 to 4032", "--import", "--device", "a", "--readings", "1")]
    [InlineData("--readings is 2 to 4032", "--import", "--device", "a", "--readings", "4033")]
    [InlineData("--every is 1 to 86400 seconds.", "--import", "--device", "a", "--every", "0")]
    [InlineData("there is no /market/orders", "--import", "--device", "a")]
    [InlineData("there is no reading of device a", "--import", "--device", "a")]
    public async Task What_cannot_be_imported_is_said_before_any_waiting(string reason, params string[] options)
    {
        await using var node = await CannedNode.Start();
        node.Answer("GET", "/devices?deviceId=a", Devices);
        if (reason.StartsWith("there is no reading", StringComparison.Ordinal))
        {
            node.Answer("GET", "/market/orders?limit=0", """{"orders":[]}""");
        }

        var (exit, _, error) = await node.Run(["meter", "oehu", "--url", node.Address, .. options]);
        Assert.Equal(1, exit);
        Assert.StartsWith(reason, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("127.0.0.1:3000")]
    [InlineData("http://127.0.0.1/?a=b")]
    public async Task What_is_no_address_of_a_server_is_refused(string url) =>
        Assert.Equal((1, "", $"{url} is no address of a server: http://HOST:PORT\n"), await CannedNode.Invoke("meter", "oehu", "--url", url));

    private static string Reported(long seconds, string total) => $$"""
        [{"deviceId":"{{Device}}","metadata":{"metadata":{"deviceType":"SMART_METER","lastUpdate":{{seconds}}250,"electricityReceived":{"total":{{total}} } } } }]
        """;
}
