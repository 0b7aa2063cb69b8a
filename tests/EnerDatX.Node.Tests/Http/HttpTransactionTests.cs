using System.Text.Json;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Peer;

namespace EnerDatX.Node.Tests.Http;

/// <summary>Trades in EDMP's shape and in ours.</summary>
[Collection(HttpSaleCollection.Name)]
public sealed class HttpTransactionTests(HttpSale sale)
{
    private const string Network = "enerdatx";

    [Theory]
    [InlineData("/market/transactions")]
    [InlineData("/transactions")]
    public async Task A_finished_trade_has_edmps_shape_on_both_sides(string path)
    {
        foreach (var (self, partner) in new[] { (sale.Owner, sale.Buyer), (sale.Buyer, sale.Owner) })
        {
            var answer = await self.Caller.Get(path);
            Assert.Equal("text/json", answer.ContentType);
            answer.Good.HasExactly("transactions");
            var transaction = Assert.Single(answer.Json.At("transactions").EnumerateArray());
            transaction.HasExactly(
                "trader_id", "order_number", "partner_trader_id", "partner_order_number", "transaction_number", "transaction_id", "assets",
                "transferred", "timestamp", "payment_complete", "status", "ending", "reason");
            Assert.Equal(
                (self.View.Self.Mid.ToString(), partner.View.Self.Mid.ToString()), (transaction.Str("trader_id"), transaction.Str("partner_trader_id")));
            Assert.Equal((1, 1, 1), (transaction.Int("order_number"), transaction.Int("partner_order_number"), transaction.Int("transaction_number")));
            Assert.Equal(("completed", "done"), (transaction.Str("status"), transaction.Str("ending")));
            Assert.Equal((HttpSale.Price, 1), (transaction.Int("assets.first.amount"), transaction.Int("assets.second.amount")));
            Assert.Equal(transaction.At("assets").GetRawText(), transaction.At("transferred").GetRawText());
            Assert.Equal(("DUM1", sale.Asset), (transaction.Str("assets.first.type"), transaction.Str("assets.second.type")));
            Assert.True(transaction.At("payment_complete").GetBoolean());
            transaction.At("timestamp").IsFloatSeconds();
        }
    }

    [Theory]
    [InlineData("/market/transactions/{trader}/1/payments")]
    [InlineData("/transactions/{trader}/1/payments")]
    [InlineData("/transactions/{id}/payments")]
    [InlineData("/market/transactions/{id}/payments")]
    public async Task Every_credited_segment_is_a_payment(string path)
    {
        var id = (await sale.Buyer.Caller.Get("/market/transactions")).Good.Str("transactions.0.transaction_id");
        foreach (var self in new[] { sale.Owner, sale.Buyer })
        {
            var answer = await self.Caller.Get(path.Replace("{trader}", self.View.Self.Mid.ToString()).Replace("{id}", id));
            answer.Good.HasExactly("payments");
            var payments = answer.Json.At("payments").EnumerateArray().ToList();
            Assert.Equal([3, 3, 4], payments.Select(p => p.Int("transferred.amount")));
            foreach (var payment in payments)
            {
                payment.HasExactly(
                    "trader_id", "transaction_number", "transaction_id", "transferred", "payment_id", "address_from", "address_to", "timestamp",
                    "success");
                Assert.Equal((sale.Buyer.View.Self.Mid.ToString(), 1, id, "DUM1"), (payment.Str("trader_id"), payment.Int("transaction_number"), payment.Str("transaction_id"), payment.Str("transferred.type")));
                Assert.Equal((sale.Buyer.View.Self.ToHex(), sale.Owner.View.Self.ToHex()), (payment.Str("address_from"), payment.Str("address_to")));
                Assert.True(BlockHash.TryParse(payment.Str("payment_id"), out var hash));
                Assert.Equal("tx_payment", self.View.Ledger.Find(hash)!.Type);
                Assert.True(payment.At("success").GetBoolean());
                payment.At("timestamp").IsFloatSeconds();
            }
        }
    }

    [Theory]
    [InlineData("{trader}/0/payments", 404, "transaction not found")]
    [InlineData("{trader}/2/payments", 404, "transaction not found")]
    [InlineData("{trader}/99999999999/payments", 404, "transaction not found")]
    [InlineData("0000000000000000000000000000000000000000/1/payments", 404, "transaction not found")]
    [InlineData("ff/payments", 404, "transaction not found")]
    [InlineData("{trader}/one/payments", 400, "transaction number is not an integer")]
    public async Task Payments_of_a_trade_that_is_not_there_are_not_found(string path, int status, string error)
    {
        var trader = sale.Owner.View.Self.Mid.ToString();
        (await sale.Owner.Caller.Get("/market/transactions/" + path.Replace("{trader}", trader))).IsRefused(status, error);
    }

    [Fact]
    public async Task A_trade_shows_every_half_block_on_both_sides()
    {
        var (owner, buyer) = ((await sale.Owner.Caller.Get("/api/v1/trades")).Good, (await sale.Buyer.Caller.Get("/api/v1/trades")).Good);
        Assert.Equal(("seller", "buyer"), (owner.Str("0.side"), buyer.Str("0.side")));
        var trade = buyer[0];
        trade.HasExactly(
            "id", "side", "buyer", "seller", "asset", "licence", "currency", "price", "paid", "started", "deadline", "status", "ending", "reason",
            "ask", "bid", "init", "segments", "done", "abort");
        Assert.Equal(("copy", "DUM1", 10, 10), (trade.Str("licence"), trade.Str("currency"), trade.Int("price"), trade.Int("paid")));
        Assert.Equal(sale.Owner.View.Self.ToHex(), trade.Str("seller.public_key"));
        Assert.Equal(JsonValueKind.Null, trade.At("abort.proposal").ValueKind);
        var segments = trade.At("segments").EnumerateArray().ToList();
        Assert.Equal([0, 1, 2], segments.Select(s => s.Int("index")));
        Assert.Equal(["receipted", "receipted", "receipted"], segments.Select(s => s.Str("state")));
        Assert.Equal([3, 3, 4], segments.Select(s => s.Int("price")));
        Assert.Equal(trade.At("segments").GetRawText(), owner[0].At("segments").GetRawText());
        foreach (var (pair, type) in segments.SelectMany(s => new[] { (s.At("payment"), "tx_payment"), (s.At("delivery"), "tx_delivery") })
            .Append((trade.At("init"), "tx_init")).Append((trade.At("done"), "tx_done")))
        {
            Assert.True(BlockHash.TryParse(pair.Str("proposal"), out var proposal));
            Assert.True(BlockHash.TryParse(pair.Str("agreement"), out var agreement));
            Assert.Equal((type, type), (Held(proposal).Type, Held(agreement).Type));
            Assert.Equal(Held(proposal).Sequence, Held(agreement).LinkSequence);
        }

        HalfBlock Held(BlockHash hash) => sale.Owner.View.Ledger.Find(hash)!;
    }

    [Theory]
    [InlineData(TradeEnding.None, "pending", null)]
    [InlineData(TradeEnding.Declined, "error", "declined")]
    [InlineData(TradeEnding.BadDelivery, "error", "bad_delivery")]
    public async Task An_ending_that_leaves_no_half_block_is_remembered(TradeEnding ending, string status, string? name)
    {
        var trade = Begun(out var script);
        await using var server = await script;
        if (ending != TradeEnding.None)
        {
            var (events, _) = await HttpEventReader.Open(server.Caller);
            using (events)
            {
                server.View.System.EventStream.Publish(new MarketEvent.TradeEnded(server.View.Self, trade, ending, "because"));
                server.View.System.EventStream.Publish(new MarketEvent.TradeEnded(server.View.Self, trade, TradeEnding.Done, null));
                server.View.System.EventStream.Publish(new MarketEvent.TradeEnded(server.View.Self, trade, ending, "because"));
                await events.Until("market_transaction_complete");
            }

            // The ending is remembered by the actor that also tells it: one more event is behind it.
            var (after, _) = await HttpEventReader.Open(server.Caller);
            using (after)
            {
                server.View.System.EventStream.Publish(new MarketEvent.TradeEnded(server.View.Self, Other(server), TradeEnding.Done, null));
                await after.Until("market_transaction_complete");
            }
        }

        var transaction = (await server.Caller.Get("/market/transactions")).Good.At("transactions.0");
        Assert.Equal((status, name), (transaction.Str("status"), transaction.Str("ending")));
        Assert.Equal(ending == TradeEnding.None ? null : "because", transaction.Str("reason"));
        Assert.Equal((0, 0), (transaction.Int("transferred.first.amount"), transaction.Int("transferred.second.amount")));
        Assert.False(transaction.At("payment_complete").GetBoolean());
        Assert.Equal((0, 0), (transaction.Int("order_number"), transaction.Int("partner_order_number")));
        Assert.Equal("unpaid", (await server.Caller.Get("/api/v1/trades")).Good.Str("0.segments.0.state"));
    }

    [Fact]
    public async Task An_aborted_trade_and_a_refund_say_the_reason_that_was_signed()
    {
        var (buyer, seller) = (HttpNetwork.KeyOf("script"), HttpNetwork.KeyOf("seller"));
        var begun = Trade.Begin(Init(buyer, seller, 1), Network)!;
        var abort = Signed(seller, buyer, BlockTypes.Abort, new AbortTransaction(begun.Id, "gone fishing").Encode(Network));
        var aborted = begun.Evolve(abort, Network);

        var other = Trade.Begin(Init(buyer, seller, 2), Network)!;
        var money = new MoneyFields("DUM1", 5, 0, null, [new Draw(other.Id, 5)]);
        var refund = Signed(seller, buyer, BlockTypes.Refund, new RefundTransaction(other.Id, 0, other.Id, "withdrawn", money).Encode(Network));
        var refunded = other with { Segments = other.Segments.SetItem(0, new SegmentTrail(other.Init, null, null, null, refund, refund)) };

        await using var script = await HttpScript.Start(_ => new TradesRead([aborted, refunded]));
        var transactions = (await script.Caller.Get("/market/transactions")).Good.At("transactions");
        Assert.Equal(["error", "error"], transactions.EnumerateArray().Select(t => t.Str("status")));
        Assert.Equal(["aborted", "refunded"], transactions.EnumerateArray().Select(t => t.Str("ending")));
        Assert.Equal(["gone fishing", "withdrawn"], transactions.EnumerateArray().Select(t => t.Str("reason")));
        Assert.Equal([1, 2], transactions.EnumerateArray().Select(t => t.Int("transaction_number")));
        Assert.Equal("refunded", (await script.Caller.Get("/api/v1/trades")).Good.Str("1.segments.0.state"));
        Assert.Equal("unpaid", (await script.Caller.Get("/api/v1/trades")).Good.Str("1.segments.1.state"));
    }

    private static Trade Other(HttpScript server) => Trade.Begin(Init(server.Key, HttpNetwork.KeyOf("seller"), 9), Network)!;

    private static Trade Begun(out Task<HttpScript> script)
    {
        var trade = Trade.Begin(Init(HttpNetwork.KeyOf("script"), HttpNetwork.KeyOf("seller"), 1), Network)!;
        script = HttpScript.Start(_ => new TradesRead([trade]));
        return trade;
    }

    private static HalfBlock Init(SecretKey buyer, SecretKey seller, byte number)
    {
        var order = new BlockHash(Enumerable.Repeat(number, BlockHash.Length).ToArray());
        var terms = new TradeTerms(order, order, "EW" + new string('a', 64), Licence.Copy, 2, "DUM1", 10, 1_700_000_600_000, new byte[32]);
        return Signed(buyer, seller, BlockTypes.Init, terms.Encode(Network));
    }

    private static HalfBlock Signed(SecretKey from, SecretKey to, string type, byte[] transaction)
    {
        Assert.True(OwnChain.TryPropose(from, null, to.PublicKey, type, transaction, 1_700_000_000_000, out var block, out var refusal), refusal);
        return block;
    }
}
