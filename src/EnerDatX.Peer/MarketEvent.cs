using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;
using EnerDatX.Peer.Trust;

namespace EnerDatX.Peer;

/// <summary>What a peer publishes on the actor system's event stream, for its user interface.</summary>
/// <param name="Peer">Whose event it is: several peers may share a process.</param>
public abstract record MarketEvent(PublicKey Peer)
{
    /// <summary>An order is new in the book.</summary>
    public sealed record Listed(PublicKey Peer, ListedOrder Order) : MarketEvent(Peer);

    /// <summary>An order's time is over.</summary>
    public sealed record TimedOut(PublicKey Peer, ListedOrder Order) : MarketEvent(Peer);

    /// <summary>A bid of mine crosses this ask and waits, because the policy (<c>peer.trust</c>) holds it.</summary>
    public sealed record BidHeld(PublicKey Peer, ListedOrder Bid, ListedOrder Ask, string Reason) : MarketEvent(Peer);

    /// <summary>I paid a segment.</summary>
    public sealed record PaymentSent(PublicKey Peer, Trade Trade, int Segment) : MarketEvent(Peer);

    /// <summary>I was paid for a segment.</summary>
    public sealed record PaymentReceived(PublicKey Peer, Trade Trade, int Segment) : MarketEvent(Peer);

    /// <summary>A trade of mine ended.</summary>
    public sealed record TradeEnded(PublicKey Peer, Trade Trade, TradeEnding Ending, string? Reason) : MarketEvent(Peer);

    /// <summary>Somebody's trade was completed.</summary>
    public sealed record TradeSeen(PublicKey Peer, DoneTransaction Done) : MarketEvent(Peer);

    /// <summary>Somebody is found guilty in a dispute.</summary>
    public sealed record GuiltFound(PublicKey Peer, JudgedParty Judged) : MarketEvent(Peer);

    /// <summary>Somebody was proved a cheat.</summary>
    public sealed record FraudProved(PublicKey Peer, Proof Proof) : MarketEvent(Peer);
}
