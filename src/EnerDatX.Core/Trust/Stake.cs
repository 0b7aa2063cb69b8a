using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Trust;

/// <summary>
/// What one trade puts at risk at a time for one of its sides. While it goes on, that is the price of its dearest segment: segments follow
/// each other, so that no more than one is ever paid and not delivered (the buyer's risk), or delivered and not receipted (the seller's).
/// When it is over, it is what the counterparty still owes.
/// </summary>
/// <param name="Side">Of whoever risks it.</param>
/// <param name="Amount">Smallest units of the currency.</param>
/// <param name="IsOpen">Whether the trade goes on.</param>
public sealed record Stake(PublicKey Counterparty, TradeSide Side, string Currency, long Amount, bool IsOpen)
{
    /// <summary>
    /// Whether it counts towards what is at risk with everybody together. What a buyer still owes when a trade is over is a receipt, and the
    /// tokens are there; it counts only against that buyer, or strangers who pay and never sign could stop a seller.
    /// </summary>
    public bool CountsInAll => IsOpen || Side == TradeSide.Buyer;

    /// <summary>Of terms that are to be signed.</summary>
    public static Stake In(TradeTerms terms, PublicKey counterparty, TradeSide side) =>
        new(counterparty, side, terms.Currency, DearestOf(terms.Price, terms.Segments), true);

    /// <summary>Of a trade that goes on.</summary>
    public static Stake In(Trade trade, PublicKey self) => In(trade.Terms, trade.CounterpartyOf(self), trade.SideOf(self));

    /// <summary>Of a crossing whose terms are not made yet.</summary>
    public static Stake In(Crossing crossing) =>
        new(crossing.Ask.Block.PublicKey, TradeSide.Buyer, crossing.Ask.Tick.Assets.First.Type, DearestOf(crossing.Price, SegmentsOf(crossing.Ask)), true);

    /// <summary>Of an ask, if it were bought at its price.</summary>
    public static Stake In(ListedOrder ask) => new(
        ask.Block.PublicKey, TradeSide.Buyer, ask.Tick.Assets.First.Type, DearestOf(ask.Tick.Assets.Price.Times(1), SegmentsOf(ask)), true);

    /// <summary>
    /// Of a trade that is over for this side. A buyer is owed what it paid and neither received nor got back, a seller a receipt for what it
    /// delivered.
    /// </summary>
    public static Stake After(Trade trade, PublicKey self)
    {
        var side = trade.SideOf(self);
        var owed = Enumerable.Range(0, trade.Segments.Length)
            .Where(i => !trade.Segments[i].IsSettled
                && (side == TradeSide.Buyer ? trade.Segments[i].Payment : trade.Segments[i].Delivery) is not null)
            .Sum(trade.Terms.PriceOf);
        return new Stake(trade.CounterpartyOf(self), side, trade.Terms.Currency, owed, false);
    }

    private static int SegmentsOf(ListedOrder ask) => ask.Offer?.Segments ?? throw new ArgumentException("The ask offers nothing.", nameof(ask));

    /// <summary>Prices of segments differ by at most one; the dearest is the share, rounded up.</summary>
    private static long DearestOf(long price, int segments) => (price / segments) + (price % segments == 0 ? 0 : 1);
}
