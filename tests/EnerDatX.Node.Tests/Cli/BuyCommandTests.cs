using static EnerDatX.Node.Tests.Cli.Canned;

namespace EnerDatX.Node.Tests.Cli;

public sealed class BuyCommandTests
{
    private const string Offers = "/api/v1/offers?all=true&limit=500&offset=0";
    private const string Trades = "/api/v1/trades?limit=500&offset=0";
    private const int Payment = 0, Credit = 1, Delivery = 2, Receipt = 3, Refund = 4, RefundCredit = 5;

    [Fact]
    public async Task Buying_follows_the_trade_and_says_each_step_once()
    {
        await using var node = await Selling();
        node.Answer(
            "GET",
            Trades,
            "[]",
            List(Trade([0, 0], agreed: false)),
            List(Trade([0, 0])),
            List(Trade([Steps(Payment), 0])),
            List(Trade([Steps(Payment, Credit, Delivery), 0])),
            List(Trade([Steps(Payment, Credit, Delivery, Receipt), Steps(Payment)])),
            List(Trade([Steps(Payment, Credit, Delivery, Receipt), Steps(Payment, Credit, Delivery, Receipt)], status: "completed", ending: "done")));
        var (exit, output, error) = await node.Run("buy", Asset);
        Assert.Equal((0, ""), (exit, error));
        Assert.Equal(
            [
                "Bid 4: 10 DUM1 for EWaa11. Waiting for the seller …",
                "A seller is found (cf64c86a6f): 10 DUM1; the terms are signed by this node.",
                "The seller signed the terms too, and told where the ciphertext is.",
                "Part 1 of 2: the ciphertext is here and checked; 5 DUM1 paid.",
                "Part 1 of 2: the seller confirmed the payment.",
                "Part 1 of 2: the key is here.",
                "Part 1 of 2: it opens what was sold; receipt signed.",
                "Part 2 of 2: the ciphertext is here and checked; 5 DUM1 paid.",
                "Part 2 of 2: the seller confirmed the payment.",
                "Part 2 of 2: the key is here.",
                "Part 2 of 2: it opens what was sold; receipt signed.",
                "Done: EWaa11 is yours, for 10 DUM1.",
            ],
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Without_a_price_the_cheapest_offer_of_somebody_else_counts()
    {
        await using var node = await Selling();
        node.Answer("GET", Offers, List(Offer(12), Offer(3, mine: true), Offer(9, "EURX"), Offer(10), Offer(1, asset: "EWbb22")));
        Assert.Equal((0, $"Bid 4: 10 DUM1 for {Asset}.\n", ""), await node.Run("buy", Asset, "--currency", "DUM1", "--wait", "0"));
        Assert.Equal($"first_asset_amount=10&first_asset_type=DUM1&second_asset_amount=1&second_asset_type={Asset}", Bid(node).Body);
    }

    [Fact]
    public async Task A_price_is_meant_in_the_offers_currency_unless_one_is_named()
    {
        await using var node = await Selling();
        node.Answer("GET", Offers, List(Offer(1200, "EURX")));
        await node.Run("buy", Asset, "--price", "12.50", "--wait", "0");
        Assert.StartsWith("first_asset_amount=1250&first_asset_type=EURX&", Bid(node).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_names_price_and_currency_needs_no_offer_to_look_at()
    {
        await using var node = await Selling();
        await node.Run("buy", Asset, "--price", "7", "--currency", "DUM1", "--wait", "0");
        Assert.DoesNotContain(node.Seen, request => request.Path == Offers);
        Assert.StartsWith("first_asset_amount=7&first_asset_type=DUM1&", Bid(node).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_offer_on_a_later_page_is_found()
    {
        await using var node = await Selling();
        node.Answer("GET", Offers, List([.. Enumerable.Repeat(Offer(1, asset: "EWbb22"), 500)]));
        node.Answer("GET", "/api/v1/offers?all=true&limit=500&offset=500", List(Offer(10)));
        Assert.Equal(0, (await node.Run("buy", Asset, "--wait", "0")).Exit);
    }

    [Fact]
    public async Task What_nobody_offers_is_not_bid_for()
    {
        await using var node = await Selling();
        node.Answer("GET", Offers, List(Offer(10, mine: true)));
        Assert.Equal((1, "", $"Nobody else offers {Asset} now. See: ./enerdatx market offers\n"), await node.Run("buy", Asset));
        Assert.DoesNotContain(node.Seen, request => request.Method == "PUT");
    }

    [Theory]
    [InlineData("aborted", "too slow", 0, "it was given up before any payment: too slow. No tokens were paid.")]
    [InlineData("declined", null, 0, "the seller refused the terms. No tokens were paid.")]
    [InlineData("refunded", "key lost", 1 << Payment | 1 << Credit | 1 << Refund | 1 << RefundCredit, "gave the payment back: key lost. All that was paid came back.")]
    [InlineData("reclaimed", "the deadline passed", 0, "it was taken back: the deadline passed. All that was paid came back.")]
    [InlineData("bad_delivery", "it does not open", 1 << Payment | 1 << Credit | 1 << Delivery, "it is disputed: it does not open. 10 DUM1 of 10 DUM1 were paid and did not come back (0 of 1 parts are here).")]
    public async Task A_trade_that_came_to_nothing_says_why_and_whether_tokens_moved(string ending, string? reason, int steps, string words)
    {
        await using var node = await Selling();
        node.Answer("GET", Trades, List(Trade([steps], status: "error", ending: ending, reason: reason)));
        var (exit, _, error) = await node.Run("buy", Asset);
        Assert.Equal(1, exit);
        Assert.EndsWith(words, error.Trim(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refund_on_the_way_is_told()
    {
        await using var node = await Selling();
        node.Answer(
            "GET",
            Trades,
            List(Trade([Steps(Payment, Credit, Refund)])),
            List(Trade([Steps(Payment, Credit, Refund, RefundCredit)], status: "error", ending: "refunded")));
        var (_, output, _) = await node.Run("buy", Asset);
        Assert.Contains("Part 1 of 1: the seller gives the payment back.\nPart 1 of 1: 10 DUM1 came back.\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_answering_in_time_is_said_and_the_bid_stands()
    {
        await using var node = await Selling();
        node.Answer("GET", Trades, List(Trade([0], bid: "some other bid", status: "completed", ending: "done")));
        var (exit, _, error) = await node.Run("buy", Asset, "--wait", "1");
        Assert.Equal(1, exit);
        Assert.Equal("No seller answered within 1 s. No tokens were paid. Bid 4 stands until it expires or you cancel it: ./enerdatx market cancel 4", error.Trim());
    }

    [Fact]
    public async Task A_bid_that_the_policy_holds_back_says_so_when_the_wait_is_over()
    {
        await using var node = await Selling();
        node.Answer("GET", "/market/orders", $"{{\"orders\":[{HeldBid}]}}");
        var (exit, _, error) = await node.Run("buy", Asset, "--wait", "1");
        Assert.Equal(1, exit);
        Assert.StartsWith(
            "This node's policy (peer.trust in its settings) holds the bid back: too much. No tokens were paid. Bid 4 stands", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_offer_below_the_policy_is_not_bid_for_and_a_dearer_one_goes_before_it()
    {
        await using var node = await CannedNode.Start();
        node.Answer("GET", Offers, List(Offer(5, policy: "too little trust")));
        Assert.Equal(
            (1, "", $"{Asset} is offered, but this node's policy (peer.trust in its settings) holds it back: too little trust.\n"),
            await node.Run("buy", Asset));
        Assert.DoesNotContain(node.Seen, request => request.Method == "PUT");

        await using var other = await CannedNode.Start();
        other.Answer("GET", Offers, List(Offer(5, policy: "too little trust"), Offer(10))).Answer("PUT", "/market/bids", BidPlaced);
        var (exit, _, _) = await other.Run("buy", Asset, "--wait", "0");
        Assert.Equal(0, exit);
        Assert.Contains("first_asset_amount=10", Bid(other).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trade_that_is_not_over_in_time_says_what_is_paid()
    {
        await using var node = await Selling();
        node.Answer("GET", Trades, List(Trade([Steps(Payment, Credit, Delivery, Receipt), Steps(Payment)])));
        var (exit, _, error) = await node.Run("buy", Asset, "--wait", "1");
        Assert.Equal(1, exit);
        Assert.Contains("10 DUM1 of 10 DUM1 were paid and did not come back (1 of 2 parts are here).", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_bid_ends_the_purchase_with_the_nodes_words()
    {
        await using var node = await Selling();
        node.Answer(400, "PUT", "/market/bids", """{"error":"Insufficient tokens: 10 DUM1 needed, 0 there"}""");
        Assert.Equal((1, "", "Insufficient tokens: 10 DUM1 needed, 0 there\n"), await node.Run("buy", Asset));
    }

    [Fact]
    public async Task As_JSON_a_purchase_is_one_object_the_trade()
    {
        await using var node = await Selling();
        node.Answer("GET", Trades, List(Trade([0])), List(Trade([Steps(Payment, Credit, Delivery, Receipt)], status: "completed", ending: "done")));
        var (exit, output, error) = await node.Run("buy", Asset, "--json");
        Assert.Equal((0, ""), (exit, error));
        using var json = System.Text.Json.JsonDocument.Parse(output);
        Assert.Equal(("completed", BidHash), (json.RootElement.GetProperty("status").GetString(), json.RootElement.GetProperty("bid").GetString()));
    }

    private static SeenRequest Bid(CannedNode node) => Assert.Single(node.Seen, request => (request.Method, request.Path) == ("PUT", "/market/bids"));

    private static async Task<CannedNode> Selling() =>
        (await CannedNode.Start()).Answer("GET", Offers, List(Offer(10))).Answer("PUT", "/market/bids", BidPlaced).Answer("GET", Trades, "[]");
}
