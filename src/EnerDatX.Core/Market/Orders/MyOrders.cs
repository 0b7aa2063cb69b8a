using System.Collections.Immutable;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>
/// One's own orders: the fold of one's own <c>ask</c>, <c>bid</c> and <c>cancel_order</c> half-blocks, and of one's trades.
/// By order number.
/// </summary>
public sealed record MyOrders(ImmutableSortedDictionary<uint, Order> Orders)
{
    public static readonly MyOrders None = new(ImmutableSortedDictionary<uint, Order>.Empty);

    /// <summary>The number of the next order: numbers count from 1 and are never used twice.</summary>
    public uint NextNumber => Orders.IsEmpty ? 1 : Orders.Keys.Last() + 1;

    /// <summary>Takes the next half-block of the own chain into account.</summary>
    public MyOrders Evolve(HalfBlock own, string network)
    {
        if (ListedOrder.TryRead(own, network, out var listed))
        {
            var tick = listed.Tick;
            var order = new Order(tick.Id, tick.Side, tick.Assets, tick.TimeoutSeconds, tick.TimestampMs) { IsVerified = true };
            return new MyOrders(Orders.SetItem(tick.Id.Number, order));
        }

        return MarketHead.TryRead(own, network, out var map)
            && TickReader.ReadCancel(own.Type, map.ToValue(), own.PublicKey.Mid, out var cancelled) == TickVerdict.Valid
            && Orders.TryGetValue(cancelled.Number, out var before)
            ? new MyOrders(Orders.SetItem(cancelled.Number, before with { IsCancelled = true }))
            : this;
    }

    /// <summary>Sets one unit of an order aside for a trade with <paramref name="counterpart"/>.</summary>
    public MyOrders? Reserve(uint number, OrderId counterpart) =>
        Orders.TryGetValue(number, out var order) && order.TryReserve(counterpart, 1, out var after, out _) ? With(after) : null;

    /// <summary>A trade ended without a sale: the unit is free again.</summary>
    public MyOrders Release(uint number, OrderId counterpart) =>
        Orders.TryGetValue(number, out var order) && order.TryRelease(counterpart, 1, out var after, out _) ? With(after) : this;

    /// <summary>A trade was made.</summary>
    public MyOrders Settle(uint number, OrderId counterpart, long nowMs) =>
        Orders.TryGetValue(number, out var order) && order.TryAddTrade(counterpart, 1, nowMs, out var after, out _) ? With(after) : this;

    private MyOrders With(Order order) => new(Orders.SetItem(order.Id.Number, order));
}
