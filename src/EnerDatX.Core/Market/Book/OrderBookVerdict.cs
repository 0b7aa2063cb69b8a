namespace EnerDatX.Core.Market;

/// <summary>What the order book did with an operation; <see cref="OrderBookVerdictText.Sentence"/> has a sentence for each.</summary>
public enum OrderBookVerdict
{
    /// <summary>Nothing was decided; never means yes.</summary>
    Undecided = 0,

    Done,
    AlreadyInBook,
    AlreadyClosed,
    NothingLeft,
    TimedOut,
    FromTheFuture,
    TraderHasTooManyOrders,
    BookIsFull,
    TooManyMarkets,
    NotInBook,
    NotEnoughQuantity,
    QuantityNotPositive,
}

public static class OrderBookVerdictText
{
    public static string Sentence(this OrderBookVerdict verdict) => verdict switch
    {
        OrderBookVerdict.Done => "Done.",
        OrderBookVerdict.AlreadyInBook => "The order is in the book already.",
        OrderBookVerdict.AlreadyClosed => "The order was completed or cancelled before.",
        OrderBookVerdict.NothingLeft => "The order has traded all of its quantity.",
        OrderBookVerdict.TimedOut => "The order's time is over.",
        OrderBookVerdict.FromTheFuture => "The order's timestamp is more than 10 seconds ahead.",
        OrderBookVerdict.TraderHasTooManyOrders => "The trader has as many open orders as one trader may have.",
        OrderBookVerdict.BookIsFull => "The book holds as many orders as it may hold.",
        OrderBookVerdict.TooManyMarkets => "The book holds as many asset pairs as it may hold.",
        OrderBookVerdict.NotInBook => "The order is not in the book.",
        OrderBookVerdict.NotEnoughQuantity => "The order has less quantity left than that.",
        OrderBookVerdict.QuantityNotPositive => "A quantity must be positive.",
        _ => "Nothing was decided.",
    };
}
