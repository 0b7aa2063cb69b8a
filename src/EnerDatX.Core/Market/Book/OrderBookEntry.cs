namespace EnerDatX.Core.Market;

/// <summary>An open order. Where there is only an id that is remembered as closed, all is zero.</summary>
internal struct OrderBookEntry
{
    public OrderId Id;

    /// <summary>None where no order is open.</summary>
    public Tick? Tick;

    public OrderBookTrader Trader;

    /// <summary>Counterparts that it is kept away from; nearly always none.</summary>
    public OrderBookBlocks? Blocks;

    /// <summary>Counts the orders in order of arrival: the time in price-time priority.</summary>
    public long Arrival;

    public long DeadlineMs;

    /// <summary>Not traded yet, reserved or not.</summary>
    public long Left;

    public long Reserved;

    public int Market;

    /// <summary>The price level where the order waits to be matched; none while nothing of it is available.</summary>
    public int Level;

    public int Older;

    public int Younger;

    public readonly bool IsOpen => Tick is not null;

    /// <summary>What can still be matched.</summary>
    public readonly long Available => Left - Reserved;

    public readonly OrderBookRow Row => new(Tick!, Tick!.Assets.Quantity - Left, Reserved);
}

/// <summary>Someone with open orders in the book.</summary>
internal sealed class OrderBookTrader
{
    public int OpenOrders { get; set; }
}

/// <summary>Counterparts that one order is kept away from, after one of the two declined.</summary>
internal sealed class OrderBookBlocks
{
    private readonly List<(OrderId Counterpart, long UntilMs)> _blocks = [];

    public bool Has(OrderId counterpart, long nowMs) => _blocks.Exists(block => block.Counterpart == counterpart && nowMs < block.UntilMs);

    /// <summary>Keeps the counterpart away until a time; outdated blocks go, and the oldest if there are too many.</summary>
    public void Add(OrderId counterpart, long nowMs, long untilMs, int maxBlocks)
    {
        _blocks.RemoveAll(block => block.UntilMs <= nowMs || block.Counterpart == counterpart);
        if (_blocks.Count >= maxBlocks)
        {
            _blocks.RemoveAt(0);
        }

        _blocks.Add((counterpart, untilMs));
    }
}
