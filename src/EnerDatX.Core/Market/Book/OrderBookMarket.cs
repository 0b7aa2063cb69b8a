namespace EnerDatX.Core.Market;

/// <summary>The two sides of one asset pair. A dataset's market often has one ask and nothing else, so a side is made when it is needed.</summary>
internal sealed class OrderBookMarket(AssetTypes types)
{
    private OrderBookSide? _asks;
    private OrderBookSide? _bids;

    public AssetTypes Types { get; } = types;

    /// <summary>Orders on both sides, available or not; at zero the market goes.</summary>
    public int Orders { get; set; }

    public OrderBookSide SideOf(OrderBookEntry entry) => entry.Tick.Side == TickSide.Ask
        ? _asks ??= new OrderBookSide(TickSide.Ask)
        : _bids ??= new OrderBookSide(TickSide.Bid);

    public OrderBookSide? OppositeOf(OrderBookEntry entry) => entry.Tick.Side == TickSide.Ask ? _bids : _asks;
}
