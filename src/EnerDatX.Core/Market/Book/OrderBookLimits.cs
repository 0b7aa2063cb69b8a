namespace EnerDatX.Core.Market;

/// <summary>Everything in an order book that strangers can grow, and how far.</summary>
/// <param name="OrdersPerTrader">
/// Open orders of one trader. A household sells a few datasets at a time; with 200, one key cannot crowd out the others.
/// </param>
/// <param name="Orders">Open orders in all: about 500 bytes each with its tick and a dataset market of its own, so a full book stays below a gigabyte.</param>
/// <param name="Markets">
/// Asset pairs with at least one open order. Every dataset is a market of its own, so there may be as many as orders.
/// </param>
/// <param name="ClosedOrders">
/// Completed and cancelled orders that are remembered at most, so that a late copy of their tick does not rest again. When there are so
/// many, the oldest are forgotten: the 1,024th part of them at once, or one; a copy of theirs would rest until its deadline, and its owner
/// would decline the match. About 40 bytes each.
/// </param>
/// <param name="BlocksPerOrder">
/// Counterparts that one order is kept away from at once. A block follows a declined match and lasts seconds, so an honest order
/// has a few; beyond that the oldest block is dropped.
/// </param>
public sealed record OrderBookLimits(int OrdersPerTrader, int Orders, int Markets, int ClosedOrders, int BlocksPerOrder)
{
    public static readonly OrderBookLimits Default = new(
        OrdersPerTrader: 200,
        Orders: 1_000_000,
        Markets: 1_000_000,
        ClosedOrders: 200_000,
        BlocksPerOrder: 64);
}
