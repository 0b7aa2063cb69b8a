using System.Text.RegularExpressions;
using static EnerDatX.Node.Tests.Cli.Canned;

namespace EnerDatX.Node.Tests.Cli;

/// <summary>Tables of <c>market</c>, <c>wallet</c> and <c>chain</c>, word by word.</summary>
public sealed partial class MarketCommandTests
{
    private const string Tick = $$$"""
        {"trader_id":"{{{Seller}}}","order_number":7,"assets":{"first":{"amount":1205,"type":"EURX"},"second":{"amount":1,"type":"{{{Asset}}}"}},
         "timeout":3600,"timestamp":1768478400.125,"traded":0,"block_hash":"aa7c7af404000000"}
        """;

    [Theory]
    [InlineData("market")]
    [InlineData("market", "offers")]
    public async Task Offers_say_what_is_sold_for_how_much_and_by_whom(params string[] command)
    {
        await using var node = await CannedNode.Start();
        node.Answer("GET", "/api/v1/offers", List(Offer(1205, "EURX"), Offer(10, mine: true)));
        Assert.Equal(
            [
                "asset|price|licence|period|every|channels|measured|place|seller|score",
                "EWaa11|12.05 EURX|copy|2025-03-20T00:00:00Z – 2025-03-21T00:00:00Z|900 s|import, export|98.7 %|NL-35|cf64c86a6f|0.62",
                "EWaa11|10 DUM1|copy|2025-03-20T00:00:00Z – 2025-03-21T00:00:00Z|900 s|import, export|98.7 %|NL-35|this node|-",
            ],
            await Table(node, command));
    }

    [Fact]
    public async Task Offers_that_the_policy_holds_back_are_listed_on_demand_with_the_reason()
    {
        await using var node = await CannedNode.Start();
        node.Answer("GET", "/api/v1/offers?all=true", List(Offer(10), Offer(99, policy: "too dear")));
        foreach (var command in new string[][] { ["market", "--all"], ["market", "offers", "--all"] })
        {
            var table = await Table(node, command);
            Assert.EndsWith("|seller|score|held back", table[0], StringComparison.Ordinal);
            Assert.EndsWith("|cf64c86a6f|0.62|-", table[1], StringComparison.Ordinal);
            Assert.EndsWith("|cf64c86a6f|0.62|too dear", table[2], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_bid_that_is_held_back_says_why()
    {
        await using var node = await CannedNode.Start();
        node.Answer("GET", "/market/orders", $"{{\"orders\":[{HeldBid}]}}");
        Assert.Equal("4|bid|EWaa11|10 DUM1|open, held back: too much|2026-01-15T12:00:00.000Z|60", (await Table(node, "market", "orders"))[1]);
    }

    [Fact]
    public async Task A_strangers_text_cannot_steer_the_terminal_or_pass_for_markup()
    {
        await using var node = await CannedNode.Start();
        node.Answer("GET", "/api/v1/offers", List(Offer(10, location: "\\u001b[2J[red]\\u202eNL\\u009b\\n")));
        Assert.Contains("?[2J[red]?NL??", (await Table(node, "market"))[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("asks")]
    [InlineData("bids")]
    public async Task Asks_and_bids_are_listed_with_price_and_place_in_time(string side)
    {
        await using var node = await CannedNode.Start();
        node.Answer("GET", $"/market/{side}", $$"""{"{{side}}":[{"asset1":"EURX","asset2":"{{Asset}}","ticks":[{{Tick}}]},{"asset1":"DUM1","asset2":"EWbb22","ticks":[]}]}""");
        Assert.Equal(
            ["asset|price|trader|order|since|seconds|half-block", "EWaa11|12.05 EURX|cf64c86a6f|7|2026-01-15T12:00:00.125Z|3600|aa7c7af404"],
            await Table(node, "market", side));
    }

    [Fact]
    public async Task Orders_say_how_they_stand()
    {
        await using var node = await CannedNode.Start();
        node.Answer("GET", "/market/orders", $$$"""
            {"orders":[{"trader_id":"{{{Seller}}}","order_number":1,"assets":{"first":{"amount":10,"type":"DUM1"},"second":{"amount":1,"type":"{{{Asset}}}"}},
              "reserved_quantity":0,"traded":1,"timeout":60,"timestamp":1768478400.0,"completed_timestamp":1768478401.5,"is_ask":false,"cancelled":false,"status":"completed"}]}
            """);
        Assert.Equal(
            ["order|kind|asset|price|status|since|seconds", "1|bid|EWaa11|10 DUM1|completed|2026-01-15T12:00:00.000Z|60"],
            await Table(node, "market", "orders"));
    }

    [Fact]
    public async Task Transactions_say_how_they_ended_and_why()
    {
        await using var node = await CannedNode.Start();
        node.Answer("GET", "/market/transactions", $$$"""
            {"transactions":[{"trader_id":"00","order_number":1,"partner_trader_id":"{{{Seller}}}","partner_order_number":7,"transaction_number":3,"transaction_id":"aa",
              "assets":{"first":{"amount":10,"type":"DUM1"},"second":{"amount":1,"type":"{{{Asset}}}"}},
              "transferred":{"first":{"amount":5,"type":"DUM1"},"second":{"amount":0,"type":"{{{Asset}}}"}},
              "timestamp":1768478400.0,"payment_complete":false,"status":"error","ending":"refunded","reason":"key lost"}]}
            """);
        Assert.Equal(
            ["trade|asset|price|paid|partner|status|why|since", "3|EWaa11|10 DUM1|5 DUM1|cf64c86a6f|refunded|key lost|2026-01-15T12:00:00.000Z"],
            await Table(node, "market", "transactions"));
    }

    [Fact]
    public async Task An_order_that_is_not_there_cannot_be_cancelled()
    {
        await using var node = await CannedNode.Start();
        node.Answer(404, "POST", "/market/orders/9/cancel", """{"error":"order not found"}""");
        Assert.Equal((1, "", "order not found\n"), await node.Run("market", "cancel", "9"));
    }

    [Fact]
    public async Task A_wallet_shows_the_balance_with_the_currencys_point()
    {
        await using var node = await CannedNode.Start();
        Assert.Equal(
            ["wallet|name|balance|opened", "DUM1|DUM1|90 DUM1|yes", "EURX|EURX|12.05 EURX|no", "EW|Energy Wallet|3 datasets|yes"],
            await Table(node, "wallet"));
    }

    [Fact]
    public async Task The_history_of_tokens_tells_in_from_out()
    {
        await using var node = await CannedNode.Start();
        node.Answer("GET", "/wallets/EURX/transactions", $$"""
            {"transactions":[
              {"id":"ab36b907f1000000","outgoing":false,"from":"e74df37e110e365d","to":"{{Seller}}","amount":10000,"fee_amount":0,"currency":"EURX","timestamp":1768478400.0,"description":"issue"},
              {"id":"aaef2f18cb000000","outgoing":true,"from":"{{Seller}}","to":"9619406fad510a1d","amount":5,"fee_amount":0,"currency":"EURX","timestamp":1768478401.0,"description":"tx_payment"}]}
            """);
        Assert.Equal(
            [
                "when|what|amount|partner|half-block",
                "2026-01-15T12:00:00.000Z|issue|+100.00 EURX|e74df37e11|ab36b907f1",
                "2026-01-15T12:00:01.000Z|tx_payment|-0.05 EURX|9619406fad|aaef2f18cb",
            ],
            await Table(node, "wallet", "history", "EURX"));
    }

    [Fact]
    public async Task A_stamp_beyond_every_calendar_spoils_no_list()
    {
        await using var node = await CannedNode.Start();
        node.Answer("GET", "/wallets/EURX/transactions", $$"""
            {"transactions":[
              {"id":"ab36b907f1000000","outgoing":false,"from":"e74df37e110e365d","to":"{{Seller}}","amount":1,"fee_amount":0,"currency":"EURX","timestamp":9223372036854775.807,"description":"issue"}]}
            """);
        Assert.Equal("9999-12-31T23:59:59.999Z|issue|+0.01 EURX|e74df37e11|ab36b907f1", (await Table(node, "wallet", "history", "EURX"))[1]);
    }

    [Theory]
    [InlineData("EW")]
    [InlineData("ew")]
    public async Task The_history_of_datasets_tells_bought_from_sold(string id)
    {
        await using var node = await CannedNode.Start();
        node.Answer("GET", "/wallets/EW/transactions", $$"""
            {"transactions":[{"id":"aa","outgoing":true,"from":"00","to":"{{Seller}}","amount":1,"fee_amount":0,"hash":"{{Asset}}","timestamp":1768478400.0,"description":"copy"}]}
            """);
        Assert.Equal(["when|what|licence|asset|partner", "2026-01-15T12:00:00.000Z|sold|copy|EWaa11|cf64c86a6f"], await Table(node, "wallet", "history", id));
    }

    [Fact]
    public async Task Opening_a_wallet_is_one_request()
    {
        await using var node = await CannedNode.Start();
        node.Answer("PUT", "/wallets/DUM1", """{"created":true}""");
        Assert.Equal(0, (await node.Run("wallet", "create", "DUM1")).Exit);
        Assert.Equal(("PUT", "/wallets/DUM1"), (node.Seen[0].Method, node.Seen[0].Path));
    }

    /// <summary>The cells of each line, which at least two blanks part.</summary>
    internal static async Task<string[]> Table(CannedNode node, params string[] command)
    {
        var (exit, output, error) = await node.Run(command);
        Assert.Equal((0, ""), (exit, error));
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Gap().Replace(line.Trim(), "|"))];
    }

    [GeneratedRegex(" {2,}")]
    private static partial Regex Gap();
}
