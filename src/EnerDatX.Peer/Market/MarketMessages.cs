using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Peer.Market;

/// <summary>User → order book: publish an order. Answered with <see cref="OrderPlaced"/> or <see cref="OrderRefused"/>.</summary>
public sealed record PlaceOrder(OrderWish Wish);

/// <summary>User → order book: cancel order <paramref name="Number"/> of mine. Answered with <see cref="OrderPlaced"/> or <see cref="OrderRefused"/>.</summary>
public sealed record CancelMyOrder(uint Number);

/// <summary>Order book → user: the half-block is signed and durable.</summary>
public sealed record OrderPlaced(Order Order, HalfBlock Block);

/// <summary>Order book → user.</summary>
public sealed record OrderRefused(bool IsUnknownOrder, string Reason);

/// <summary>User → order book: answered with <see cref="BookRead"/>.</summary>
public sealed record ReadBook(TickSide Side);

/// <summary>Order book → user: one side of every market, and the half-block behind each tick.</summary>
public sealed record BookRead(IReadOnlyList<OrderBookListing> Listings, IReadOnlyDictionary<OrderId, ListedOrder> Orders);

/// <summary>User → order book: answered with <see cref="MyOrders"/>.</summary>
public sealed record ReadMyOrders
{
    public static readonly ReadMyOrders Now = new();
}

/// <summary>User → order book: answered with <see cref="HeldBidsRead"/>.</summary>
public sealed record ReadHeldBids
{
    public static readonly ReadHeldBids Now = new();
}

/// <summary>Order book → user: open bids of mine that cross an ask and wait because the policy (<c>peer.trust</c>) holds them, by number, and why.</summary>
public sealed record HeldBidsRead(IReadOnlyDictionary<uint, string> Reasons);

/// <summary>Vault's users (meter, buyer's trade) → order book: this dataset is mine to sell or use.</summary>
public sealed record DatasetKept(DatasetRecord Record);

/// <summary>Order book → matchmaker: this order is new in the book, or free again.</summary>
public sealed record OrderListed(OrderId Id);

/// <summary>Matchmaker → order book: what does this order cross with? Answered with <see cref="CrossingsFound"/>.</summary>
public sealed record FindCrossings(OrderId Id);

/// <summary>Order book → matchmaker. May be empty.</summary>
public sealed record CrossingsFound(IReadOnlyList<Crossing> Crossings);

/// <summary>Matchmaker → order book: my bid and somebody's ask cross; begin the trade.</summary>
public sealed record BeginTrade(Crossing Crossing);

/// <summary>Peer → order book: a matchmaker says that my bid crosses with this ask.</summary>
/// <param name="From">The matchmaker, if its address is proven.</param>
public sealed record MatchTold(BlockHash Ask, BlockHash Bid, PublicKey? From);

/// <summary>Order book → peer: the terms are signed; a buyer's trade begins. The seller may not have the bid yet.</summary>
public sealed record TradeBegun(HalfBlock Init, HalfBlock Bid);

/// <summary>Peer → order book: another node asks for a page of open orders, and gets it.</summary>
public sealed record PageAsked(PublicKey By, BookRequest Request);

/// <summary>Overlay → order book: a peer is there to be asked for its book.</summary>
public sealed record RequestPage(PublicKey From);

/// <summary>Peer → order book: a page came in. What is lacking is asked for, and the next page.</summary>
public sealed record PageRead(PublicKey From, BookPage Page);

/// <summary>Peer → order book: this key cheated; its orders are void.</summary>
public sealed record VoidOrdersOf(PublicKey Cheat);
