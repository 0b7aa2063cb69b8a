namespace EnerDatX.Core.Market;

/// <summary>
/// Orders of one price that can be matched, oldest first, in a linked list through the orders themselves;
/// and a node of the side's tree of prices (<see cref="OrderBookSide"/>).
/// </summary>
internal sealed class OrderBookLevel(Price price)
{
    public Price Price { get; } = price;

    public OrderBookEntry? Oldest { get; private set; }

    public OrderBookEntry? Youngest { get; private set; }

    /// <summary>The next level in the direction of the spread.</summary>
    public OrderBookLevel? Better { get; set; }

    /// <summary>The next level away from the spread.</summary>
    public OrderBookLevel? Worse { get; set; }

    /// <summary>Subtree of better prices.</summary>
    public OrderBookLevel? Left { get; set; }

    /// <summary>Subtree of worse prices.</summary>
    public OrderBookLevel? Right { get; set; }

    public int Height { get; set; } = 1;

    /// <summary>
    /// Puts an order at its place by arrival. A new order is the youngest; one that comes back from a reservation is among the oldest,
    /// because matching took it first: so either way only a few orders are passed.
    /// </summary>
    public void Add(OrderBookEntry entry)
    {
        entry.Level = this;
        var younger = Youngest is null || Youngest.Arrival < entry.Arrival ? null : Oldest;
        while (younger is not null && younger.Arrival < entry.Arrival)
        {
            younger = younger.Younger;
        }

        var older = younger is null ? Youngest : younger.Older;
        Link(older, entry);
        Link(entry, younger);
    }

    public void Remove(OrderBookEntry entry)
    {
        Link(entry.Older, entry.Younger);
        entry.Older = null;
        entry.Younger = null;
        entry.Level = null;
    }

    private void Link(OrderBookEntry? older, OrderBookEntry? younger)
    {
        if (older is null)
        {
            Oldest = younger;
        }
        else
        {
            older.Younger = younger;
        }

        if (younger is null)
        {
            Youngest = older;
        }
        else
        {
            younger.Older = older;
        }
    }
}
