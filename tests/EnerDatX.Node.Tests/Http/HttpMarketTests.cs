using System.Net;
using System.Text;
using EnerDatX.Core.Market;
using EnerDatX.Peer.Market;

namespace EnerDatX.Node.Tests.Http;

/// <summary>Asks, bids and orders: EDMP's shapes and words, after a real sale.</summary>
[Collection(HttpSaleCollection.Name)]
public sealed class HttpMarketTests(HttpSale sale)
{
    [Theory]
    [InlineData("/market/asks")]
    [InlineData("/asks")]
    public async Task Asks_have_edmps_shape_and_say_what_is_offered(string path)
    {
        var answer = await sale.Buyer.Caller.Get(path);
        Assert.Equal("text/json", answer.ContentType);
        answer.Good.HasExactly("asks");
        var market = Assert.Single(answer.Json.At("asks").EnumerateArray());
        market.HasExactly("asset1", "asset2", "ticks");
        Assert.Equal(("DUM1", sale.OpenAsset), (market.Str("asset1"), market.Str("asset2")));
        var tick = Assert.Single(market.At("ticks").EnumerateArray());
        tick.HasExactly(
            "trader_id", "order_number", "assets", "timeout", "timestamp", "traded", "block_hash", "description", "licence", "segments");
        Assert.Equal(sale.Owner.View.Self.Mid.ToString(), tick.Str("trader_id"));
        Assert.Equal((2, 20, 3_600, 0, 1), (tick.Int("order_number"), tick.Int("assets.first.amount"), tick.Int("timeout"), tick.Int("traded"), tick.Int("segments")));
        Assert.Equal(("DUM1", 1, sale.OpenAsset), (tick.Str("assets.first.type"), tick.Int("assets.second.amount"), tick.Str("assets.second.type")));
        Assert.Equal("exclusive", tick.Str("licence"));
        tick.At("timestamp").IsFloatSeconds();
        Assert.Equal("ask", sale.Owner.View.Ledger.Find(HashOf(tick))!.Type);
    }

    [Fact]
    public async Task An_offers_description_is_what_the_meters_file_says()
    {
        var tick = (await sale.Buyer.Caller.Get("/market/asks")).Good.At("asks.0.ticks.0.description");
        tick.HasExactly(
            "period_start", "period_end", "period_start_seconds", "period_end_seconds", "resolution", "channels", "rows", "quality_permille",
            "location", "source", "meter");
        Assert.Equal(("2025-01-15T09:00:00Z", "2025-01-15T12:00:00Z"), (tick.Str("period_start"), tick.Str("period_end")));
        Assert.Equal((1_736_931_600, 1_736_942_400), (tick.Int("period_start_seconds"), tick.Int("period_end_seconds")));
        Assert.Equal((900, 27, 1_000), (tick.Int("resolution"), tick.Int("rows"), tick.Int("quality_permille")));
        Assert.Equal(("NL-11", "dsmr-p1"), (tick.Str("location"), tick.Str("source")));
        Assert.Equal(["import", "export", "gas"], tick.Strings("channels"));
        Assert.Matches("^[0-9a-f]{32}$", tick.Str("meter"));
    }

    [Fact]
    public async Task A_page_of_the_book_may_be_asked_for()
    {
        Assert.Equal("{\"asks\":[]}", (await sale.Buyer.Caller.Get("/market/asks?limit=0")).Text);
        Assert.Equal("{\"asks\":[]}", (await sale.Buyer.Caller.Get("/market/asks?offset=1")).Text);
        Assert.Equal(1, (await sale.Buyer.Caller.Get("/market/asks?limit=1")).Good.At("asks").GetArrayLength());
        (await sale.Buyer.Caller.Get("/market/bids?limit=few")).IsRefused(400, "limit is not an integer");
    }

    [Fact]
    public async Task What_everybody_may_read_contains_neither_cid_nor_key()
    {
        var record = sale.Owner.Vault.Find(sale.OpenAsset)!;
        var secrets = record.Segments.SelectMany(s => new[] { s.FileKey, s.CidSalt }).Append(record.ManifestKey);
        string[] forbidden =
        [
            record.ManifestCid,
            .. record.Segments.Select(s => s.Cid),
            .. secrets.SelectMany(s => new[] { Convert.ToHexStringLower(s), Convert.ToBase64String(s), Encoding.Latin1.GetString(s) }),
        ];
        foreach (var path in new[] { "/market/asks", "/api/v1/offers", "/ipv8/trustchain/recent?limit=500", "/market/orders", "/api/v1/trades" })
        {
            var json = System.Text.RegularExpressions.Regex.Unescape((await sale.Owner.Caller.Get(path)).Text);
            Assert.Contains(sale.OpenAsset, path == "/api/v1/trades" ? sale.OpenAsset : json);
            Assert.DoesNotContain(forbidden, secret => json.Contains(secret, StringComparison.OrdinalIgnoreCase));
        }
    }

    [Theory]
    [InlineData("/market/bids")]
    [InlineData("/bids")]
    public async Task Bids_have_edmps_shape(string path)
    {
        var answer = await sale.Owner.Caller.Get(path);
        Assert.Equal("text/json", answer.ContentType);
        answer.Good.HasExactly("bids");
        var tick = answer.Json.At("bids.0.ticks.0");
        tick.HasExactly("trader_id", "order_number", "assets", "timeout", "timestamp", "traded", "block_hash");
        Assert.Equal((sale.Buyer.View.Self.Mid.ToString(), 5), (tick.Str("trader_id"), tick.Int("assets.first.amount")));
    }

    [Fact]
    public void Placing_an_order_answers_with_the_order()
    {
        foreach (var (placed, trader) in new[] { (sale.AskPlaced, sale.Owner), (sale.BidPlaced, sale.Buyer) })
        {
            Assert.Equal("text/json", placed.ContentType);
            placed.Good.HasExactly("assets", "timestamp", "trader_id", "order_number", "timeout", "block_hash");
            placed.Json.At("timestamp").IsFloatSeconds();
            Assert.Equal((trader.View.Self.Mid.ToString(), 1), (placed.Json.Str("trader_id"), placed.Json.Int("order_number")));
            Assert.Equal((HttpSale.Price, sale.Asset), (placed.Json.Int("assets.first.amount"), placed.Json.Str("assets.second.type")));
        }

        Assert.Equal(7_200, sale.AskPlaced.Json.Int("timeout"));
        Assert.Equal(3_600, sale.BidPlaced.Json.Int("timeout"));
    }

    [Theory]
    [InlineData("first_asset_amount", null, "asset amount parameter missing")]
    [InlineData("second_asset_amount", null, "asset amount parameter missing")]
    [InlineData("first_asset_type", null, "asset type parameter missing")]
    [InlineData("second_asset_type", null, "asset type parameter missing")]
    [InlineData("first_asset_amount", "ten", "first_asset_amount is not an integer")]
    [InlineData("first_asset_amount", "1.5", "first_asset_amount is not an integer")]
    [InlineData("first_asset_amount", "9223372036854775808", "first_asset_amount is not an integer")]
    [InlineData("first_asset_amount", "-1", "first_asset_amount is less than 0")]
    [InlineData("first_asset_amount", "0", "The assets to trade should be higher than or equal to the min unit of this asset (1).")]
    [InlineData("second_asset_amount", "one", "second_asset_amount is not an integer")]
    [InlineData("first_asset_type", "", "first_asset_type is not 1 to 80 printable ASCII characters")]
    [InlineData("second_asset_type", "EW\u00e9", "second_asset_type is not 1 to 80 printable ASCII characters")]
    [InlineData("first_asset_type", "BTC", "Please create a BTC wallet first")]
    [InlineData("timeout", "soon", "timeout is not an integer")]
    [InlineData("timeout", "-1", "The timeout for this order should be positive")]
    [InlineData("timeout", "86401", "The timeout for this order should be less than a day")]
    [InlineData("licence", "both", "licence is neither copy nor exclusive")]
    [InlineData("second_asset_type", "EW00", "You do not own EW00")]
    public async Task An_ask_that_cannot_be_placed_says_why(string parameter, string? value, string error)
    {
        var form = HttpSale.Order("10", sale.Asset, ("timeout", "3600"), ("licence", "copy"))
            .Where(p => p.Item1 != parameter || value is not null)
            .Select(p => p.Item1 == parameter ? (parameter, value!) : p)
            .ToArray();
        foreach (var path in new[] { "/market/asks", "/asks" })
        {
            (await sale.Owner.Caller.Put(path, form)).IsRefused(400, error);
        }
    }

    [Fact]
    public async Task A_bid_that_cannot_be_placed_says_why()
    {
        (await sale.Buyer.Caller.Put("/market/bids", HttpSale.Order("1000", sale.OpenAsset)))
            .IsRefused(400, "Insufficient tokens: 1000 DUM1 needed, 90 there");
        (await sale.Buyer.Caller.Put("/market/bids", HttpSale.Order("1", "EW00")))
            .IsRefused(400, "Nobody offers EW00 now: it may be sold, withdrawn or expired");
        (await sale.Buyer.Caller.Put("/market/bids", HttpSale.Order("1", sale.Asset))).IsRefused(400, $"You have {sale.Asset} already");
        (await sale.Buyer.Caller.Put("/market/bids")).IsRefused(400, "asset amount parameter missing");
    }

    [Fact]
    public async Task Json_and_form_are_the_same_order()
    {
        var json = "{\"first_asset_amount\":10,\"first_asset_type\":\"DUM1\",\"second_asset_amount\":\"1\",\"second_asset_type\":\"EW00\",\"timeout\":60,\"licence\":\"exclusive\"}";
        var wishes = new List<OrderWish>();
        await using var script = await HttpScript.Start(question =>
        {
            wishes.Add(((PlaceOrder)question).Wish);
            return new OrderRefused(false, "no");
        });
        using var body = HttpCaller.Text(json, "application/json");
        (await script.Caller.Send(HttpMethod.Put, "/asks", body)).IsRefused(400, "no");
        await script.Caller.Put("/market/asks", HttpSale.Order("10", "EW00", ("timeout", "60"), ("licence", "exclusive")));
        await script.Caller.Put("/market/bids", HttpSale.Order("10", "EW00"));
        Assert.Equal(
            [
                new OrderWish(TickSide.Ask, new(10, "DUM1"), new(1, "EW00"), 60, 86_400, Licence.Exclusive),
                new OrderWish(TickSide.Ask, new(10, "DUM1"), new(1, "EW00"), 60, 86_400, Licence.Exclusive),
                new OrderWish(TickSide.Bid, new(10, "DUM1"), new(1, "EW00"), 3_600, 86_400, Licence.Copy),
            ],
            wishes);
    }

    [Theory]
    [InlineData("/market/orders")]
    [InlineData("/orders")]
    public async Task Orders_have_edmps_shape(string path)
    {
        var answer = await sale.Owner.Caller.Get(path);
        Assert.Equal("text/json", answer.ContentType);
        answer.Good.HasExactly("orders");
        var (sold, open) = (answer.Json.At("orders.0"), answer.Json.At("orders.1"));
        foreach (var order in new[] { sold, open })
        {
            order.HasExactly(
                "trader_id", "order_number", "assets", "reserved_quantity", "traded", "timeout", "timestamp", "completed_timestamp", "is_ask",
                "cancelled", "status");
            order.At("timestamp").IsFloatSeconds();
            Assert.True(order.At("is_ask").GetBoolean());
        }

        sold.At("completed_timestamp").IsFloatSeconds();
        Assert.Equal(System.Text.Json.JsonValueKind.Null, open.At("completed_timestamp").ValueKind);
        Assert.Equal(("completed", 1, 0), (sold.Str("status"), sold.Int("traded"), sold.Int("reserved_quantity")));
        Assert.Equal(("open", 0, 2), (open.Str("status"), open.Int("traded"), open.Int("order_number")));
        Assert.False((await sale.Buyer.Caller.Get(path)).Good.At("orders.0.is_ask").GetBoolean());
    }

    [Fact]
    public async Task Only_an_open_order_can_be_cancelled()
    {
        var placed = await sale.Owner.Caller.Put("/market/asks", HttpSale.Order("30", sale.Asset));
        var number = placed.Good.Int("order_number");
        await HttpSale.Until(sale.Buyer, "/market/asks", json => json.At("asks").GetArrayLength() == 2);
        var cancelled = await sale.Owner.Caller.Post($"/market/orders/{number}/cancel");
        Assert.Equal("{\"cancelled\":true}", cancelled.Text);
        Assert.Equal(HttpStatusCode.OK, cancelled.Status);
        await HttpSale.Until(sale.Buyer, "/market/asks", json => json.At("asks").GetArrayLength() == 1);
        (await sale.Owner.Caller.Post($"/orders/{number}/cancel")).IsRefused(400, "only open and unverified orders can be cancelled");
        (await sale.Owner.Caller.Post("/market/orders/1/cancel")).IsRefused(400, "only open and unverified orders can be cancelled");
        var order = (await sale.Owner.Caller.Get("/market/orders")).Good.At("orders").EnumerateArray().Single(o => o.Int("order_number") == number);
        Assert.Equal(("cancelled", true), (order.Str("status"), order.At("cancelled").GetBoolean()));
    }

    [Theory]
    [InlineData("99", 404, "order not found")]
    [InlineData("0", 404, "order not found")]
    [InlineData("-1", 404, "order not found")]
    [InlineData("4294967296", 404, "order not found")]
    [InlineData("one", 400, "order number is not an integer")]
    public async Task An_order_that_is_not_there_cannot_be_cancelled(string number, int status, string error)
    {
        (await sale.Owner.Caller.Post($"/market/orders/{number}/cancel")).IsRefused(status, error);
        await HttpSale.Until(sale.Buyer, "/market/asks", json => json.At("asks").GetArrayLength() == 1);
        (await sale.Owner.Caller.Post($"/orders/{number}/cancel")).IsRefused(status, error);
    }

    [Theory]
    [InlineData("/market/matchmakers")]
    [InlineData("/matchmakers")]
    public async Task Matchmakers_have_an_address(string path)
    {
        var answer = await sale.Owner.Caller.Get(path);
        Assert.Equal(("text/json", "{\"matchmakers\":[{\"ip\":\"10.0.0.2\",\"port\":8090}]}"), (answer.ContentType, answer.Text));
    }

    [Fact]
    public async Task AnyDexs_clients_find_its_state() => Assert.Equal("{\"version\":0.1}", (await sale.Owner.Caller.Get("/state")).Text);

    private static EnerDatX.Core.Ledger.BlockHash HashOf(System.Text.Json.JsonElement tick) =>
        EnerDatX.Core.Ledger.BlockHash.TryParse(tick.Str("block_hash"), out var hash) ? hash : default;
}
