using EnerDatX.Core.Market;

namespace EnerDatX.Laboratory.Runs;

/// <summary>What honest participants lost to those who attack: paid and not received, or delivered and not paid. By their own ledgers, in thousandths of a token.</summary>
internal static class Losses
{
    /// <summary>One for each honest participant but the issuer, by number.</summary>
    public static IReadOnlyList<long> Of(Participants participants) =>
        [.. participants.All.Where(p => p.IsHonest && p.Number != 0).Select(victim => TradeHistory
            .Of(victim.Self, victim.Peer.Ledger, participants.Settings.Network)
            .Where(trade => participants.Of(trade.CounterpartyOf(victim.Self)) is not { IsHonest: true })
            .Sum(trade => LostIn(trade, trade.SideOf(victim.Self))))];

    private static long LostIn(Trade trade, TradeSide side) => Enumerable.Range(0, trade.Segments.Length)
        .Where(i => side == TradeSide.Buyer
            ? trade.Segments[i] is { Payment: not null, Receipt: null, RefundCredit: null }
            : trade.Segments[i] is { Delivery: not null, Credit: null })
        .Sum(trade.Terms.PriceOf);
}
