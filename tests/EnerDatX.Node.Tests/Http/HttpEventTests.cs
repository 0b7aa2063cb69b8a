using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Node.Http;
using EnerDatX.Peer;

namespace EnerDatX.Node.Tests.Http;

[Collection(HttpSaleCollection.Name)]
public sealed class HttpEventTests(HttpSale sale)
{
    private static readonly string[] TickNames = ["trader_id", "order_number", "assets", "timeout", "timestamp", "traded", "block_hash"];
    private static readonly string[] OfferNames = [.. TickNames, "description", "licence", "segments"];

    private static readonly string[] TransactionNames =
    [
        "trader_id", "order_number", "partner_trader_id", "partner_order_number", "transaction_number", "transaction_id", "assets", "transferred",
        "timestamp", "payment_complete", "status", "ending", "reason",
    ];

    [Fact]
    public void A_sale_is_told_as_it_happens()
    {
        var (type, started) = sale.BuyerEvents[0];
        Assert.Equal("events_start", type);
        started.HasExactly("tribler_started", "version");
        Assert.True(started.At("tribler_started").GetBoolean());
        Assert.Equal("0.1.0", started.Str("version"));

        var bid = Assert.Single(sale.BuyerEvents, e => e.Type == "market_bid").Event;
        bid.HasExactly(TickNames);
        Assert.Equal(sale.BidPlaced.Json.Str("block_hash"), bid.Str("block_hash"));

        var (last, complete) = sale.BuyerEvents[^1];
        Assert.Equal("market_transaction_complete", last);
        complete.HasExactly("tx", "mine");
        Assert.True(complete.At("mine").GetBoolean());
        complete.At("tx").HasExactly(TransactionNames);
        Assert.Equal(("completed", 1, sale.Asset), (complete.Str("tx.status"), complete.Int("tx.transaction_number"), complete.Str("tx.assets.second.type")));
    }

    [Fact]
    public async Task Every_kind_of_event_has_edmps_name_and_shape()
    {
        var (ask, bid, trade) = await Sold();
        await using var script = await HttpScript.Start(_ => new TradesRead([trade]));
        var (self, stranger) = (script.View.Self, HttpNetwork.KeyOf("stranger").PublicKey);
        var done = DoneTransaction.Of(trade);
        var (events, start) = await HttpEventReader.Open(script.Caller);
        using (events)
        {
            Assert.Equal("text/json", events.ContentType);
            Assert.Equal("events_start", start.Str("type"));
            MarketEvent[] published =
            [
                new MarketEvent.Listed(stranger, ask),
                new MarketEvent.Listed(self, ask),
                new MarketEvent.Listed(self, bid),
                new MarketEvent.TimedOut(self, ask),
                new MarketEvent.TimedOut(self, bid),
                new MarketEvent.PaymentSent(self, trade, 0),
                new MarketEvent.PaymentReceived(self, trade, 2),
                new MarketEvent.TradeEnded(self, trade, TradeEnding.Aborted, "no"),
                new MarketEvent.TradeSeen(self, done),
                new MarketEvent.TradeEnded(self, trade, TradeEnding.Done, null),
            ];
            foreach (var happened in published)
            {
                script.View.System.EventStream.Publish(happened);
            }

            foreach (var (type, names) in new[] { ("market_ask", OfferNames), ("market_bid", TickNames), ("market_ask_timeout", OfferNames), ("market_bid_timeout", TickNames) })
            {
                var tick = (await events.Next())!.Value;
                Assert.Equal(type, tick.Str("type"));
                tick.At("event").HasExactly(names);
            }

            foreach (var (type, amount) in new[] { ("market_payment_sent", 3), ("market_payment_received", 4) })
            {
                var payment = (await events.Next())!.Value;
                Assert.Equal((type, amount, 1), (payment.Str("type"), payment.Int("event.transferred.amount"), payment.Int("event.transaction_number")));
                payment.At("event").HasExactly(
                    "trader_id", "transaction_number", "transaction_id", "transferred", "payment_id", "address_from", "address_to", "timestamp", "success");
            }

            foreach (var (mine, number) in new[] { (false, 0), (true, 1) })
            {
                var complete = (await events.Next())!.Value;
                Assert.Equal("market_transaction_complete", complete.Str("type"));
                Assert.Equal((mine, number), (complete.At("event.mine").GetBoolean(), complete.Int("event.tx.transaction_number")));
                complete.At("event.tx").HasExactly(TransactionNames);
                Assert.Equal((trade.Id.ToString(), "completed"), (complete.Str("event.tx.transaction_id"), complete.Str("event.tx.status")));
            }
        }
    }

    [Fact]
    public async Task A_trade_of_ones_own_is_not_told_twice()
    {
        var (events, _) = await HttpEventReader.Open(sale.Owner.Caller);
        using (events)
        {
            var (ask, _, trade) = await Sold();
            sale.Owner.View.System.EventStream.Publish(new MarketEvent.TradeSeen(sale.Owner.View.Self, DoneTransaction.Of(trade)));
            sale.Owner.View.System.EventStream.Publish(new MarketEvent.Listed(sale.Owner.View.Self, ask));
            Assert.Equal("market_ask", (await events.Next())!.Value.Str("type"));
        }
    }

    [Fact]
    public async Task Twenty_may_listen_and_one_who_leaves_makes_room()
    {
        await using var script = await HttpScript.Start(_ => null);
        var readers = new List<HttpEventReader>();
        for (var n = 0; n < EventStreams.MaxListeners; n++)
        {
            readers.Add((await HttpEventReader.Open(script.Caller)).Reader);
        }

        (await script.Caller.Get("/events")).IsRefused(503, "20 listen to events already");
        readers[0].Dispose();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        HttpResponseMessage answer;
        while (!(answer = await script.Caller.Client.GetAsync(new Uri("/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, patience.Token)).IsSuccessStatusCode)
        {
            answer.Dispose();
            await timer.WaitForNextTickAsync(patience.Token);
        }

        answer.Dispose();
        readers.ForEach(reader => reader.Dispose());
    }

    [Fact]
    public async Task A_stream_ends_when_the_node_stops()
    {
        var script = await HttpScript.Start(_ => null);
        var (events, _) = await HttpEventReader.Open(script.Caller);
        using (events)
        {
            await script.Api.DisposeAsync();
            Assert.Null(await events.Next());
        }

        await script.DisposeAsync();
    }

    [Fact]
    public async Task A_listener_that_falls_behind_is_cut_off_after_what_it_has()
    {
        var (ask, _, _) = await Sold();
        var streams = new EventStreams();
        Assert.True(streams.TryOpen(out var slow));
        Assert.True(streams.TryOpen(out var quick));
        for (var n = 0; n <= EventStreams.MaxWaiting; n++)
        {
            streams.Publish(new MarketEvent.Listed(sale.Owner.View.Self, ask));
            Assert.True(quick.Reader.TryRead(out _));
        }

        var read = 0;
        while (slow.Reader.TryRead(out _))
        {
            read++;
        }

        Assert.Equal(EventStreams.MaxWaiting, read);
        Assert.True(slow.Reader.Completion.IsCompletedSuccessfully);
        Assert.False(quick.Reader.Completion.IsCompleted);
        streams.CloseAll();
        Assert.True(quick.Reader.Completion.IsCompletedSuccessfully);
        Assert.False(streams.TryOpen(out _));
    }

    private async Task<(ListedOrder Ask, ListedOrder Bid, Trade Trade)> Sold()
    {
        var id = (await sale.Buyer.Caller.Get("/market/transactions")).Good.Str("transactions.0.transaction_id");
        Assert.True(BlockHash.TryParse(id, out var hash));
        var ledger = sale.Buyer.View.Ledger;
        var trade = TradeHistory.Find(hash, ledger, "enerdatx")!;
        var orders = TermsRule.OrdersOf(trade, ledger, "enerdatx")!;
        return (orders.Ask, orders.Bid, trade);
    }
}
