using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Market;

/// <summary>
/// The orders that a peer knows of, matched by price, then time of arrival. Mutable and meant for one owner; what it answers is a
/// function of the operations so far and of the times they bring. No operation costs more than logarithmic time in the
/// number of orders, apart from the matches that it finds and the orders that it has to pass over.
/// </summary>
/// <remarks>
/// Matching finds and changes nothing; a peer that settles at once calls <see cref="Settle"/> for both orders of each match, a matchmaker
/// calls <see cref="Reserve"/>, and later <see cref="Release"/>, followed by <see cref="Settle"/> if the trade was made.
/// Quantities are in units of <see cref="AssetPair.Quantity"/>. Times are milliseconds since 1970.
/// </remarks>
public sealed class OrderBook(OrderBookLimits limits)
{
    private readonly Dictionary<OrderId, OrderBookEntry> _entries = [];
    private readonly Dictionary<Mid, OrderBookTrader> _traders = [];
    private readonly Dictionary<AssetTypes, OrderBookMarket> _markets = [];
    private readonly OrderBookDeadlines _deadlines = new();
    private readonly OrderBookClosed<OrderId> _closed = new(limits.ClosedOrders);
    private long _arrivals;

    public int Orders => _entries.Count;

    /// <summary>Asset pairs with at least one order.</summary>
    public int Markets => _markets.Count;

    /// <summary>Lets a tick rest in the book. It is the youngest at its price, whatever its timestamp says.</summary>
    public OrderBookVerdict Insert(Tick tick, long nowMs)
    {
        var verdict = Admit(tick, nowMs);
        if (verdict != OrderBookVerdict.Done)
        {
            return verdict;
        }

        var entry = new OrderBookEntry(tick, TraderOf(tick), MarketOf(tick.Assets.Types), ++_arrivals);
        _entries.Add(tick.Id, entry);
        entry.Trader.OpenOrders++;
        entry.Market.Orders++;
        entry.Market.SideOf(entry).Add(entry);
        _deadlines.Add(entry);
        return OrderBookVerdict.Done;
    }

    /// <summary>
    /// Finds what the order can trade with: the other side from its best price inward while prices cross, the oldest first at
    /// each price. The trader's own orders, blocked ones and those whose time is over are passed over, and the search goes on.
    /// </summary>
    public IReadOnlyList<OrderBookMatch> Match(OrderId id, long nowMs)
    {
        if (!_entries.TryGetValue(id, out var entry) || entry.DeadlineMs <= nowMs || entry.Market.OppositeOf(entry) is not { } opposite)
        {
            return [];
        }

        List<OrderBookMatch>? matches = null;
        var rest = entry.Available;
        for (var level = opposite.Best; rest > 0 && level is not null && opposite.Crosses(level.Price, entry.Price); level = level.Worse)
        {
            for (var other = level.Oldest; rest > 0 && other is not null; other = other.Younger)
            {
                if (MayTrade(entry, other, nowMs))
                {
                    var quantity = Math.Min(rest, other.Available);
                    rest -= quantity;
                    (matches ??= []).Add(MatchOf(entry, other, quantity));
                }
            }
        }

        return matches ?? (IReadOnlyList<OrderBookMatch>)[];
    }

    /// <summary>Sets quantity aside for a trade that is being negotiated.</summary>
    public OrderBookVerdict Reserve(OrderId id, long quantity)
    {
        var verdict = Find(id, quantity, out var entry);
        if (verdict != OrderBookVerdict.Done)
        {
            return verdict;
        }

        return entry!.Available < quantity ? OrderBookVerdict.NotEnoughQuantity : Change(entry, entry.Traded, entry.Reserved + quantity);
    }

    /// <summary>Gives back what was reserved, or what is left of it after trades that this book did not propose.</summary>
    public OrderBookVerdict Release(OrderId id, long quantity)
    {
        var verdict = Find(id, quantity, out var entry);
        return verdict == OrderBookVerdict.Done
            ? Change(entry!, entry!.Traded, Math.Max(0, entry.Reserved - quantity))
            : verdict;
    }

    /// <summary>
    /// Counts quantity as traded; an order that has traded all leaves the book. A trade is a fact, so it may also use what is
    /// reserved for others: their reservations shrink to what is left.
    /// </summary>
    public OrderBookVerdict Settle(OrderId id, long quantity)
    {
        var verdict = Find(id, quantity, out var entry);
        if (verdict != OrderBookVerdict.Done)
        {
            return verdict;
        }

        if (entry!.Left < quantity)
        {
            return OrderBookVerdict.NotEnoughQuantity;
        }

        var left = entry.Left - quantity;
        Change(entry, entry.Traded + quantity, Math.Min(entry.Reserved, left));
        if (left == 0)
        {
            Remove(entry);
            _closed.Add(id);
        }

        return OrderBookVerdict.Done;
    }

    /// <summary>Takes an order out for good. One that is not here is remembered too: its tick may still be on its way.</summary>
    public OrderBookVerdict Cancel(OrderId id)
    {
        _closed.Add(id);
        if (!_entries.TryGetValue(id, out var entry))
        {
            return OrderBookVerdict.NotInBook;
        }

        Remove(entry);
        return OrderBookVerdict.Done;
    }

    /// <summary>Keeps two orders from being matched with each other until a time, after one of them declined.</summary>
    public OrderBookVerdict Block(OrderId id, OrderId counterpart, long nowMs, long untilMs)
    {
        if (!_entries.TryGetValue(id, out var entry))
        {
            return OrderBookVerdict.NotInBook;
        }

        entry.Block(counterpart, nowMs, untilMs, limits.BlocksPerOrder);
        return OrderBookVerdict.Done;
    }

    /// <summary>Takes out every order whose time is over; by deadline, then arrival.</summary>
    public IReadOnlyList<Tick> ExpireUntil(long nowMs)
    {
        List<Tick>? expired = null;
        while (_deadlines.First is { } entry && entry.DeadlineMs <= nowMs)
        {
            Remove(entry);
            (expired ??= []).Add(entry.Tick);
        }

        return expired ?? (IReadOnlyList<Tick>)[];
    }

    public bool TryFind(OrderId id, out OrderBookRow row)
    {
        var found = _entries.TryGetValue(id, out var entry);
        row = found ? entry!.Row : default;
        return found;
    }

    /// <summary>One side of every market that has orders there, markets by the names of their assets.</summary>
    public IReadOnlyList<OrderBookListing> List(TickSide side) =>
    [
        .. _entries.Values
            .Where(entry => entry.Tick.Side == side)
            .GroupBy(entry => entry.Market)
            .OrderBy(market => market.Key.Types)
            .Select(market => new OrderBookListing(market.Key.Types, Rows(market))),
    ];

    private static List<OrderBookRow> Rows(IEnumerable<OrderBookEntry> entries)
    {
        var ordered = entries.ToList();
        ordered.Sort((entry, other) =>
        {
            var byPrice = entry.Market.SideOf(entry).Compare(entry.Price, other.Price);
            return byPrice != 0 ? byPrice : entry.Arrival.CompareTo(other.Arrival);
        });
        return ordered.ConvertAll(entry => entry.Row);
    }

    private static bool MayTrade(OrderBookEntry entry, OrderBookEntry other, long nowMs) =>
        !ReferenceEquals(entry.Trader, other.Trader)
        && other.DeadlineMs > nowMs
        && !entry.IsBlockedFor(other, nowMs)
        && !other.IsBlockedFor(entry, nowMs);

    private static OrderBookMatch MatchOf(OrderBookEntry entry, OrderBookEntry other, long quantity)
    {
        var (ask, bid) = entry.Tick.Side == TickSide.Ask ? (entry, other) : (other, entry);
        var price = ask.Tick.TimestampMs <= bid.Tick.TimestampMs ? ask.Price : bid.Price;
        return new OrderBookMatch(entry.Tick.Id, other.Tick.Id, quantity, price, entry.Tick.Assets.At(price, quantity));
    }

    private OrderBookVerdict Admit(Tick tick, long nowMs)
    {
        switch (tick.VerdictAt(nowMs))
        {
            case TickVerdict.TimedOut: return OrderBookVerdict.TimedOut;
            case TickVerdict.FromTheFuture: return OrderBookVerdict.FromTheFuture;
        }

        if (_entries.ContainsKey(tick.Id))
        {
            return OrderBookVerdict.AlreadyInBook;
        }

        if (_closed.Contains(tick.Id))
        {
            return OrderBookVerdict.AlreadyClosed;
        }

        return tick.Traded >= tick.Assets.Quantity ? OrderBookVerdict.NothingLeft : Room(tick);
    }

    private OrderBookVerdict Room(Tick tick)
    {
        if (_traders.TryGetValue(tick.Id.Trader, out var trader) && trader.OpenOrders >= limits.OrdersPerTrader)
        {
            return OrderBookVerdict.TraderHasTooManyOrders;
        }

        if (_entries.Count >= limits.Orders)
        {
            return OrderBookVerdict.BookIsFull;
        }

        return _markets.Count >= limits.Markets && !_markets.ContainsKey(tick.Assets.Types)
            ? OrderBookVerdict.TooManyMarkets
            : OrderBookVerdict.Done;
    }

    private OrderBookTrader TraderOf(Tick tick)
    {
        if (!_traders.TryGetValue(tick.Id.Trader, out var trader))
        {
            trader = new OrderBookTrader();
            _traders.Add(tick.Id.Trader, trader);
        }

        return trader;
    }

    private OrderBookMarket MarketOf(AssetTypes types)
    {
        if (!_markets.TryGetValue(types, out var market))
        {
            market = new OrderBookMarket(types);
            _markets.Add(types, market);
        }

        return market;
    }

    private OrderBookVerdict Find(OrderId id, long quantity, out OrderBookEntry? entry)
    {
        if (!_entries.TryGetValue(id, out entry))
        {
            return OrderBookVerdict.NotInBook;
        }

        return quantity > 0 ? OrderBookVerdict.Done : OrderBookVerdict.QuantityNotPositive;
    }

    /// <summary>An order waits at its price level exactly while something of it is available.</summary>
    private static OrderBookVerdict Change(OrderBookEntry entry, long traded, long reserved)
    {
        entry.Traded = traded;
        entry.Reserved = reserved;
        var side = entry.Market.SideOf(entry);
        if (entry.Available == 0 && entry.Level is not null)
        {
            side.Remove(entry);
        }
        else if (entry.Available > 0 && entry.Level is null)
        {
            side.Add(entry);
        }

        return OrderBookVerdict.Done;
    }

    private void Remove(OrderBookEntry entry)
    {
        if (entry.Level is not null)
        {
            entry.Market.SideOf(entry).Remove(entry);
        }

        _deadlines.Remove(entry);
        _entries.Remove(entry.Tick.Id);
        if (--entry.Trader.OpenOrders == 0)
        {
            _traders.Remove(entry.Tick.Id.Trader);
        }

        if (--entry.Market.Orders == 0)
        {
            _markets.Remove(entry.Market.Types);
        }
    }
}
