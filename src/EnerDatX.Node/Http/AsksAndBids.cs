using EnerDatX.Core.Market;
using EnerDatX.Peer.Market;

namespace EnerDatX.Node.Http;

/// <summary>The order book in EDMP's shape, and how orders are placed: asks and bids, under EDMP's and AnyDex's names.</summary>
internal sealed class AsksAndBids(NodeQuestions node)
{
    private const long DefaultTimeoutSeconds = 3_600;

    private static readonly IReadOnlyList<Parameter> BidParameters =
    [
        new("first_asset_amount", "integer", "Price in the currency's smallest units.", true),
        new("first_asset_type", "string", "The currency.", true),
        new("second_asset_amount", "integer", "1: a dataset is sold whole.", true),
        new("second_asset_type", "string", "The dataset: EW….", true),
        new("timeout", "integer", "Seconds that the order lives: 3600 unless said, at most 86400."),
    ];

    private static readonly IReadOnlyList<Parameter> AskParameters =
        [
            .. BidParameters,
            new("licence", "string", "copy (unless said) or exclusive."),
            new("copies", "integer", "Of copies: how many at most are ever to be sold; unless said, no promise."),
        ];

    public void Map(Routes routes)
    {
        foreach (var prefix in new[] { "/market", "" })
        {
            routes.Get($"{prefix}/asks", GetAsks, new("Open asks by market, best price first.", typeof(AsksView)) { Query = Operation.Paged });
            routes.Put($"{prefix}/asks", PutAsk, new("Offers a dataset of one's own.", typeof(OrderPlacedView)) { Body = AskParameters });
            routes.Get($"{prefix}/bids", GetBids, new("Open bids by market, best price first.", typeof(BidsView)) { Query = Operation.Paged });
            routes.Put($"{prefix}/bids", PutBid, new("Buys a dataset that is offered.", typeof(OrderPlacedView)) { Body = BidParameters });
        }
    }

    private Task<Answer> GetAsks(HttpContext context) => Get(context, TickSide.Ask, markets => new AsksView(markets));

    private Task<Answer> GetBids(HttpContext context) => Get(context, TickSide.Bid, markets => new BidsView(markets));

    private Task<Answer> PutAsk(HttpContext context) => Put(context, TickSide.Ask);

    private Task<Answer> PutBid(HttpContext context) => Put(context, TickSide.Bid);

    private async Task<Answer> Get(HttpContext context, TickSide side, Func<IReadOnlyList<MarketView>, object> view)
    {
        if (!Parameters.OfQuery(context).TryPage(Parameters.MaxPage, out var page, out var refusal))
        {
            return refusal;
        }

        var book = await node.Peer<BookRead>(new ReadBook(side));
        var rows = book.Listings.SelectMany(
            listing => listing.Rows, (listing, row) => (listing.Types, Tick: TickView.Of(book.Orders[row.Tick.Id], row.Traded)));
        return new Answer.Ok(view([.. page.Of(rows)
            .GroupBy(row => row.Types, row => row.Tick)
            .Select(market => new MarketView(market.Key.First, market.Key.Second, [.. market]))]));
    }

    private async Task<Answer> Put(HttpContext context, TickSide side)
    {
        var (parameters, malformed) = await Parameters.OfBody(context);
        if (malformed is not null)
        {
            return malformed;
        }

        if (!TryWish(side, parameters, out var wish, out var refusal))
        {
            return refusal!;
        }

        return await node.Peer<object>(new PlaceOrder(wish!)) switch
        {
            OrderPlaced placed => new Answer.Ok(OrderPlacedView.Of(placed)),
            OrderRefused refused => Answer.Bad(refused.Reason),
            var other => throw new InvalidOperationException($"The order book answered {other.GetType().Name}."),
        };
    }

    private static bool TryWish(TickSide side, Parameters parameters, out OrderWish? wish, out Answer.Refusal? refusal)
    {
        wish = null;
        if (!TryAmounts(parameters, out var first, out var second, out refusal)
            || !parameters.TryInteger("timeout", long.MinValue, long.MaxValue, DefaultTimeoutSeconds, out var timeout, out refusal)
            || !parameters.TryInteger("copies", 0, Offer.MaxCopies, 0, out var copies, out refusal))
        {
            return false;
        }

        var licence = side == TickSide.Bid ? Licence.Copy : Licences.Parse(parameters.Text("licence", "copy"));
        if (licence == Licence.None)
        {
            refusal = Answer.Bad("licence is neither copy nor exclusive");
            return false;
        }

        wish = new OrderWish(side, first, second, timeout, Tick.MaxEdmpTimeoutSeconds, licence, side == TickSide.Ask ? (int)copies : 0);
        return true;
    }

    /// <summary>In EDMP's order of checks, with its words.</summary>
    private static bool TryAmounts(Parameters parameters, out AssetAmount first, out AssetAmount second, out Answer.Refusal? refusal)
    {
        (first, second) = (default, default);
        refusal = !parameters.Has("first_asset_amount") || !parameters.Has("second_asset_amount") ? Answer.Bad("asset amount parameter missing")
            : !parameters.Has("first_asset_type") || !parameters.Has("second_asset_type") ? Answer.Bad("asset type parameter missing")
            : null;
        return refusal is null
            && TryAmount(parameters, "first", out first, out refusal)
            && TryAmount(parameters, "second", out second, out refusal);
    }

    private static bool TryAmount(Parameters parameters, string which, out AssetAmount amount, out Answer.Refusal? refusal)
    {
        amount = default;
        if (!parameters.TryInteger($"{which}_asset_amount", 0, long.MaxValue, 0, out var units, out refusal))
        {
            return false;
        }

        var type = parameters.Text($"{which}_asset_type", "");
        if (!AssetAmount.IsType(type))
        {
            refusal = Answer.Bad($"{which}_asset_type is not 1 to {AssetAmount.MaxTypeLength} printable ASCII characters");
            return false;
        }

        amount = new AssetAmount(units, type);
        return true;
    }
}

internal sealed record AsksView(IReadOnlyList<MarketView> Asks);

internal sealed record BidsView(IReadOnlyList<MarketView> Bids);

internal sealed record MarketView(string Asset1, string Asset2, IReadOnlyList<TickView> Ticks);

internal sealed record OrderPlacedView(
    AssetsView Assets, FloatSeconds Timestamp, string TraderId, uint OrderNumber, int Timeout, string BlockHash)
{
    public static OrderPlacedView Of(OrderPlaced placed) => new(
        AssetsView.Of(placed.Order.Assets),
        new FloatSeconds(placed.Order.TimestampMs),
        placed.Order.Id.Trader.ToString(),
        placed.Order.Id.Number,
        placed.Order.TimeoutSeconds,
        placed.Block.Hash.ToString());
}
