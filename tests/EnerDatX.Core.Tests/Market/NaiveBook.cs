using System.Numerics;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Tests.Market;

/// <summary>An order book that is slow and obviously right: one list, sorted whenever something is asked.</summary>
internal sealed class NaiveBook(OrderBookLimits limits)
{
    private readonly List<NaiveOrder> _orders = [];
    private readonly List<OrderId> _closed = [];
    private long _arrivals;

    public IReadOnlyList<NaiveOrder> Orders => _orders;

    public OrderBookVerdict Insert(Tick tick, long nowMs)
    {
        var verdict = Admit(tick, nowMs);
        if (verdict == OrderBookVerdict.Done)
        {
            _orders.Add(new NaiveOrder(tick, ++_arrivals) { Traded = tick.Traded });
        }

        return verdict;
    }

    public List<NaiveMatch> Match(OrderId id, long nowMs)
    {
        var matches = new List<NaiveMatch>();
        var order = _orders.Find(candidate => candidate.Id == id);
        if (order is null || order.Tick.DeadlineMs <= nowMs)
        {
            return matches;
        }

        var rest = order.Available;
        foreach (var other in Sorted(order.Tick.Side == TickSide.Ask ? TickSide.Bid : TickSide.Ask, order.Tick.Assets.Types))
        {
            var quantity = Math.Min(rest, other.Available);
            if (quantity > 0 && MayTrade(order, other, nowMs))
            {
                rest -= quantity;
                var price = Resting(order, other).Tick.Assets.Price;
                matches.Add(new NaiveMatch(id, other.Id, quantity, price, order.Tick.Assets.At(price, quantity)));
            }
        }

        return matches;
    }

    public OrderBookVerdict Reserve(OrderId id, long quantity) => Change(id, quantity, order =>
    {
        if (order.Available < quantity)
        {
            return OrderBookVerdict.NotEnoughQuantity;
        }

        order.Reserved += quantity;
        return OrderBookVerdict.Done;
    });

    public OrderBookVerdict Release(OrderId id, long quantity) => Change(id, quantity, order =>
    {
        order.Reserved = Math.Max(0, order.Reserved - quantity);
        return OrderBookVerdict.Done;
    });

    public OrderBookVerdict Settle(OrderId id, long quantity) => Change(id, quantity, order =>
    {
        var left = order.Tick.Assets.Quantity - order.Traded - quantity;
        if (left < 0)
        {
            return OrderBookVerdict.NotEnoughQuantity;
        }

        order.Traded += quantity;
        order.Reserved = Math.Min(order.Reserved, left);
        if (left == 0)
        {
            _orders.Remove(order);
            Close(id);
        }

        return OrderBookVerdict.Done;
    });

    public OrderBookVerdict Cancel(OrderId id)
    {
        Close(id);
        return _orders.RemoveAll(order => order.Id == id) == 1 ? OrderBookVerdict.Done : OrderBookVerdict.NotInBook;
    }

    public OrderBookVerdict Block(OrderId id, OrderId counterpart, long nowMs, long untilMs)
    {
        var order = _orders.Find(candidate => candidate.Id == id);
        if (order is null)
        {
            return OrderBookVerdict.NotInBook;
        }

        order.Blocks.RemoveAll(block => block.Counterpart == counterpart || block.UntilMs <= nowMs);
        order.Blocks.Add((counterpart, untilMs));
        order.Blocks.RemoveRange(0, Math.Max(0, order.Blocks.Count - limits.BlocksPerOrder));
        return OrderBookVerdict.Done;
    }

    public List<Tick> ExpireUntil(long nowMs)
    {
        var expired = _orders.Where(order => order.Tick.DeadlineMs <= nowMs)
            .OrderBy(order => order.Tick.DeadlineMs).ThenBy(order => order.Arrival)
            .ToList();
        expired.ForEach(order => _orders.Remove(order));
        return expired.ConvertAll(order => order.Tick);
    }

    /// <summary>Market, order, traded and reserved of every order on one side, in the order of the listing.</summary>
    public List<(AssetTypes Types, OrderBookRow Row)> List(TickSide side) =>
    [
        .. _orders.Select(order => order.Tick.Assets.Types).Distinct().Order()
            .SelectMany(types => Sorted(side, types).Select(order => (types, new OrderBookRow(order.Tick, order.Traded, order.Reserved)))),
    ];

    public static bool Crosses(NaiveOrder order, NaiveOrder other)
    {
        var (ask, bid) = order.Tick.Side == TickSide.Ask ? (order, other) : (other, order);
        return Compare(bid, ask) >= 0;
    }

    public static bool MayTrade(NaiveOrder order, NaiveOrder other, long nowMs) =>
        Crosses(order, other)
        && order.Id.Trader != other.Id.Trader
        && other.Tick.DeadlineMs > nowMs
        && !order.Blocks.Exists(block => block.Counterpart == other.Id && block.UntilMs > nowMs)
        && !other.Blocks.Exists(block => block.Counterpart == order.Id && block.UntilMs > nowMs);

    private static int Compare(NaiveOrder order, NaiveOrder other)
    {
        var price = order.Tick.Assets.Price;
        var otherPrice = other.Tick.Assets.Price;
        return (new BigInteger(price.Numerator) * otherPrice.Denominator).CompareTo(new BigInteger(otherPrice.Numerator) * price.Denominator);
    }

    private static NaiveOrder Resting(NaiveOrder order, NaiveOrder other)
    {
        if (order.Tick.TimestampMs == other.Tick.TimestampMs)
        {
            return order.Tick.Side == TickSide.Ask ? order : other;
        }

        return order.Tick.TimestampMs < other.Tick.TimestampMs ? order : other;
    }

    private List<NaiveOrder> Sorted(TickSide side, AssetTypes types)
    {
        var sorted = _orders.FindAll(order => order.Tick.Side == side && order.Tick.Assets.Types == types);
        sorted.Sort((order, other) =>
        {
            var byPrice = side == TickSide.Ask ? Compare(order, other) : Compare(other, order);
            return byPrice != 0 ? byPrice : order.Arrival.CompareTo(other.Arrival);
        });
        return sorted;
    }

    private OrderBookVerdict Admit(Tick tick, long nowMs)
    {
        if (tick.DeadlineMs <= nowMs)
        {
            return OrderBookVerdict.TimedOut;
        }

        if (tick.TimestampMs > nowMs + 10_000)
        {
            return OrderBookVerdict.FromTheFuture;
        }

        if (_orders.Exists(order => order.Id == tick.Id))
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
        if (_orders.Count(order => order.Id.Trader == tick.Id.Trader) >= limits.OrdersPerTrader)
        {
            return OrderBookVerdict.TraderHasTooManyOrders;
        }

        if (_orders.Count >= limits.Orders)
        {
            return OrderBookVerdict.BookIsFull;
        }

        var markets = _orders.Select(order => order.Tick.Assets.Types).ToHashSet();
        return !markets.Contains(tick.Assets.Types) && markets.Count >= limits.Markets
            ? OrderBookVerdict.TooManyMarkets
            : OrderBookVerdict.Done;
    }

    private OrderBookVerdict Change(OrderId id, long quantity, Func<NaiveOrder, OrderBookVerdict> change)
    {
        var order = _orders.Find(candidate => candidate.Id == id);
        if (order is null)
        {
            return OrderBookVerdict.NotInBook;
        }

        return quantity < 1 ? OrderBookVerdict.QuantityNotPositive : change(order);
    }

    private void Close(OrderId id)
    {
        if (!_closed.Contains(id))
        {
            _closed.Add(id);
            _closed.RemoveRange(0, Math.Max(0, _closed.Count - limits.ClosedOrders));
        }
    }
}

/// <summary>All that a match says, side by side.</summary>
internal sealed record NaiveMatch(OrderId Order, OrderId Counterpart, long Quantity, Price Price, AssetPair Transferred)
{
    public static NaiveMatch Of(OrderBookMatch match) => new(match.Order, match.Counterpart, match.Quantity, match.Price, match.Transferred);
}

internal sealed class NaiveOrder(Tick tick, long arrival)
{
    public Tick Tick { get; } = tick;

    public OrderId Id => Tick.Id;

    public long Arrival { get; } = arrival;

    public long Traded { get; set; }

    public long Reserved { get; set; }

    public long Available => Tick.Assets.Quantity - Traded - Reserved;

    public List<(OrderId Counterpart, long UntilMs)> Blocks { get; } = [];
}
