using System.Net;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Node.Tests.Http;

[Collection(HttpSaleCollection.Name)]
public sealed class HttpNodeTests(HttpSale sale)
{
    /// <summary>Every route that there is.</summary>
    private static readonly string[] Routes =
    [
        "get /api/v1/chain", "get /api/v1/datasets", "get /api/v1/datasets/{asset}", "get /api/v1/datasets/{asset}/csv",
        "get /api/v1/datasets/{asset}/original", "get /api/v1/frauds", "get /api/v1/node", "get /api/v1/offers", "get /api/v1/peers", "get /api/v1/trades",
        "get /api/v1/trades/{trade}/bundle", "get /api/v1/trades/{trade}/segments/{segment}/age", "get /api/v1/trades/{trade}/segments/{segment}/identity", "get /api/v1/trust/{peer}", "get /asks", "get /bids",
        "get /events", "get /ipv8/trustchain/blocks/{hash}", "get /ipv8/trustchain/recent", "get /ipv8/trustchain/users",
        "get /ipv8/trustchain/users/{public_key}/blocks", "get /market/asks", "get /market/bids", "get /market/matchmakers", "get /market/orders",
        "get /market/transactions", "get /market/transactions/{trader_id}/{transaction_number}/payments",
        "get /market/transactions/{transaction_id}/payments", "get /matchmakers", "get /orders", "get /state", "get /transactions",
        "get /transactions/{trader_id}/{transaction_number}/payments", "get /transactions/{transaction_id}/payments",
        "get /trustchain/statistics", "get /wallets", "get /wallets/{wallet_id}/balance", "get /wallets/{wallet_id}/transactions",
        "post /api/v1/datasets", "post /api/v1/issue", "post /api/v1/login-link", "post /api/v1/logout", "post /market/orders/{order_number}/cancel", "post /orders/{order_number}/cancel",
        "post /wallets/{wallet_id}/transfer", "put /asks", "put /bids", "put /market/asks", "put /market/bids", "put /wallets/{wallet_id}",
    ];

    [Fact]
    public async Task The_node_says_what_it_is()
    {
        var answer = await sale.Owner.Caller.Get("/api/v1/node");
        Assert.Equal("application/json", answer.ContentType);
        answer.Good.HasExactly("public_key", "trader_id", "version", "network", "udp", "gateway", "peers", "blocks", "signing", "signing_reason", "signing_advice");
        Assert.Equal((sale.Owner.View.Self.ToHex(), sale.Owner.View.Self.Mid.ToString()), (answer.Json.Str("public_key"), answer.Json.Str("trader_id")));
        Assert.Equal(("enerdatx", "10.0.0.1:8090", 1), (answer.Json.Str("network"), answer.Json.Str("udp"), answer.Json.Int("peers")));
        Assert.Equal(sale.Owner.View.Ledger.Count, answer.Json.Int("blocks"));
        Assert.Equal(("ready", "", ""), (answer.Json.Str("signing"), answer.Json.Str("signing_reason"), answer.Json.Str("signing_advice")));
    }

    [Fact]
    public async Task Peers_are_listed_with_key_and_address()
    {
        var peer = Assert.Single((await sale.Owner.Caller.Get("/api/v1/peers")).Good.EnumerateArray());
        peer.HasExactly("public_key", "trader_id", "address", "in_market");
        Assert.Equal((sale.Buyer.View.Self.ToHex(), "10.0.0.2:8090", true), (peer.Str("public_key"), peer.Str("address"), peer.At("in_market").GetBoolean()));
    }

    [Fact]
    public async Task Offers_are_a_flat_list_of_what_can_be_bought()
    {
        foreach (var (peer, mine) in new[] { (sale.Owner, true), (sale.Buyer, false) })
        {
            var offer = Assert.Single((await peer.Caller.Get("/api/v1/offers")).Good.EnumerateArray());
            offer.HasExactly(
                "asset", "price", "currency", "licence", "segments", "description", "seller", "seller_score", "below_policy", "policy_reason", "owner",
                "mine", "order_number", "block_hash", "offered", "expires");
            Assert.Equal((sale.OpenAsset, 20, "DUM1", "exclusive"), (offer.Str("asset"), offer.Int("price"), offer.Str("currency"), offer.Str("licence")));
            Assert.Equal((sale.Owner.View.Self.ToHex(), mine), (offer.Str("seller.public_key"), offer.At("mine").GetBoolean()));
            Assert.Equal((mine ? 0 : 1, false), (offer.Int("seller_score"), offer.At("below_policy").GetBoolean()));
            Assert.Equal(TimeSpan.FromHours(1), offer.At("expires").GetDateTimeOffset() - offer.At("offered").GetDateTimeOffset());
        }
    }

    [Fact]
    public async Task An_issuer_gives_tokens_of_its_own_currency()
    {
        var to = HttpNetwork.KeyOf("somebody").PublicKey;
        using var body = HttpCaller.Text($"{{\"currency\":\"DUM2\",\"to\":\"{to.ToHex()}\",\"amount\":25,\"reason\":\"invoice 7\"}}", "application/json");
        var answer = await sale.Owner.Caller.Send(HttpMethod.Post, "/api/v1/issue", body);
        Assert.Equal(HttpStatusCode.Created, answer.Status);
        answer.Json.HasExactly("block");
        Assert.True(BlockHash.TryParse(answer.Json.Str("block"), out var hash));
        Assert.True(IssueTransaction.TryRead(sale.Owner.View.Ledger.Find(hash)!, "enerdatx", out var issue));
        Assert.Equal(new IssueTransaction("DUM2", 25, "invoice 7"), issue);
    }

    [Theory]
    [InlineData("DUM1", "{key}", "", "currency, to and amount are needed")]
    [InlineData("DUM1", "{key}", "all", "amount is not an integer")]
    [InlineData("DUM1", "{key}", "0", "amount is less than 1")]
    [InlineData("DUM1", "4c69", "1", "to is not a public key of 148 hex digits")]
    public async Task Tokens_that_cannot_be_issued_are_refused(string currency, string to, string amount, string error)
    {
        (string, string)[] form = [("currency", currency), ("to", to.Replace("{key}", sale.Buyer.View.Self.ToHex())), .. amount.Length > 0 ? [("amount", amount)] : Array.Empty<(string, string)>()];
        (await sale.Owner.Caller.Post("/api/v1/issue", form)).IsRefused(400, error);
    }

    [Fact]
    public async Task Nobody_else_issues_a_currency()
    {
        var form = new[] { ("currency", "DUM1"), ("to", sale.Owner.View.Self.ToHex()), ("amount", "1000") };
        var answer = await sale.Buyer.Caller.Post("/api/v1/issue", form);
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("not the issuer of DUM1", answer.Json.Str("error"));
    }

    [Fact]
    public async Task The_description_names_every_route_its_parameters_and_the_token()
    {
        var answer = await sale.Owner.Caller.Get("/openapi/v1.json");
        Assert.StartsWith("application/json", answer.ContentType);
        var paths = answer.Good.At("paths");
        Assert.Equal(Routes, paths.EnumerateObject().SelectMany(path => path.Value.Names(), (path, method) => $"{method} {path.Name}").Order(StringComparer.Ordinal));
        Assert.Equal("bearer", answer.Json.Str("components.securitySchemes.token.scheme"));
        Assert.Equal(1, answer.Json.At("security").GetArrayLength());

        var ask = paths.GetProperty("/market/asks").GetProperty("put").GetProperty("requestBody").GetProperty("content");
        ask.HasExactly("application/x-www-form-urlencoded", "application/json");
        ask.GetProperty("application/json").At("schema.properties").HasExactly(
            "first_asset_amount", "first_asset_type", "second_asset_amount", "second_asset_type", "timeout", "licence", "copies");
        var payments = paths.GetProperty("/market/transactions/{trader_id}/{transaction_number}/payments").GetProperty("get");
        Assert.Equal(["trader_id", "transaction_number"], payments.Items("parameters").Select(p => p.String("name")));
        var tick = answer.Json.At("components.schemas.TickView.properties");
        Assert.Equal("number", answer.Json.At("components.schemas").Names().Contains("FloatSeconds")
            ? answer.Json.Str("components.schemas.FloatSeconds.type")
            : tick.Str("timestamp.type"));
    }

    [Fact]
    public void The_manual_names_every_route()
    {
        var manual = File.ReadAllText(ProjectFolder.PathOf("docs", "API.md"));
        Assert.All(Routes.Where(route => !IsAlias(route)), route =>
            Assert.Contains($"{route.Split(' ')[0].ToUpperInvariant()} {route.Split(' ')[1]}`", manual));
    }

    /// <summary>AnyDex's names are in the manual as one rule.</summary>
    private static bool IsAlias(string route) => Routes.Contains(route.Replace(" /", " /market/"));
}
