using System.CommandLine;
using System.Diagnostics;
using EnerDatX.Node.Http;

namespace EnerDatX.Node.Cli;

/// <summary><c>buy</c>: bids for a dataset and tells what comes of it.</summary>
public static class BuyCommand
{
    /// <summary>A trade takes about a second; who sells may have to be woken.</summary>
    private const int DefaultWaitSeconds = 60;

    private static readonly Argument<string> Asset = new("asset") { Description = "EW…, as listed by: market offers." };
    private static readonly Option<string?> Price = new("--price") { Description = "At most this; default: what the cheapest offer asks.", HelpName = "AMOUNT" };
    private static readonly Option<string?> Currency = new("--currency") { Description = "What to pay with; default: what the offer asks for.", HelpName = "NAME" };

    private static readonly Option<int> Wait = new("--wait")
    {
        Description = "How long to follow the trade, in seconds; 0 = only bid.",
        DefaultValueFactory = _ => DefaultWaitSeconds,
        HelpName = "SECONDS",
    };

    public static Command Create() => NodeChoice.Command("buy", """
        Bid for a dataset, and follow the trade to its end. Exit code 0: the data is here; 1: it is not, and the last line says why and
        whether tokens were paid. With --wait 0: 0 as soon as the bid is placed.
        Examples:
          ./enerdatx buy EW4f… --state buyer
          ./enerdatx buy EW4f… --price 12 --currency DUM1 --wait 300 --state buyer
        """, [Asset, Price, Currency, Wait], Buy);

    private static async Task<int> Buy(NodeCall call)
    {
        var wallets = await TokenAmounts.Ask(call);
        if (!wallets.TryBody(out var known, out var refusal))
        {
            return call.Screen.Refuse(refusal);
        }

        var amounts = new TokenAmounts(known);
        var asset = call.Parsed.GetRequiredValue(Asset);
        var (price, currency, noPrice) = await PriceOf(call, amounts, asset);
        if (noPrice is not null)
        {
            return call.Screen.Refuse(noPrice);
        }

        var answer = await call.Node.Put<OrderPlacedView>("/market/bids", OrderForm.Of(asset, price, currency), call.Stop);
        if (!answer.TryBody(out var bid, out refusal))
        {
            return call.Screen.Refuse(refusal);
        }

        var wait = TimeSpan.FromSeconds(call.Parsed.GetValue(Wait));
        if (wait <= TimeSpan.Zero)
        {
            return call.Show(answer, placed => call.Screen.Say($"Bid {placed.OrderNumber}: {amounts.Show(price, currency)} for {asset}."));
        }

        if (!call.IsJson)
        {
            call.Screen.Say($"Bid {bid.OrderNumber}: {amounts.Show(price, currency)} for {asset}. Waiting for the seller …");
        }

        return await new TradeFollower(call, amounts, bid).Follow(wait);
    }

    /// <summary>What the user said, or what the cheapest offer asks.</summary>
    private static async Task<(long Price, string Currency, string? Refusal)> PriceOf(NodeCall call, TokenAmounts amounts, string asset)
    {
        var (price, currency) = (call.Parsed.GetValue(Price), call.Parsed.GetValue(Currency));
        if (price is null || currency is null)
        {
            var (best, refusal) = await Cheapest(call, asset, currency);
            if (best is null)
            {
                return (0, string.Empty, refusal);
            }

            currency = best.Currency;
            if (price is null)
            {
                return (best.Price, currency, null);
            }
        }

        return (amounts.Parse(price, currency, out var malformed), currency, malformed);
    }

    private static async Task<(OfferView? Best, string? Refusal)> Cheapest(NodeCall call, string asset, string? currency)
    {
        var (offers, refusal) = await OffersOf(call, asset);
        var best = offers
            .Where(offer => !offer.Mine && (currency is null || offer.Currency == currency))
            .OrderBy(offer => offer.BelowPolicy)
            .ThenBy(offer => offer.Price)
            .ThenBy(offer => offer.Offered, StringComparer.Ordinal)
            .FirstOrDefault();
        var inCurrency = currency is null ? string.Empty : $" for {currency}";
        return best switch
        {
            null => (null, refusal ?? $"Nobody else offers {asset}{inCurrency} now. See: ./enerdatx market offers"),
            { BelowPolicy: true } => (null, $"{asset} is offered, but this node's policy (peer.trust in its settings) holds it back: {best.PolicyReason}."),
            _ => (best, null),
        };
    }

    private static async Task<(IReadOnlyList<OfferView> Offers, string? Refusal)> OffersOf(NodeCall call, string asset)
    {
        var found = new List<OfferView>();
        await foreach (var page in call.Node.Pages<OfferView>("/api/v1/offers?all=true", call.Stop))
        {
            if (!page.TryBody(out var offers, out var refusal))
            {
                return ([], refusal);
            }

            found.AddRange(offers.Where(offer => offer.Asset == asset));
        }

        return (found, null);
    }
}

/// <summary>Watches the trade of one bid and says in plain words how it goes on.</summary>
internal sealed class TradeFollower(NodeCall call, TokenAmounts amounts, OrderPlacedView bid)
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(200);

    private readonly HashSet<string> _said = [];

    /// <returns>The exit code: 0 when the dataset is here.</returns>
    public async Task<int> Follow(TimeSpan wait)
    {
        var watch = Stopwatch.StartNew();
        TradeView? trade = null;
        while (true)
        {
            var (found, refusal) = await Find();
            if (refusal is not null)
            {
                return call.Screen.Refuse($"{refusal} The bid stands, and the node goes on by itself while it runs: ./enerdatx market transactions");
            }

            trade = found ?? trade;
            Tell(trade);
            if (trade is { Status: not "pending" })
            {
                return End(trade);
            }

            if (watch.Elapsed > wait)
            {
                return Leave(trade, wait, trade is null ? await HeldBack() : null);
            }

            await Task.Delay(LookAgainAfter, call.Stop);
        }
    }

    private async Task<(TradeView? Trade, string? Refusal)> Find()
    {
        await foreach (var page in call.Node.Pages<TradeView>("/api/v1/trades", call.Stop))
        {
            if (!page.TryBody(out var trades, out var refusal))
            {
                return (null, refusal);
            }

            if (trades.LastOrDefault(trade => trade.Bid == bid.BlockHash) is { } mine)
            {
                return (mine, null);
            }
        }

        return (null, null);
    }

    private void Tell(TradeView? trade)
    {
        foreach (var sentence in trade is null || call.IsJson ? [] : Sentences(trade))
        {
            if (_said.Add(sentence))
            {
                call.Screen.Say(sentence);
            }
        }
    }

    private IEnumerable<string> Sentences(TradeView trade)
    {
        yield return $"A seller is found ({MarketCommand.Short(trade.Seller.TraderId)}): {amounts.Show(trade.Price, trade.Currency)}; the terms are signed by this node.";
        if (trade.Init.Agreement is not null)
        {
            yield return "The seller signed the terms too, and told where the ciphertext is.";
        }

        foreach (var segment in trade.Segments)
        {
            var part = $"Part {segment.Index + 1} of {trade.Segments.Count}";
            foreach (var (pair, proposed, agreed) in new[]
            {
                (segment.Payment, $"{part}: the ciphertext is here and checked; {amounts.Show(segment.Price, trade.Currency)} paid.", $"{part}: the seller confirmed the payment."),
                (segment.Delivery, $"{part}: the key is here.", $"{part}: it opens what was sold; receipt signed."),
                (segment.Refund, $"{part}: the seller gives the payment back.", $"{part}: {amounts.Show(segment.Price, trade.Currency)} came back."),
            })
            {
                if (pair.Proposal is not null)
                {
                    yield return proposed;
                }

                if (pair.Agreement is not null)
                {
                    yield return agreed;
                }
            }
        }
    }

    private int End(TradeView trade)
    {
        if (call.IsJson)
        {
            call.Screen.Json(System.Text.Json.JsonSerializer.Serialize(trade, Json.Options));
        }

        if (trade.Status == "completed")
        {
            if (!call.IsJson)
            {
                call.Screen.Say($"Done: {trade.Asset} is yours, for {amounts.Show(trade.Paid, trade.Currency)}.");
            }

            return 0;
        }

        var why = trade.Reason is null ? string.Empty : $": {trade.Reason}";
        return call.Screen.Refuse($"The trade came to nothing, {EndingInWords(trade.Ending)}{why}. {Paid(trade)}");
    }

    /// <summary>Why the node itself waits with the bid, if it does.</summary>
    private async Task<string?> HeldBack()
    {
        var orders = await call.Node.Get<OrdersView>("/market/orders", call.Stop);
        return orders.Body?.Orders.FirstOrDefault(order => order.OrderNumber == bid.OrderNumber)?.Reason;
    }

    private int Leave(TradeView? trade, TimeSpan wait, string? heldBack) => call.Screen.Refuse(trade is null
        ? $"{(heldBack is null ? $"No seller answered within {wait.TotalSeconds} s." : $"This node's policy (peer.trust in its settings) holds the bid back: {heldBack}.")} No tokens were paid. Bid {bid.OrderNumber} stands until it expires or you cancel it: ./enerdatx market cancel {bid.OrderNumber}"
        : $"The trade is not over after {wait.TotalSeconds} s. {Paid(trade)} The node goes on while it runs: ./enerdatx market transactions");

    private string Paid(TradeView trade) =>
        trade.Paid == 0 ? trade.Ending is "refunded" or "reclaimed" ? "All that was paid came back." : "No tokens were paid."
        : $"{amounts.Show(trade.Paid, trade.Currency)} of {amounts.Show(trade.Price, trade.Currency)} were paid and did not come back"
            + $" ({trade.Segments.Count(segment => segment.Delivery.Agreement is not null)} of {trade.Segments.Count} parts are here).";

    private static string EndingInWords(string? ending) => ending switch
    {
        "aborted" => "it was given up before any payment",
        "refunded" => "the seller could not deliver and gave the payment back",
        "reclaimed" => "the seller did not take the payment in time and it was taken back",
        "declined" => "the seller refused the terms",
        "bad_delivery" => "what was delivered is not what was sold, and it is disputed",
        _ => "for a reason that this version does not know",
    };
}
