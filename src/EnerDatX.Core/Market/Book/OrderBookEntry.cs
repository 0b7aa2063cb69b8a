namespace EnerDatX.Core.Market;

/// <summary>An open order. All is zero where there is none.</summary>
internal struct OrderBookEntry
{
    public OrderId Id;

    public Tick? Tick;

    /// <summary>Counts the orders in order of arrival: the time in price-time priority.</summary>
    public long Arrival;

    public long DeadlineMs;

    /// <summary>Not traded yet, reserved or not.</summary>
    public long Left;

    public long Reserved;

    /// <summary>That of the id.</summary>
    public uint Hash;

    public int Trader;

    /// <summary>Twice the market's number, one more for a bid: asking the tick, in memory far from here, would cost more than all else.</summary>
    private int _marketAndSide;

    /// <summary>The price level where the order waits to be matched; none while nothing of it is available, or while it is the newest and was not put there yet.</summary>
    public int Level;

    public int Older;

    public int Younger;

    public readonly int Market => _marketAndSide >> 1;

    public readonly TickSide Side => (_marketAndSide & 1) == 0 ? TickSide.Ask : TickSide.Bid;

    /// <summary>What can still be matched.</summary>
    public readonly long Available => Left - Reserved;

    public void StandIn(int market, TickSide side) => _marketAndSide = (2 * market) + (side == TickSide.Ask ? 0 : 1);

    public readonly OrderBookRow Row => new(Tick!, Tick!.Assets.Quantity - Left, Reserved);
}
