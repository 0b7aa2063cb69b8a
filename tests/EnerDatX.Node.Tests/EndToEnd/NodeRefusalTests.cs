namespace EnerDatX.Node.Tests.EndToEnd;

/// <summary>What a node says when it cannot start, and what it says to orders that cannot be.</summary>
public sealed class NodeRefusalTests
{
    [Fact]
    public async Task A_second_process_on_the_same_state_folder_is_refused()
    {
        await using var nodes = await TwoNodes.Start();

        var (exitCode, _, error) = await Program.Run("node", "--state", nodes.State("owner"), "--api-port", "0");

        Assert.Equal(1, exitCode);
        Assert.Contains("another node", error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        await using var nodes = await TwoNodes.Start();
        var port = new Uri(nodes.Owner.Api.Address).Port;

        var (exitCode, _, error) = await Program.Run("node", "--state", nodes.State("other"), "--api-port", $"{port}", "--udp-port", "0", "--gateway-port", "0");

        Assert.Equal(1, exitCode);
        Assert.Contains($"api port {port}", error, StringComparison.Ordinal);
        Assert.Contains("--api-port", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--api-port", "99999")]
    [InlineData("--udp-port", "-1")]
    [InlineData("--gateway-port", "65536")]
    public async Task A_port_that_cannot_be_is_refused_in_one_line(string option, string port)
    {
        var state = Directory.CreateTempSubdirectory("enerdatx-test-");

        var (exitCode, _, error) = await Program.Run("node", "--state", Path.Combine(state.FullName, "n"), option, port);

        state.Delete(recursive: true);
        Assert.Equal(1, exitCode);
        Assert.Equal($"{option} is 0 to 65535, not {port}.", error.Trim());
    }

    [Theory]
    [InlineData("--gateway-port is a port or none, not any.", "--gateway-port", "any")]
    [InlineData("--announce tells buyers of the gateway, and with --gateway-port none there is none.", "--announce", "a.example", "--gateway-port", "none")]
    [InlineData("--announce takes HOST or HOST:PORT, not a.example:.", "--announce", "a.example:")]
    [InlineData("--announce takes HOST or HOST:PORT, not :80.", "--announce", ":80")]
    [InlineData("--announce takes HOST or HOST:PORT, not a.example:65536.", "--announce", "a.example:65536")]
    public async Task A_gateway_that_cannot_be_is_refused_in_one_line(string sentence, params string[] arguments)
    {
        var state = Directory.CreateTempSubdirectory("enerdatx-test-");

        var (exitCode, _, error) = await Program.Run(["node", "--state", Path.Combine(state.FullName, "n"), .. arguments]);

        state.Delete(recursive: true);
        Assert.Equal((1, sentence), (exitCode, error.Trim()));
    }

    [Fact]
    public async Task A_key_file_that_others_can_read_is_refused()
    {
        await using var nodes = await TwoNodes.Start();
        var key = Path.Combine(nodes.State("owner"), "key");
        var open = Path.Combine(nodes.State("issuer"), "open-key");
        File.Copy(key, open);
        File.SetUnixFileMode(open, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        var (exitCode, _, error) = await Program.Run("node", "0", nodes.State("third"), open);

        Assert.Equal(1, exitCode);
        Assert.Contains("chmod 600", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_without_its_ledger_does_not_start()
    {
        await using var nodes = await TwoNodes.Start();
        await nodes.Owner.DisposeAsync();
        foreach (var file in Directory.GetFiles(nodes.State("owner"), "ledger.db*"))
        {
            File.Delete(file);
        }

        var (exitCode, _, error) = await Program.Run("node", "--state", nodes.State("owner"), "--api-port", "0");

        Assert.Equal(1, exitCode);
        Assert.Contains("ledger", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Orders_that_cannot_be_are_refused_and_nothing_is_lost()
    {
        await using var nodes = await TwoNodes.Start();
        await nodes.StartBuyer();
        await nodes.Offer(price: 10_000);
        var gone = "EW" + new string('0', 64);

        await Refused("/market/bids", nodes.Order(10_000), "nsufficient tokens");
        await Refused("/market/bids", nodes.Order(10, gone), "Nobody offers");
        await Refused("/market/asks", nodes.Order(10), "do not own");
        await Refused("/market/bids", [("first_asset_amount", "10.5"), .. nodes.Order(10)[1..]], "integer");
        Assert.Equal(TwoNodes.Faucet, await TwoNodes.Balance(nodes.Buyer));

        async Task Refused(string path, (string, string)[] order, string reason)
        {
            var refusal = await Assert.ThrowsAsync<IOException>(() => nodes.Buyer.Api.Put(path, order));
            Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_telegram_with_a_wrong_checksum_is_refused_by_the_node()
    {
        await using var nodes = await TwoNodes.Start();
        var file = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "demo", "household-day.p1"));
        var first = file[..(Array.IndexOf(file, (byte)'!') + 7)];
        first[30] ^= 1;

        var refusal = await Assert.ThrowsAsync<IOException>(() => nodes.Owner.Api.Post("/api/v1/datasets", first));

        Assert.Contains("checksum", refusal.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_single_telegram_is_refused_with_the_reason_that_an_interval_has_two_ends()
    {
        await using var nodes = await TwoNodes.Start();
        var file = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "demo", "household-day.p1"));
        var first = file[..(Array.IndexOf(file, (byte)'!') + 7)];

        var refusal = await Assert.ThrowsAsync<IOException>(() => nodes.Owner.Api.Post("/api/v1/datasets", first));

        Assert.Contains("counts of at least two moments", refusal.Message, StringComparison.Ordinal);
    }
}
