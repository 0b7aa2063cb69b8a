using System.Text.Json;
using EnerDatX.Node.Tests.Cli;

namespace EnerDatX.Node.Tests.EndToEnd;

public sealed class SaleByCommandTests
{
    [Fact]
    public async Task A_meters_file_is_sold_and_bought_with_commands_alone()
    {
        await using var nodes = await TwoNodes.Start();
        await nodes.StartBuyer();
        await Run(nodes, "buyer", "wallet", "create", TwoNodes.Currency);
        await TwoNodes.Until("tokens", async () => (await Run(nodes, "buyer", "wallet")).Contains($"{TwoNodes.Faucet} {TwoNodes.Currency}", StringComparison.Ordinal));
        var file = Path.Combine(AppContext.BaseDirectory, "demo", "household-day.p1");
        Assert.Contains("is offered for 10 DUM1, for 2 h", await Run(nodes, "owner", "sell", "--meter", file, "--price", "10", "--hours", "2", "--segments", "2"), StringComparison.Ordinal);
        await TwoNodes.Until("the offer", async () => (await Offers(nodes)).Count == 1);
        var asset = (await Offers(nodes))[0].GetProperty("asset").GetString()!;
        Assert.EndsWith($"Done: {asset} is yours, for 10 DUM1.\n", await Run(nodes, "buyer", "buy", asset), StringComparison.Ordinal);

        // The data is there before the last half-blocks are.
        await TwoNodes.Until("the order's end", async () =>
            (await Run(nodes, "buyer", "market", "orders")).Contains("completed", StringComparison.Ordinal));
        Assert.Contains("done", await Run(nodes, "buyer", "market", "transactions"), StringComparison.Ordinal);
        Assert.Contains($"{TwoNodes.Faucet - 10} {TwoNodes.Currency}", await Run(nodes, "buyer", "wallet"), StringComparison.Ordinal);
        Assert.Contains(asset, await Run(nodes, "buyer", "wallet", "history", "EW"), StringComparison.Ordinal);
        Assert.Contains("-5 DUM1", await Run(nodes, "buyer", "wallet", "history", "DUM1"), StringComparison.Ordinal);
        Assert.Contains("tx_payment", await Run(nodes, "buyer", "chain"), StringComparison.Ordinal);
        await ShowsALinkedBlock(nodes);

        // A copy may be offered again.
        await Run(nodes, "owner", "sell", asset, "--price", "11");
        Assert.Contains("11 DUM1", await Run(nodes, "owner", "market", "asks"), StringComparison.Ordinal);
        Assert.Equal("Order 2 is cancelled.\n", await Run(nodes, "owner", "market", "cancel", "2"));
        Assert.DoesNotContain("11 DUM1", await Run(nodes, "owner", "market", "asks"), StringComparison.Ordinal);
    }

    private static async Task ShowsALinkedBlock(TwoNodes nodes)
    {
        using var chain = JsonDocument.Parse(await Run(nodes, "buyer", "chain", "show", "--limit", "1", "--json"));
        var issue = chain.RootElement[0].GetProperty("hash").GetString()!;
        var shown = await Run(nodes, "buyer", "chain", "block", issue);
        Assert.Contains("issue, agreement", shown, StringComparison.Ordinal);
        Assert.Contains("Its other side:", shown, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<JsonElement>> Offers(TwoNodes nodes)
    {
        using var offers = JsonDocument.Parse(await Run(nodes, "buyer", "market", "offers", "--json"));
        return [.. offers.RootElement.EnumerateArray().Select(offer => offer.Clone())];
    }

    private static async Task<string> Run(TwoNodes nodes, string who, params string[] command)
    {
        var (exit, output, error) = await CannedNode.Invoke([.. command, "--state", nodes.State(who)]);
        Assert.Equal((0, ""), (exit, error));
        return output;
    }
}
