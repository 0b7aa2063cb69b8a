namespace EnerDatX.Core.Market;

/// <summary>
/// The orders that a peer knows of, matched by price, then time of arrival. Mutable and meant for one owner; what it answers is a
/// function of the operations so far and of the times they bring. No operation costs more than logarithmic time in the
/// number of orders, taken over many operations, apart from the matches that it finds and the orders that it has to pass over.
/// </summary>
/// <remarks>
/// Matching finds and changes nothing; a peer that settles at once calls <see cref="Settle(in OrderBookMatch)"/> for each match, a matchmaker
/// calls <see cref="Reserve"/>, and later <see cref="Release"/>, followed by <see cref="Settle(OrderId, long)"/> if the trade was made.
/// Quantities are in units of <see cref="AssetPair.Quantity"/>. Times are milliseconds since 1970.
/// </remarks>
public sealed class OrderBook
{
    private readonly OrderBookLimits _limits;
    private readonly OrderBookOrders _orders;
    private readonly OrderBookPool<OrderBookEntry> _entries;
    private readonly OrderBookLevels _levels;
    private readonly OrderBookDeadlines _deadlines;
    private readonly OrderBookTraders _traders = new();
    private readonly OrderBookMarkets _markets = new();
    private readonly OrderBookBlocks _blocks;
    private long _arrivals;

    /// <summary>The newest order, while it is not yet at its price: many trade at once, and never need to go there. 0 if there is none.</summary>
    private int _unplaced;

    public OrderBook(OrderBookLimits limits)
    {
        _limits = limits;
        _orders = new OrderBookOrders(limits.ClosedOrders);
        _entries = _orders.Entries;
        _levels = new OrderBookLevels(_entries);
        _deadlines = new OrderBookDeadlines(_entries);
        _blocks = new OrderBookBlocks(limits.BlocksPerOrder);
    }

    public int Orders => _orders.Open;

    /// <summary>Asset pairs with at least one order.</summary>
    public int Markets => _markets.Count;

    /// <summary>Lets a tick rest in the book. It is the youngest at its price, whatever its timestamp says.</summary>
    public OrderBookVerdict Insert(Tick tick, long nowMs)
    {
        switch (tick.VerdictAt(nowMs))
        {
            case TickVerdict.TimedOut: return OrderBookVerdict.TimedOut;
            case TickVerdict.FromTheFuture: return OrderBookVerdict.FromTheFuture;
        }

        // First of all, so that the lookups that follow wait for the memory together.
        var types = tick.Assets.Types;
        var typesHash = OrderBookMarkets.HashOf(types);
        var verdict = _orders.IsNew(tick.Id, out var idHash);
        if (verdict != OrderBookVerdict.Done)
        {
            return verdict;
        }

        var quantity = tick.Assets.Quantity;
        if (tick.Traded >= quantity)
        {
            return OrderBookVerdict.NothingLeft;
        }

        var market = _markets.Find(types, typesHash);
        SendFor(market, tick.Side);
        var trader = _traders.Find(tick.Id.Trader);
        verdict = Room(trader, market);
        if (verdict == OrderBookVerdict.Done)
        {
            PutAtItsPrice();
            _unplaced = _orders.Add(tick.Id, idHash);
            Open(_unplaced, tick, quantity - tick.Traded, _traders.Open(trader, tick.Id.Trader), _markets.Open(market, types, typesHash));
        }

        return verdict;
    }

    /// <summary>
    /// Finds what the order can trade with: the other side from its best price inward while prices cross, the oldest first at
    /// each price. The trader's own orders, blocked ones and those whose time is over are passed over, and the search goes on.
    /// </summary>
    /// <param name="matches">They are added to this list, which the caller may use again and again.</param>
    public void Match(OrderId id, long nowMs, List<OrderBookMatch> matches)
    {
        var place = _unplaced != 0 && _entries[_unplaced].Id == id ? _unplaced : _orders.Find(id);
        if (place == 0 || _entries[place].DeadlineMs <= nowMs)
        {
            return;
        }

        if (place != _unplaced)
        {
            PutAtItsPrice();
        }

        ref var entry = ref _entries[place];
        var tick = entry.Tick!;
        ref var opposite = ref _markets[entry.Market].OppositeOf(tick.Side);
        var otherSide = tick.Side == TickSide.Ask ? TickSide.Bid : TickSide.Ask;
        var price = tick.Assets.Price;
        var rest = entry.Available;
        for (var level = opposite.Best; rest > 0 && level != 0 && OrderBookSide.Crosses(otherSide, _levels[level].Price, price); level = _levels[level].Worse)
        {
            for (var found = _levels[level].Oldest; rest > 0 && found != 0; found = _entries[found].Younger)
            {
                ref var other = ref _entries[found];
                if (entry.Trader != other.Trader && other.DeadlineMs > nowMs && (_blocks.AreEmpty || !AreBlocked(place, found, nowMs)))
                {
                    var quantity = Math.Min(rest, other.Available);
                    rest -= quantity;
                    matches.Add(new OrderBookMatch(tick, other.Tick!, quantity) { Places = (place, found) });
                }
            }
        }
    }

    /// <inheritdoc cref="Match(OrderId, long, List{OrderBookMatch})"/>
    public IReadOnlyList<OrderBookMatch> Match(OrderId id, long nowMs)
    {
        var matches = new List<OrderBookMatch>();
        Match(id, nowMs, matches);
        return matches;
    }

    /// <summary>Sets quantity aside for a trade that is being negotiated.</summary>
    public OrderBookVerdict Reserve(OrderId id, long quantity)
    {
        var verdict = Find(id, quantity, out var place);
        if (verdict != OrderBookVerdict.Done)
        {
            return verdict;
        }

        ref var entry = ref _entries[place];
        return entry.Available < quantity ? OrderBookVerdict.NotEnoughQuantity : Change(place, entry.Left, entry.Reserved + quantity);
    }

    /// <summary>Gives back what was reserved, or what is left of it after trades that this book did not propose.</summary>
    public OrderBookVerdict Release(OrderId id, long quantity)
    {
        var verdict = Find(id, quantity, out var place);
        return verdict == OrderBookVerdict.Done
            ? Change(place, _entries[place].Left, Math.Max(0, _entries[place].Reserved - quantity))
            : verdict;
    }

    /// <summary>
    /// Counts quantity as traded; an order that has traded all leaves the book. A trade is a fact, so it may also use what is
    /// reserved for others: their reservations shrink to what is left.
    /// </summary>
    public OrderBookVerdict Settle(OrderId id, long quantity)
    {
        var verdict = Find(id, quantity, out var place);
        return verdict == OrderBookVerdict.Done ? SettleAt(place, quantity) : verdict;
    }

    /// <summary>Counts the match's quantity as traded for both orders, or for neither.</summary>
    public OrderBookVerdict Settle(in OrderBookMatch match)
    {
        var (order, counterpart) = (PlaceOf(match.Tick, match.Places.Order), PlaceOf(match.Other, match.Places.Counterpart));
        if (order == 0 || counterpart == 0)
        {
            return OrderBookVerdict.NotInBook;
        }

        if (Math.Min(_entries[order].Left, _entries[counterpart].Left) < match.Quantity)
        {
            return OrderBookVerdict.NotEnoughQuantity;
        }

        SettleAt(order, match.Quantity);
        return SettleAt(counterpart, match.Quantity);
    }

    /// <summary>Takes an order out for good. One that is not here is remembered too: its tick may still be on its way.</summary>
    public OrderBookVerdict Cancel(OrderId id)
    {
        var place = _orders.Find(id);
        if (place == 0)
        {
            _orders.Close(id);
            return OrderBookVerdict.NotInBook;
        }

        Leave(place);
        _orders.Close(place);
        return OrderBookVerdict.Done;
    }

    /// <summary>Keeps two orders from being matched with each other until a time, after one of them declined.</summary>
    public OrderBookVerdict Block(OrderId id, OrderId counterpart, long nowMs, long untilMs)
    {
        var place = _orders.Find(id);
        if (place == 0)
        {
            return OrderBookVerdict.NotInBook;
        }

        _blocks.Add(place, counterpart, nowMs, untilMs);
        return OrderBookVerdict.Done;
    }

    /// <summary>Takes out every order whose time is over; by deadline, then arrival.</summary>
    public IReadOnlyList<Tick> ExpireUntil(long nowMs)
    {
        List<Tick>? expired = null;
        for (var place = _deadlines.TakeOver(nowMs); place != 0; place = _deadlines.TakeOver(nowMs))
        {
            (expired ??= []).Add(_entries[place].Tick!);
            Leave(place);
            _orders.Forget(place);
        }

        return expired ?? (IReadOnlyList<Tick>)[];
    }

    public bool TryFind(OrderId id, out OrderBookRow row)
    {
        var place = _orders.Find(id);
        row = place != 0 ? _entries[place].Row : default;
        return place != 0;
    }

    /// <summary>One side of every market that has orders there, markets by the names of their assets.</summary>
    public IReadOnlyList<OrderBookListing> List(TickSide side) =>
    [
        .. Enumerable.Range(1, _entries.Last)
            .Where(place => _entries[place].Tick?.Side == side)
            .GroupBy(place => _markets[_entries[place].Market].Types)
            .OrderBy(market => market.Key)
            .Select(market => new OrderBookListing(market.Key, Rows(market, side))),
    ];

    private List<OrderBookRow> Rows(IEnumerable<int> places, TickSide side)
    {
        var ordered = places.ToList();
        ordered.Sort((one, other) =>
        {
            var byPrice = OrderBookSide.Compare(side, _entries[one].Tick!.Assets.Price, _entries[other].Tick!.Assets.Price);
            return byPrice != 0 ? byPrice : _entries[one].Arrival.CompareTo(_entries[other].Arrival);
        });
        return ordered.ConvertAll(place => _entries[place].Row);
    }

    private bool AreBlocked(int place, int other, long nowMs) =>
        _blocks.Has(place, _entries[other].Id, nowMs) || _blocks.Has(other, _entries[place].Id, nowMs);

    /// <summary>Whether there is room for one more order.</summary>
    /// <param name="trader">0 if it is the trader's first.</param>
    /// <param name="market">0 if it is the market's first.</param>
    private OrderBookVerdict Room(int trader, int market)
    {
        if (_traders.OpenOrders(trader) >= _limits.OrdersPerTrader)
        {
            return OrderBookVerdict.TraderHasTooManyOrders;
        }

        if (_orders.Open >= _limits.Orders)
        {
            return OrderBookVerdict.BookIsFull;
        }

        return market == 0 && Markets >= _limits.Markets ? OrderBookVerdict.TooManyMarkets : OrderBookVerdict.Done;
    }

    private void Open(int place, Tick tick, long left, int trader, int market)
    {
        ref var entry = ref _entries[place];
        entry.Tick = tick;
        entry.Trader = trader;
        entry.StandIn(market, tick.Side);
        entry.Arrival = ++_arrivals;
        entry.DeadlineMs = tick.DeadlineMs;
        entry.Left = left;
        _deadlines.Add(place, _orders.Open);
    }

    /// <summary>
    /// Has the processor fetch the order that the tick will meet first, if it meets one: in a large book it is in no cache, and there is enough
    /// to do until it is here. It changes nothing but the time that this takes.
    /// </summary>
    private void SendFor(int market, TickSide side)
    {
        var best = market == 0 ? 0 : _markets[market].OppositeOf(side).Best;
        if (best != 0)
        {
            _entries.SendFor(_levels[best].Oldest);
        }
    }

    /// <summary>The newest order goes where others find it.</summary>
    private void PutAtItsPrice()
    {
        if (_unplaced != 0)
        {
            ref var entry = ref _entries[_unplaced];
            Change(_unplaced, entry.Left, entry.Reserved);
            _unplaced = 0;
        }
    }

    private OrderBookVerdict Find(OrderId id, long quantity, out int place)
    {
        place = _orders.Find(id);
        if (place == 0)
        {
            return OrderBookVerdict.NotInBook;
        }

        return quantity > 0 ? OrderBookVerdict.Done : OrderBookVerdict.QuantityNotPositive;
    }

    /// <summary>Where this very tick is: at the place where it was, unless it has left since.</summary>
    private int PlaceOf(Tick tick, int before) => before != 0 && ReferenceEquals(_entries[before].Tick, tick) ? before : _orders.Find(tick.Id);

    private OrderBookVerdict SettleAt(int place, long quantity)
    {
        ref var entry = ref _entries[place];
        if (entry.Left < quantity)
        {
            return OrderBookVerdict.NotEnoughQuantity;
        }

        if (entry.Left == quantity)
        {
            Leave(place);
            _orders.Close(place);
            return OrderBookVerdict.Done;
        }

        var left = entry.Left - quantity;
        return Change(place, left, Math.Min(entry.Reserved, left));
    }

    /// <summary>An order waits at its price level exactly while something of it is available, but for the newest one.</summary>
    private OrderBookVerdict Change(int place, long left, long reserved)
    {
        ref var entry = ref _entries[place];
        (entry.Left, entry.Reserved) = (left, reserved);
        ref var side = ref _markets[entry.Market].SideOf(entry.Side);
        if (entry.Available == 0 && entry.Level != 0)
        {
            _levels.Remove(ref side, place);
        }
        else if (entry.Available > 0 && entry.Level == 0)
        {
            _levels.Add(ref side, entry.Side, place, entry.Tick!.Assets.Price);
        }

        return OrderBookVerdict.Done;
    }

    /// <summary>Takes an open order away from its price, trader and market.</summary>
    private void Leave(int place)
    {
        ref var entry = ref _entries[place];
        if (entry.Level != 0)
        {
            _levels.Remove(ref _markets[entry.Market].SideOf(entry.Side), place);
        }

        if (place == _unplaced)
        {
            _unplaced = 0;
        }

        _blocks.Forget(place);
        _traders.Leave(entry.Trader);
        _markets.Leave(entry.Market);
    }
}
