namespace EnerDatX.Core.Market;

/// <summary>
/// Puts orders at their price levels and takes them away. The levels of one side stand in a tree (<see cref="OrderBookTree"/>) and are
/// chained from the best to the worst.
/// </summary>
internal sealed class OrderBookLevels
{
    private readonly OrderBookPool<OrderBookEntry> _entries;
    private readonly OrderBookPool<OrderBookLevel> _levels = new();
    private readonly OrderBookTree _tree;

    public OrderBookLevels(OrderBookPool<OrderBookEntry> entries)
    {
        _entries = entries;
        _tree = new OrderBookTree(_levels);
    }

    public ref OrderBookLevel this[int level] => ref _levels[level];

    /// <param name="which">Which side of its market it is.</param>
    public void Add(ref OrderBookSide side, TickSide which, int order, Price price)
    {
        var (better, worse, parent) = (0, 0, 0);
        for (var number = side.Root; number != 0;)
        {
            ref var level = ref _levels[number];
            var comparison = OrderBookSide.Compare(which, price, level.Price);
            if (comparison == 0)
            {
                Enqueue(ref level, number, order);
                return;
            }

            parent = number;
            (better, worse, number) = comparison < 0 ? (better, number, level.Left) : (number, worse, level.Right);
        }

        var fresh = _levels.Take();
        _levels[fresh].Price = price;
        Enqueue(ref _levels[fresh], fresh, order);
        Chain(ref side, better, fresh);
        Chain(ref side, fresh, worse);
        _tree.Insert(ref side.Root, fresh, parent, asLeft: parent != 0 && parent == worse);
    }

    public void Remove(ref OrderBookSide side, int order)
    {
        ref var entry = ref _entries[order];
        var number = entry.Level;
        ref var level = ref _levels[number];
        Link(ref level, entry.Older, entry.Younger);
        (entry.Older, entry.Younger, entry.Level) = (0, 0, 0);
        if (level.Oldest == 0)
        {
            _tree.Remove(ref side.Root, number);
            Chain(ref side, level.Better, level.Worse);
            _levels.Give(number);
        }
    }

    /// <summary>
    /// Puts an order at its place by arrival. A new order is the youngest; one that comes back from a reservation is among the oldest,
    /// because matching took it first: so either way only a few orders are passed.
    /// </summary>
    private void Enqueue(ref OrderBookLevel level, int number, int order)
    {
        ref var entry = ref _entries[order];
        entry.Level = number;
        var younger = level.Youngest == 0 || _entries[level.Youngest].Arrival < entry.Arrival ? 0 : level.Oldest;
        while (younger != 0 && _entries[younger].Arrival < entry.Arrival)
        {
            younger = _entries[younger].Younger;
        }

        var older = younger == 0 ? level.Youngest : _entries[younger].Older;
        Link(ref level, older, order);
        Link(ref level, order, younger);
    }

    private void Link(ref OrderBookLevel level, int older, int younger)
    {
        (older == 0 ? ref level.Oldest : ref _entries[older].Younger) = younger;
        (younger == 0 ? ref level.Youngest : ref _entries[younger].Older) = older;
    }

    private void Chain(ref OrderBookSide side, int better, int worse)
    {
        (better == 0 ? ref side.Best : ref _levels[better].Worse) = worse;
        if (worse != 0)
        {
            _levels[worse].Better = better;
        }
    }
}
