using EnerDatX.Core.Market;
using EnerDatX.Peer;
using EnerDatX.Peer.Chain;

namespace EnerDatX.Node.Tests.Http;

[Collection(HttpSaleCollection.Name)]
public sealed class HttpWalletTests(HttpSale sale)
{
    [Fact]
    public async Task Wallets_are_an_object_by_id_with_one_per_currency_and_one_for_datasets()
    {
        var answer = await sale.Buyer.Caller.Get("/wallets");
        Assert.Equal("text/json", answer.ContentType);
        answer.Good.HasExactly("wallets");
        answer.Json.At("wallets").HasExactly("DUM1", "DUM2", "EW");
        foreach (var wallet in answer.Json.At("wallets").EnumerateObject())
        {
            wallet.Value.HasExactly("created", "unlocked", "address", "name", "precision", "min_unit", "balance");
            wallet.Value.At("balance").HasExactly("available", "pending", "currency", "precision");
            Assert.Equal((sale.Buyer.View.Self.ToHex(), 1, wallet.Name), (wallet.Value.Str("address"), wallet.Value.Int("min_unit"), wallet.Value.Str("balance.currency")));
        }

        var (dum1, dum2, energy) = (answer.Json.At("wallets.DUM1"), answer.Json.At("wallets.DUM2"), answer.Json.At("wallets.EW"));
        Assert.Equal((true, 90), (dum1.At("created").GetBoolean(), dum1.Int("balance.available")));
        Assert.Equal((false, 0, 1), (dum2.At("created").GetBoolean(), dum2.Int("balance.available"), dum2.Int("precision")));
        Assert.Equal((true, 1, "Energy Wallet"), (energy.At("created").GetBoolean(), energy.Int("balance.available"), energy.Str("name")));
    }

    [Theory]
    [InlineData("/wallets/DUM1/balance", "{\"balance\":{\"available\":90,\"pending\":0,\"currency\":\"DUM1\",\"precision\":0}}")]
    [InlineData("/wallets/dum2/balance", "{\"balance\":{\"available\":0,\"pending\":0,\"currency\":\"DUM2\",\"precision\":1}}")]
    [InlineData("/wallets/EW/balance", "{\"balance\":{\"available\":1,\"pending\":0,\"currency\":\"EW\",\"precision\":0}}")]
    public async Task A_balance_is_what_the_chain_says(string path, string json)
    {
        var answer = await sale.Buyer.Caller.Get(path);
        Assert.Equal(("text/json", json), (answer.ContentType, answer.Text));
    }

    [Fact]
    public async Task What_came_in_and_went_out_has_edmps_shape()
    {
        var answer = await sale.Buyer.Caller.Get("/wallets/DUM1/transactions");
        Assert.Equal("text/json", answer.ContentType);
        var transactions = answer.Good.At("transactions").EnumerateArray().ToList();
        foreach (var transaction in transactions)
        {
            transaction.HasExactly("id", "outgoing", "from", "to", "amount", "fee_amount", "currency", "timestamp", "description");
            transaction.At("timestamp").IsFloatSeconds();
            Assert.Equal((0, "DUM1"), (transaction.Int("fee_amount"), transaction.Str("currency")));
        }

        var (owner, buyer) = (sale.Owner.View.Self.Mid.ToString(), sale.Buyer.View.Self.Mid.ToString());
        Assert.Equal(
            [("issue", false, owner, buyer, 100), ("tx_payment", true, buyer, owner, 3), ("tx_payment", true, buyer, owner, 3), ("tx_payment", true, buyer, owner, 4)],
            transactions.Select(t => (t.Str("description"), t.At("outgoing").GetBoolean(), t.Str("from"), t.Str("to"), (int)t.Int("amount"))));
        Assert.Equal(2, (await sale.Buyer.Caller.Get("/wallets/DUM1/transactions?limit=2&offset=1")).Good.At("transactions").GetArrayLength());
    }

    [Fact]
    public async Task The_energy_wallet_lists_datasets_bought_and_sold()
    {
        foreach (var (peer, outgoing) in new[] { (sale.Owner, true), (sale.Buyer, false) })
        {
            var transaction = Assert.Single((await peer.Caller.Get("/wallets/ew/transactions")).Good.At("transactions").EnumerateArray());
            transaction.HasExactly("id", "outgoing", "from", "to", "amount", "fee_amount", "hash", "timestamp", "description");
            Assert.Equal((outgoing, 1, sale.Asset), (transaction.At("outgoing").GetBoolean(), transaction.Int("amount"), transaction.Str("hash")));
            Assert.Equal((sale.Owner.View.Self.Mid.ToString(), sale.Buyer.View.Self.Mid.ToString()), (transaction.Str("from"), transaction.Str("to")));
        }
    }

    [Fact]
    public async Task Creating_a_wallet_asks_for_the_start_amount_once()
    {
        Assert.Equal(("text/json", "{\"created\":true}"), (sale.WalletCreated.ContentType, sale.WalletCreated.Text));
        (await sale.Buyer.Caller.Put("/wallets/DUM1")).IsRefused(400, "this wallet already exists");
        (await sale.Buyer.Caller.Put("/wallets/EW")).IsRefused(400, "this wallet already exists");
    }

    [Fact]
    public async Task Only_a_currency_with_a_faucet_is_asked_for()
    {
        var wishes = new System.Collections.Concurrent.ConcurrentQueue<WantFaucet>();
        await using var script = await HttpScript.Start(question =>
        {
            if (question is WantFaucet wish)
            {
                wishes.Enqueue(wish);
            }

            return question is ReadWallet ? Wallet.Empty : null;
        });
        Assert.Equal("{\"created\":true}", (await script.Caller.Put("/wallets/dum1")).Text);
        Assert.Equal("{\"created\":true}", (await script.Caller.Put("/wallets/dum2")).Text);

        // The peer answers in order: whatever was asked before is there now.
        await script.Caller.Get("/wallets/DUM1/balance");
        Assert.Equal([new WantFaucet("DUM1")], wishes);
    }

    [Theory]
    [InlineData("GET", "/wallets/ABC/balance")]
    [InlineData("GET", "/wallets/ABC/transactions")]
    [InlineData("PUT", "/wallets/abc")]
    public async Task A_wallet_that_is_not_there_is_not_found(string method, string path) =>
        (await sale.Owner.Caller.Send(new HttpMethod(method), path, null)).IsRefused(404, "there is no wallet ABC");

    [Theory]
    [InlineData("DUM1", "currently, currency transfers using the API is only supported for Bitcoin")]
    [InlineData("ew", "currently, currency transfers using the API is only supported for Bitcoin")]
    [InlineData("ABC", "currently, currency transfers using the API is only supported for Bitcoin")]
    [InlineData("btc", "this wallet is not created")]
    [InlineData("TBTC", "this wallet is not created")]
    public async Task A_transfer_is_refused_with_edmps_words(string wallet, string error) =>
        (await sale.Owner.Caller.Post($"/wallets/{wallet}/transfer", ("amount", "1"), ("destination", "x"))).IsRefused(400, error);
}
