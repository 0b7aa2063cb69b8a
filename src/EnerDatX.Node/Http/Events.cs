using System.Runtime.CompilerServices;
using System.Threading.Channels;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Peer;

namespace EnerDatX.Node.Http;

/// <summary><c>/events</c>: what happens in the market, one JSON object per line, as EDMP's web page reads it.</summary>
internal sealed class Events(NodeQuestions node, TradeViews views, EventStreams streams)
{
    public void Map(Routes routes) =>
        routes.Get("/events", Get, new("Market events as they happen: an endless answer with one JSON object per line.", typeof(EventView)));

    private Task<Answer> Get(HttpContext context) => Task.FromResult<Answer>(streams.TryOpen(out var listener)
        ? new Answer.Lines(Read(listener, context.RequestAborted))
        : new Answer.Refusal(StatusCodes.Status503ServiceUnavailable, $"{EventStreams.MaxListeners} listen to events already"));

    private async IAsyncEnumerable<object> Read(Channel<MarketEvent> listener, [EnumeratorCancellation] CancellationToken gone)
    {
        try
        {
            yield return new EventView("events_start", new StartedView(true, Peers.Version));
            await foreach (var happened in listener.Reader.ReadAllAsync(gone))
            {
                if (await Describe(happened) is { } view)
                {
                    yield return view;
                }
            }
        }
        finally
        {
            streams.Close(listener);
        }
    }

    /// <summary>Null for what EDMP has no event for.</summary>
    private async Task<EventView?> Describe(MarketEvent happened) => happened switch
    {
        MarketEvent.Listed(_, var order) => new EventView(NameOf(order, "market_ask", "market_bid"), TickView.Of(order, order.Tick.Traded)),
        MarketEvent.TimedOut(_, var order) =>
            new EventView(NameOf(order, "market_ask_timeout", "market_bid_timeout"), TickView.Of(order, order.Tick.Traded)),
        MarketEvent.PaymentSent(_, var trade, var segment) =>
            new EventView("market_payment_sent", TradeViews.PaymentOf(trade, await NumberOf(trade.Id), segment)),
        MarketEvent.PaymentReceived(_, var trade, var segment) =>
            new EventView("market_payment_received", TradeViews.PaymentOf(trade, await NumberOf(trade.Id), segment)),
        MarketEvent.TradeEnded { Ending: TradeEnding.Done, Trade: var trade } =>
            new EventView("market_transaction_complete", new CompletedView(views.Of(trade, await NumberOf(trade.Id)), true)),
        MarketEvent.TradeSeen(_, var done) when !IsMine(done) => new EventView("market_transaction_complete", new CompletedView(Of(done), false)),
        _ => null,
    };

    private static string NameOf(ListedOrder order, string ask, string bid) => order.Tick.Side == TickSide.Ask ? ask : bid;

    private async Task<int> NumberOf(BlockHash trade) => (await node.Trades()).Select(t => t.Id).ToList().IndexOf(trade) + 1;

    /// <summary>One's own trades are told when they end.</summary>
    private bool IsMine(DoneTransaction done) =>
        node.View.Ledger.Find(done.Trade) is { } init && (init.PublicKey.Equals(node.View.Self) || init.LinkPublicKey.Equals(node.View.Self));

    /// <summary>Somebody else's trade: no number of ours, and of the parties what the ledger holds.</summary>
    private TransactionView Of(DoneTransaction done)
    {
        var (ask, bid) = (Order(done.Ask), Order(done.Bid));
        var assets = new AssetsView(new(done.Price, done.Currency), new(1, done.Asset));
        return new TransactionView(
            bid?.Id.Trader.ToString() ?? "",
            bid?.Id.Number ?? 0,
            ask?.Id.Trader.ToString() ?? "",
            ask?.Id.Number ?? 0,
            0,
            done.Trade.ToString(),
            assets,
            assets,
            FloatSeconds.Of(node.View.Ledger.Find(done.Trade)?.TimestampMs ?? 0),
            true,
            "completed",
            "done",
            null);
    }

    private ListedOrder? Order(BlockHash hash) =>
        node.View.Ledger.Find(hash) is { } block && ListedOrder.TryRead(block, node.View.Network, out var order) ? order : null;
}

/// <param name="Event">Depends on the type: a tick, a payment, a trade.</param>
internal sealed record EventView(string Type, object Event);

internal sealed record StartedView(bool TriblerStarted, string Version);

internal sealed record CompletedView(TransactionView Tx, bool Mine);
