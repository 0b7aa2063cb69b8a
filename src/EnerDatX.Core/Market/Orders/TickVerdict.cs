namespace EnerDatX.Core.Market;

/// <summary>What became of reading or admitting a tick or a cancellation; <see cref="TickVerdictText.Sentence"/> has a sentence for each.</summary>
public enum TickVerdict
{
    /// <summary>Nothing was decided; never means yes.</summary>
    Undecided = 0,

    Valid,
    NotATick,
    FieldMissing,
    TraderMalformed,
    TraderNotSigner,
    OrderNumberMalformed,
    VersionMalformed,
    AmountMalformed,
    AssetTypeMalformed,
    AssetsMakeNoPair,
    DatasetNotWhole,
    TimeoutOutOfRange,
    TimestampMalformed,
    TradedMalformed,
    TimedOut,
    FromTheFuture,
}

public static class TickVerdictText
{
    public static string Sentence(this TickVerdict verdict) => verdict switch
    {
        TickVerdict.Valid => "The tick is valid.",
        TickVerdict.NotATick => "The half-block's type or its transaction is not an ask's, a bid's or a cancellation's.",
        TickVerdict.FieldMissing => "A field that every tick has is missing.",
        TickVerdict.TraderMalformed => "The trader id is not 40 hex digits.",
        TickVerdict.TraderNotSigner => "The trader id is not the SHA-1 of the key that signed the half-block.",
        TickVerdict.OrderNumberMalformed => "The order number is not a whole number below 2^32.",
        TickVerdict.VersionMalformed => "The version is not a whole number.",
        TickVerdict.AmountMalformed => "An amount is not a whole number from 1 to 2^63-1.",
        TickVerdict.AssetTypeMalformed => "An asset type is not 1 to 80 printable ASCII characters.",
        TickVerdict.AssetsMakeNoPair => "The two assets are the same, in the wrong order, or the dataset stands first.",
        TickVerdict.DatasetNotWhole => "A dataset is traded whole: its amount must be 1.",
        TickVerdict.TimeoutOutOfRange => "The timeout is negative or longer than this network allows.",
        TickVerdict.TimestampMalformed => "The timestamp is neither float seconds nor whole milliseconds since 1970.",
        TickVerdict.TradedMalformed => "The traded quantity is not a whole number from 0 to 2^63-1.",
        TickVerdict.TimedOut => "The order's time is over.",
        TickVerdict.FromTheFuture => "The order's timestamp is more than 10 seconds ahead.",
        _ => "Nothing was decided.",
    };
}
