namespace EnerDatX.Core.Market;

/// <summary>The public copy of someone's order, as an <c>ask</c> or <c>bid</c> half-block tells it.</summary>
/// <param name="TimeoutSeconds">How long the order lives after its timestamp.</param>
/// <param name="TimestampMs">Milliseconds since 1970, by the trader's clock.</param>
/// <param name="Traded">Already traded when the tick was made, in units of <see cref="AssetPair.Quantity"/>.</param>
public sealed record Tick(OrderId Id, TickSide Side, AssetPair Assets, int TimeoutSeconds, long TimestampMs, long Traded)
{
    /// <summary>Longest life of an order that comes in EDMP's shape (its MAX_ORDER_TIMEOUT), in seconds: 24 hours.</summary>
    public const int MaxEdmpTimeoutSeconds = 24 * 60 * 60;

    /// <summary>Longest life of an order of ours, in seconds: 90 days (protocol rule 14).</summary>
    public const int MaxTimeoutSeconds = 90 * MaxEdmpTimeoutSeconds;

    /// <summary>How far a trader's clock may be ahead of ours, in milliseconds (EDMP's rule).</summary>
    public const long MaxClockAheadMs = 10_000;

    /// <summary>Latest timestamp that we read: the end of the year 9999; it keeps every deadline far below 2^63.</summary>
    public const long MaxTimestampMs = 253_402_300_799_999;


    /// <summary>From this moment on the order is over; milliseconds since 1970.</summary>
    public long DeadlineMs => TimestampMs + (TimeoutSeconds * 1000L);

    /// <summary>The side that a half-block type names; <see cref="TickSide.Unknown"/> for any other type.</summary>
    public static TickSide SideOf(string blockType) => blockType switch
    {
        BlockTypes.Ask => TickSide.Ask,
        BlockTypes.Bid => TickSide.Bid,
        _ => TickSide.Unknown,
    };

    /// <summary>Whether the order may enter a book at this time.</summary>
    /// <param name="nowMs">Milliseconds since 1970, by our clock.</param>
    public TickVerdict VerdictAt(long nowMs)
    {
        if (nowMs >= DeadlineMs)
        {
            return TickVerdict.TimedOut;
        }

        return nowMs < TimestampMs - MaxClockAheadMs ? TickVerdict.FromTheFuture : TickVerdict.Valid;
    }
}
