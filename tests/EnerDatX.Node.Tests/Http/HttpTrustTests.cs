using EnerDatX.Core.Identity;

namespace EnerDatX.Node.Tests.Http;

[Collection(HttpSaleCollection.Name)]
public sealed class HttpTrustTests(HttpSale sale)
{
    [Fact]
    public async Task A_buyer_trusts_its_seller_by_the_price_of_what_it_received()
    {
        foreach (var name in new[] { sale.Owner.View.Self.ToHex(), sale.Owner.View.Self.Mid.ToString() })
        {
            var trust = (await sale.Buyer.Caller.Get($"/api/v1/trust/{name}")).Good;
            trust.HasExactly(
                "peer", "currency", "score", "relative", "capacity", "net_contribution", "barter_cast", "temporal_page_rank", "cheat", "proof", "guilty",
                "at_risk", "paths", "peers", "edges", "receipts");
            Assert.Equal((1, HttpSale.Price, HttpSale.Price), (trust.Int("relative"), trust.Int("capacity"), trust.Int("barter_cast.raw")));
            Assert.Equal(2 / Math.PI * Math.Atan(HttpSale.Price), trust.At("barter_cast.arctan").GetDouble(), 1e-12);
            Assert.InRange(trust.At("temporal_page_rank").GetDouble(), 0.01, 0.99);
            Assert.Equal((false, System.Text.Json.JsonValueKind.Null), (trust.At("cheat").GetBoolean(), trust.At("proof").ValueKind));
            trust.At("at_risk").HasExactly("with_peer", "with_peer_at_most", "in_all", "in_all_at_most");
            Assert.Equal((0, 100_000, 0, 1_000_000), (
                trust.Int("at_risk.with_peer"), trust.Int("at_risk.with_peer_at_most"), trust.Int("at_risk.in_all"), trust.Int("at_risk.in_all_at_most")));
            Assert.Equal((sale.Owner.View.Self.ToHex(), "DUM1"), (trust.Str("peer.public_key"), trust.Str("currency")));
            Assert.Equal((HttpSale.Price, HttpSale.Price), (trust.Int("score"), trust.Int("net_contribution")));
            Assert.Equal((2, 1, HttpSale.Segments), (trust.Int("peers"), trust.Int("edges"), trust.Int("receipts")));
            var path = Assert.Single(trust.At("paths").EnumerateArray());
            path.HasExactly("amount", "share", "peers");
            Assert.Equal((HttpSale.Price, 1), (path.Int("amount"), path.Int("share")));
            Assert.Equal(Parties(sale.Owner.View.Self, sale.Buyer.View.Self), path.At("peers").EnumerateArray().Select(p => p.Str("public_key")));
        }
    }

    [Fact]
    public async Task A_seller_owes_nothing_to_a_buyer_that_gave_no_data()
    {
        var trust = (await sale.Owner.Caller.Get($"/api/v1/trust/{sale.Buyer.View.Self.ToHex()}")).Good;
        Assert.Equal((0, -HttpSale.Price / 2), (trust.Int("score"), trust.Int("net_contribution")));
        Assert.Empty(trust.At("paths").EnumerateArray());
        Assert.Equal(HttpSale.Segments, trust.Int("receipts"));
    }

    [Fact]
    public async Task A_newcomer_scores_nothing_and_so_does_the_node_itself()
    {
        foreach (var key in new[] { HttpNetwork.KeyOf("newcomer").PublicKey, sale.Buyer.View.Self })
        {
            var trust = (await sale.Buyer.Caller.Get($"/api/v1/trust/{key.ToHex()}")).Good;
            Assert.Equal((key.ToHex(), 0, 0), (trust.Str("peer.public_key"), trust.Int("score"), trust.Int("net_contribution")));
            Assert.Equal((0, 10_000), (trust.Int("relative"), trust.Int("at_risk.with_peer_at_most")));
        }
    }

    [Fact]
    public async Task Each_currency_is_counted_for_itself()
    {
        var trust = (await sale.Buyer.Caller.Get($"/api/v1/trust/{sale.Owner.View.Self.ToHex()}?currency=DUM2")).Good;
        Assert.Equal(("DUM2", 0, 0), (trust.Str("currency"), trust.Int("score"), trust.Int("receipts")));
    }

    [Fact]
    public async Task What_is_no_peer_or_no_currency_is_refused()
    {
        var stranger = HttpNetwork.KeyOf("newcomer").PublicKey.Mid;
        (await sale.Buyer.Caller.Get($"/api/v1/trust/{stranger}")).IsRefused(404, "there is no peer with this public key or trader id");
        (await sale.Buyer.Caller.Get("/api/v1/trust/bob")).IsRefused(404, "there is no peer with this public key or trader id");
        (await sale.Buyer.Caller.Get($"/api/v1/trust/{stranger}?currency=XYZ")).IsRefused(400, "there is no currency XYZ");
    }

    private static string[] Parties(params PublicKey[] keys) => [.. keys.Select(key => key.ToHex())];
}
