using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>
/// The order book together with the half-blocks behind its ticks. Mutable, for one owner; what it answers depends only on what it was
/// told and on the times it was given.
/// </summary>
public sealed class OpenOrders(string network)
{
    private readonly OrderBook _book = new(OrderBookLimits.Default);
    private readonly Dictionary<OrderId, ListedOrder> _orders = [];
    private readonly Dictionary<BlockHash, OrderId> _byHash = [];

    /// <summary>Orders that were used up by trades of others, each on its owner's word; the order itself may come later.</summary>
    private readonly OrderBookClosed<(BlockHash Order, PublicKey Owner)> _done = new(OrderBookLimits.Default.ClosedOrders);

    /// <summary>Hashes of the open orders' half-blocks, ascending: what <see cref="BookPages"/> are made of.</summary>
    public SortedSet<BlockHash> Hashes { get; } = [];

    /// <summary>Takes an order or a cancellation into account; gives the order back if it is new in the book.</summary>
    public ListedOrder? Evolve(HalfBlock block, long nowMs)
    {
        if (ListedOrder.TryRead(block, network, out var listed))
        {
            return !_done.Contains((block.Hash, block.PublicKey)) && _book.Insert(listed.Tick, nowMs) == OrderBookVerdict.Done ? Add(listed) : null;
        }

        if (MarketHead.TryRead(block, network, out var map)
            && TickReader.ReadCancel(block.Type, map.ToValue(), block.PublicKey.Mid, out var cancelled) == TickVerdict.Valid)
        {
            _book.Cancel(cancelled);
            Forget(cancelled);
        }

        return null;
    }

    public bool TryFind(BlockHash hash, out ListedOrder order)
    {
        order = null!;
        return _byHash.TryGetValue(hash, out var id) && _orders.TryGetValue(id, out order!);
    }

    /// <summary>Whether something of this order can still be traded.</summary>
    public bool IsAvailable(OrderId id, long nowMs) =>
        _book.TryFind(id, out var row) && row.Available > 0 && row.Tick.VerdictAt(nowMs) == TickVerdict.Valid;

    /// <summary>Whether somebody other than <paramref name="self"/> sells this asset now.</summary>
    public bool IsOffered(string asset, PublicKey self, long nowMs) => _orders.Values.Any(o =>
        o.Offer is not null && o.Tick.Assets.Second.Type == asset && !o.Block.PublicKey.Equals(self) && IsAvailable(o.Id, nowMs));

    /// <summary>What the order crosses with, best first.</summary>
    public IReadOnlyList<Crossing> CrossingsOf(OrderId id, long nowMs)
    {
        if (!_orders.TryGetValue(id, out var order))
        {
            return [];
        }

        return [.. _book.Match(id, nowMs)
            .Select(match => _orders[match.Counterpart])
            .Select(other => order.Offer is not null ? new Crossing(order, other) : new Crossing(other, order))];
    }

    /// <summary>Sets one unit of both orders aside; false if either has none left.</summary>
    public bool TryReserve(OrderId one, OrderId other, long nowMs)
    {
        if (!IsAvailable(one, nowMs) || !IsAvailable(other, nowMs))
        {
            return false;
        }

        _book.Reserve(one, 1);
        _book.Reserve(other, 1);
        return true;
    }

    /// <summary>A trade came to nothing: both are free again, but not for each other until <paramref name="blockedUntilMs"/>.</summary>
    public void Release(OrderId one, OrderId other, long nowMs, long blockedUntilMs)
    {
        _book.Release(one, 1);
        _book.Release(other, 1);
        _book.Block(one, other, nowMs, blockedUntilMs);
    }

    /// <summary>A trade was made: one unit less of both.</summary>
    public void Settle(OrderId one, OrderId other)
    {
        Settle(one);
        Settle(other);
    }

    /// <summary>One unit less of this order.</summary>
    public void Settle(OrderId id)
    {
        _book.Settle(id, 1);
        if (!_book.TryFind(id, out _))
        {
            Forget(id);
        }
    }

    /// <summary>A trade was made, by whomever: both orders are used up, here or as soon as they come. Datasets are traded whole.</summary>
    /// <returns>Whether that was new.</returns>
    public bool Close(DonePair pair)
    {
        var isNew = Close(pair.Done.Ask, pair.Seller);
        return Close(pair.Done.Bid, pair.Buyer) || isNew;
    }

    public IReadOnlyList<ListedOrder> ExpireUntil(long nowMs) =>
        [.. _book.ExpireUntil(nowMs).Select(tick => Forget(tick.Id)).OfType<ListedOrder>()];

    /// <summary>Takes out every order of a key that cheated.</summary>
    public void Void(PublicKey cheat)
    {
        foreach (var id in _orders.Values.Where(o => o.Block.PublicKey.Equals(cheat)).Select(o => o.Id).Order().ToList())
        {
            _book.Cancel(id);
            Forget(id);
        }
    }

    public (IReadOnlyList<OrderBookListing> Listings, IReadOnlyDictionary<OrderId, ListedOrder> Orders) Read(TickSide side)
    {
        var listings = _book.List(side);
        return (listings, listings.SelectMany(l => l.Rows).ToDictionary(r => r.Tick.Id, r => _orders[r.Tick.Id]));
    }

    private ListedOrder Add(ListedOrder listed)
    {
        _orders[listed.Id] = listed;
        _byHash[listed.Block.Hash] = listed.Id;
        Hashes.Add(listed.Block.Hash);
        return listed;
    }

    private bool Close(BlockHash hash, PublicKey owner)
    {
        var isNew = _done.Add((hash, owner));
        if (TryFind(hash, out var order) && order.Block.PublicKey.Equals(owner))
        {
            Settle(order.Id);
        }

        return isNew;
    }

    private ListedOrder? Forget(OrderId id)
    {
        if (!_orders.Remove(id, out var listed))
        {
            return null;
        }

        _byHash.Remove(listed.Block.Hash);
        Hashes.Remove(listed.Block.Hash);
        return listed;
    }
}

/// <summary>An ask and a bid that cross.</summary>
public sealed record Crossing(ListedOrder Ask, ListedOrder Bid)
{
    /// <summary>The resting order's price: that of the earlier timestamp; of two equal ones, the ask's (protocol rule 13).</summary>
    public long Price => (Ask.Tick.TimestampMs <= Bid.Tick.TimestampMs ? Ask : Bid).Tick.Assets.Price.Times(1);
}
