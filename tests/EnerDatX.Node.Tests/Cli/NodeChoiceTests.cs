using System.Net;
using System.Net.Sockets;

namespace EnerDatX.Node.Tests.Cli;

public sealed class NodeChoiceTests
{
    [Theory]
    [InlineData("wallet")]
    [InlineData("market", "orders")]
    [InlineData("chain")]
    [InlineData("sell", "EWaa", "--price", "1")]
    [InlineData("buy", "EWaa")]
    public async Task Without_a_running_node_a_command_says_how_to_start_one(params string[] command)
    {
        var (exit, output, error) = await CannedNode.Invoke([.. command, "--state", "nowhere/at-all"]);
        Assert.Equal((1, ""), (exit, output));
        Assert.Equal("No node is running with state folder nowhere/at-all; start one with: ./enerdatx node --state nowhere/at-all", error.Trim());
    }

    [Fact]
    public async Task A_node_that_died_and_left_its_files_is_not_running_either()
    {
        await using var node = await CannedNode.Start();
        File.WriteAllText(Path.Combine(node.State, "api-address"), $"http://127.0.0.1:{FreePort()}");
        var (exit, _, error) = await node.Run("wallet");
        Assert.Equal(1, exit);
        Assert.StartsWith($"No node is running with state folder {node.State}; start one with: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_request_shows_the_token()
    {
        await using var node = await CannedNode.Start();
        node.Answer("POST", "/market/orders/7/cancel", """{"cancelled":true}""");
        Assert.Equal((0, "Order 7 is cancelled.\n", ""), await node.Run("market", "cancel", "7"));
        Assert.Equal(new SeenRequest("POST", "/market/orders/7/cancel", $"Bearer {CannedNode.Token}", ""), Assert.Single(node.Seen));
    }

    [Fact]
    public async Task A_node_can_be_named_by_address_and_token_file()
    {
        await using var node = await CannedNode.Start();
        var (exit, output, _) = await CannedNode.Invoke("wallet", "--json", "--api", node.Address, "--token-file", Path.Combine(node.State, "api-token"));
        Assert.Equal((0, CannedNode.Wallets), (exit, output.TrimEnd()));
    }

    [Theory]
    [InlineData("--api and --token-file go together.", "--api", "http://127.0.0.1:1")]
    [InlineData("--api and --token-file go together.", "--token-file", "token")]
    [InlineData("There is no token file missing.", "--api", "http://127.0.0.1:1", "--token-file", "missing")]
    public async Task A_half_named_node_is_refused(string reason, params string[] options) =>
        Assert.Equal((1, "", reason + "\n"), await CannedNode.Invoke(["wallet", .. options]));

    [Theory]
    [InlineData("http://192.0.2.1:8085", "the token would travel unencrypted")]
    [InlineData("http://node.example:8085", "the token would travel unencrypted")]
    [InlineData("ftp://127.0.0.1", "is no address of an API")]
    [InlineData("8085", "is no address of an API")]
    public async Task The_token_goes_to_nobody_over_an_open_network(string api, string reason)
    {
        await using var node = await CannedNode.Start();
        var (exit, _, error) = await CannedNode.Invoke("wallet", "--api", api, "--token-file", Path.Combine(node.State, "api-token"));
        Assert.Equal(1, exit);
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_file_with_anything_else_is_refused_without_showing_it()
    {
        await using var node = await CannedNode.Start();
        File.WriteAllText(Path.Combine(node.State, "api-token"), "secret one\nsecret two");
        Assert.Equal((1, "", "The token file does not hold a token: letters and digits.\n"), await node.Run("wallet"));
    }

    [Theory]
    [InlineData(400, """{"error":"Insufficient tokens: 10 DUM1 needed, 0 there"}""", "Insufficient tokens: 10 DUM1 needed, 0 there")]
    [InlineData(500, """{"error":{"handled":false,"code":"KeyError","message":"it broke"}}""", "it broke")]
    [InlineData(502, "<html>", "The node answered with HTTP status 502.")]
    [InlineData(404, "[]", "The node answered with HTTP status 404.")]
    [InlineData(200, "<html>", "What answers is no node of this version: ")]
    [InlineData(200, """{"purses":{}}""", "What answers is no node of this version: ")]
    [InlineData(200, "null", "The node answered nothing.")]
    public async Task What_the_node_refuses_is_said_in_its_own_words(int status, string body, string reason)
    {
        await using var node = await CannedNode.Start();
        node.Answer(status, "GET", "/wallets", body);
        var (exit, output, error) = await node.Run("wallet");
        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = await CannedNode.Start();
        await using var node = await CannedNode.Start();
        node.Answer(302, "GET", "/wallets", $"{elsewhere.Address}/wallets");
        Assert.Equal((1, "", "The node answered with HTTP status 302.\n"), await node.Run("wallet"));
        Assert.Empty(elsewhere.Seen);
    }

    [Fact]
    public async Task An_answer_without_end_is_not_read_to_its_end()
    {
        await using var node = await CannedNode.Start();
        node.Answer("GET", "/wallets", new string(' ', 16 * 1024 * 1024 + 1));
        Assert.Equal((1, "", "The node answered more than 16777216 bytes.\n"), await node.Run("wallet"));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
