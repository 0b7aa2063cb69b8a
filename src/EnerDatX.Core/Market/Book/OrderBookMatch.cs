namespace EnerDatX.Core.Market;

/// <summary>Two orders that can trade with each other now.</summary>
/// <param name="Order">The order that was matched.</param>
/// <param name="Counterpart">The order found on the other side.</param>
/// <param name="Quantity">In units of <see cref="AssetPair.Quantity"/>.</param>
/// <param name="Price">The price of the resting order: the one with the earlier timestamp; of two equal ones, the ask.</param>
/// <param name="Transferred">What changes hands (the payment is rounded as <see cref="AssetPair.At"/> says).</param>
public sealed record OrderBookMatch(OrderId Order, OrderId Counterpart, long Quantity, Price Price, AssetPair Transferred);

/// <summary>One order as it stands in the book.</summary>
/// <param name="Traded">Traded so far, also what the tick already said.</param>
/// <param name="Reserved">Proposed for trades that are not settled yet.</param>
public readonly record struct OrderBookRow(Tick Tick, long Traded, long Reserved)
{
    /// <summary>What can still be matched.</summary>
    public long Available => Tick.Assets.Quantity - Traded - Reserved;
}

/// <summary>One side of one market: best price first, within a price the oldest first.</summary>
public sealed record OrderBookListing(AssetTypes Types, IReadOnlyList<OrderBookRow> Rows);
