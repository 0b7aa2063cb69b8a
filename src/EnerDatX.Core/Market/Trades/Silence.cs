namespace EnerDatX.Core.Market;

/// <summary>What it means for one side that the other fell silent: at most one segment's price is lost (protocol rule 17), and it is said.</summary>
public static class Silence
{
    public static string Sentence(Trade trade, TradeSide side) => side == TradeSide.Buyer ? OfSeller(trade) : OfBuyer(trade);

    private static string OfSeller(Trade trade)
    {
        var open = trade.Segments.FirstOrNone(s => s.Payment is not null && !s.IsSettled);
        return open < 0
            ? "the seller no longer answers"
            : $"the seller no longer answers: {trade.Terms.PriceOf(open)} {trade.Terms.Currency} for segment {open} are paid and nothing came";
    }

    private static string OfBuyer(Trade trade)
    {
        var open = trade.Segments.FirstOrNone(s => s.Delivery is not null && s.Receipt is null && s.Refund is null);
        return open < 0
            ? "the buyer no longer answers"
            : $"the buyer no longer answers: segment {open} is paid and delivered, the receipt is missing";
    }
}
