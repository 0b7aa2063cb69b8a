using System.Diagnostics.CodeAnalysis;

namespace EnerDatX.Core.Market;

/// <summary>The two sides of one asset pair. A dataset's market often has one ask and nothing else, so a side is two numbers.</summary>
internal struct OrderBookMarket
{
    public AssetTypes Types;

    /// <summary>That of the types.</summary>
    public uint Hash;

    /// <summary>Orders on both sides, available or not; at zero the market goes.</summary>
    public int Orders;

    private OrderBookSide _asks;
    private OrderBookSide _bids;

    [UnscopedRef]
    public ref OrderBookSide SideOf(TickSide side) => ref side == TickSide.Ask ? ref _asks : ref _bids;

    [UnscopedRef]
    public ref OrderBookSide OppositeOf(TickSide side) => ref side == TickSide.Ask ? ref _bids : ref _asks;
}

/// <summary>One side of one market: where its price levels begin. Only orders with something available are in it.</summary>
internal struct OrderBookSide
{
    /// <summary>The tree of price levels.</summary>
    public int Root;

    /// <summary>Lowest ask or highest bid.</summary>
    public int Best;

    /// <summary>Whether an order of the other side with this limit would trade at this price of ours.</summary>
    public static bool Crosses(TickSide side, Price price, Price otherLimit) => side == TickSide.Ask ? price <= otherLimit : price >= otherLimit;

    /// <summary>Negative if the first price comes before the second, seen from the spread.</summary>
    public static int Compare(TickSide side, Price price, Price other) => side == TickSide.Ask ? price.CompareTo(other) : other.CompareTo(price);
}
