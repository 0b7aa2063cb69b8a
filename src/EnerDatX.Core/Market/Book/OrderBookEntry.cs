namespace EnerDatX.Core.Market;

/// <summary>An order inside the book: what changes about a tick, and where it hangs.</summary>
internal sealed class OrderBookEntry(Tick tick, OrderBookTrader trader, OrderBookMarket market, long arrival)
{
    private List<(OrderId Counterpart, long UntilMs)>? _blocks;

    public Tick Tick { get; } = tick;

    public OrderBookTrader Trader { get; } = trader;

    public OrderBookMarket Market { get; } = market;

    /// <summary>Counts the orders in order of arrival: the time in price-time priority.</summary>
    public long Arrival { get; } = arrival;

    public Price Price { get; } = tick.Assets.Price;

    public long DeadlineMs { get; } = tick.DeadlineMs;

    public long Traded { get; set; } = tick.Traded;

    public long Reserved { get; set; }

    /// <summary>Not traded yet, reserved or not.</summary>
    public long Left => Tick.Assets.Quantity - Traded;

    /// <summary>What can still be matched.</summary>
    public long Available => Left - Reserved;

    /// <summary>The price level where the order waits to be matched; none while nothing of it is available.</summary>
    public OrderBookLevel? Level { get; set; }

    public OrderBookEntry? Older { get; set; }

    public OrderBookEntry? Younger { get; set; }

    /// <summary>Its place in <see cref="OrderBookDeadlines"/>.</summary>
    public int DeadlineIndex { get; set; }

    public OrderBookRow Row => new(Tick, Traded, Reserved);

    public bool IsBlockedFor(OrderBookEntry counterpart, long nowMs) =>
        _blocks is not null && _blocks.Exists(block => block.Counterpart == counterpart.Tick.Id && nowMs < block.UntilMs);

    /// <summary>Keeps the counterpart away until a time; outdated blocks go, and the oldest if there are too many.</summary>
    public void Block(OrderId counterpart, long nowMs, long untilMs, int maxBlocks)
    {
        _blocks ??= [];
        _blocks.RemoveAll(block => block.UntilMs <= nowMs || block.Counterpart == counterpart);
        if (_blocks.Count >= maxBlocks)
        {
            _blocks.RemoveAt(0);
        }

        _blocks.Add((counterpart, untilMs));
    }
}

/// <summary>Someone with open orders in the book.</summary>
internal sealed class OrderBookTrader
{
    public int OpenOrders { get; set; }
}
