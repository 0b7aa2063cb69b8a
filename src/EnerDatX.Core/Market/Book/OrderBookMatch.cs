namespace EnerDatX.Core.Market;

/// <summary>Two orders that can trade with each other now.</summary>
/// <param name="Tick">The order that was matched.</param>
/// <param name="Other">The order found on the other side.</param>
/// <param name="Quantity">In units of <see cref="AssetPair.Quantity"/>.</param>
public readonly record struct OrderBookMatch(Tick Tick, Tick Other, long Quantity)
{
    public OrderId Order => Tick.Id;

    public OrderId Counterpart => Other.Id;

    /// <summary>The price of the resting order: the one with the earlier timestamp; of two equal ones, the ask.</summary>
    public Price Price
    {
        get
        {
            var (ask, bid) = Tick.Side == TickSide.Ask ? (Tick, Other) : (Other, Tick);
            return (ask.TimestampMs <= bid.TimestampMs ? ask : bid).Assets.Price;
        }
    }

    /// <summary>What changes hands (the payment is rounded as <see cref="AssetPair.At"/> says).</summary>
    public AssetPair Transferred => Tick.Assets.At(Price, Quantity);

    /// <summary>Where the book had the two orders when it found them; they may be gone since.</summary>
    internal (int Order, int Counterpart) Places { get; init; }
}

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
