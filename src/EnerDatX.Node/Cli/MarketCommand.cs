using System.CommandLine;
using System.Globalization;
using EnerDatX.Node.Http;

namespace EnerDatX.Node.Cli;

/// <summary><c>market …</c>: the order book that a running node sees, and its user's own orders and trades.</summary>
public static class MarketCommand
{
    private static readonly Argument<uint> Number = new("number") { Description = "Number of an order of one's own, as in: market orders." };

    private static readonly Option<bool> All = new("--all") { Description = "Also offers that this node's policy (peer.trust) keeps it from, and why." };

    public static Command Create()
    {
        var command = new Command("market", """
            Show the market as a running node sees it; alone, the same as: market offers.
            Examples:
              ./enerdatx market --state buyer
              ./enerdatx market orders --state owner
              ./enerdatx market cancel 1 --state owner
            """);
        command.Subcommands.Add(NodeChoice.Command("offers", "Datasets that are offered, and what each is about.", [All], Offers));
        command.Subcommands.Add(NodeChoice.Command("asks", "Open asks, by market, best price first.", [], call => Ticks<AsksView>(call, "/market/asks", view => view.Asks)));
        command.Subcommands.Add(NodeChoice.Command("bids", "Open bids, by market, best price first.", [], call => Ticks<BidsView>(call, "/market/bids", view => view.Bids)));
        command.Subcommands.Add(NodeChoice.Command("orders", "One's own orders, open and past.", [], Orders));
        command.Subcommands.Add(NodeChoice.Command("transactions", "One's own trades, and how each ended.", [], Transactions));
        command.Subcommands.Add(NodeChoice.Command("cancel", "Cancel an open order of one's own.", [Number], Cancel));
        command.Subcommands.Add(BundleCommand.Create());
        command.Options.Add(All);
        return NodeChoice.With(command, Offers);
    }

    private static Task<int> Offers(NodeCall call) => WithAmounts(call, async amounts =>
    {
        var isAll = call.Parsed.GetValue(All);
        var path = isAll ? "/api/v1/offers?all=true" : "/api/v1/offers";
        string[] names = ["asset", "price", "licence", "period", "every", "channels", "measured", "place", "seller", "score"];
        return call.Show(await call.Node.Get<IReadOnlyList<OfferView>>(path, call.Stop), offers => call.Screen.Table(
            isAll ? [.. names, "held back"] : names,
            offers.Select(offer => new List<string>
            {
                offer.Asset,
                amounts.Show(offer.Price, offer.Currency),
                offer.Licence,
                $"{offer.Description.PeriodStart} – {offer.Description.PeriodEnd}",
                $"{offer.Description.Resolution} s",
                string.Join(", ", offer.Description.Channels),
                string.Create(CultureInfo.InvariantCulture, $"{offer.Description.QualityPermille / 10}.{offer.Description.QualityPermille % 10} %"),
                offer.Description.Location,
                offer.Mine ? "this node" : Short(offer.Seller.TraderId),
                offer.Mine ? "-" : offer.SellerScore.ToString(CultureInfo.InvariantCulture),
            }.Concat(isAll ? [offer.PolicyReason ?? "-"] : []).ToArray())));
    });

    private static Task<int> Ticks<T>(NodeCall call, string path, Func<T, IReadOnlyList<MarketView>> markets)
        where T : class => WithAmounts(call, async amounts =>
        call.Show(await call.Node.Get<T>(path, call.Stop), view => call.Screen.Table(
            ["asset", "price", "trader", "order", "since", "seconds", "half-block"],
            markets(view).SelectMany(market => market.Ticks).Select(tick => new[]
            {
                tick.Assets.Second.Type,
                amounts.Show(tick.Assets.First.Amount, tick.Assets.First.Type),
                Short(tick.TraderId),
                Digits(tick.OrderNumber),
                Json.Time(tick.Timestamp.Milliseconds),
                Digits(tick.Timeout),
                Short(tick.BlockHash),
            }))));

    private static Task<int> Orders(NodeCall call) => WithAmounts(call, async amounts =>
        call.Show(await call.Node.Get<OrdersView>("/market/orders", call.Stop), view => call.Screen.Table(
            ["order", "kind", "asset", "price", "status", "since", "seconds"],
            view.Orders.Select(order => new[]
            {
                Digits(order.OrderNumber),
                order.IsAsk ? "ask" : "bid",
                order.Assets.Second.Type,
                amounts.Show(order.Assets.First.Amount, order.Assets.First.Type),
                order.Reason is null ? order.Status : $"{order.Status}, held back: {order.Reason}",
                Json.Time(order.Timestamp.Milliseconds),
                Digits(order.Timeout),
            }))));

    private static Task<int> Transactions(NodeCall call) => WithAmounts(call, async amounts =>
        call.Show(await call.Node.Get<TransactionsView>("/market/transactions", call.Stop), view => call.Screen.Table(
            ["trade", "asset", "price", "paid", "partner", "status", "why", "since"],
            view.Transactions.Select(trade => new[]
            {
                Digits(trade.TransactionNumber),
                trade.Assets.Second.Type,
                amounts.Show(trade.Assets.First.Amount, trade.Assets.First.Type),
                amounts.Show(trade.Transferred.First.Amount, trade.Transferred.First.Type),
                Short(trade.PartnerTraderId),
                trade.Ending ?? trade.Status,
                trade.Reason ?? string.Empty,
                Json.Time(trade.Timestamp.Milliseconds),
            }))));

    private static async Task<int> Cancel(NodeCall call)
    {
        var number = call.Parsed.GetRequiredValue(Number);
        return call.Show(
            await call.Node.Post<CancelledView>($"/market/orders/{number}/cancel", null, call.Stop),
            _ => call.Screen.Say($"Order {number} is cancelled."));
    }

    private static async Task<int> WithAmounts(NodeCall call, Func<TokenAmounts, Task<int>> act)
    {
        var wallets = await TokenAmounts.Ask(call);
        return wallets.TryBody(out var body, out var refusal) ? await act(new TokenAmounts(body)) : call.Screen.Refuse(refusal);
    }

    private static string Digits(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The beginning of a hash or trader id: enough to tell them apart at a glance.</summary>
    internal static string Short(string id) => id.Length <= 10 ? id : id[..10];
}
