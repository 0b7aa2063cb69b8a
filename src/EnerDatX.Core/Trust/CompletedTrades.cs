using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Trust;

/// <summary>What Temporal PageRank is made of: the <c>tx_done</c> pairs that a ledger holds (spec section 8.3).</summary>
public static class CompletedTrades
{
    /// <summary>
    /// Trades among these peers in one currency, in the order of the sellers' keys and of their chains: the same trades give the same list.
    /// </summary>
    /// <param name="limits">The latest of each seller's chain, and so many in all as receipts.</param>
    public static IReadOnlyList<TemporalInteraction<PublicKey>> Among(
        IReadOnlyList<PublicKey> peers, ILedgerReader ledger, string network, string currency, TrustLimits limits)
    {
        var inside = peers.ToHashSet();
        return [.. peers.Order()
            .SelectMany(seller => ledger.OfType(seller, BlockTypes.Done).Where(block => block.IsAgreement).TakeLast(limits.DeliveriesPerPeer))
            .Select(agreement => Read(agreement, ledger, network, currency))
            .OfType<TemporalInteraction<PublicKey>>()
            .Where(trade => inside.Contains(trade.Requester))
            .Take(limits.Receipts)];
    }

    private static TemporalInteraction<PublicKey>? Read(HalfBlock agreement, ILedgerReader ledger, string network, string currency) =>
        DoneRule.PairOf(agreement, ledger, network) is { } pair
        && pair.Done.Currency == currency
        && pair.Seller.Equals(agreement.PublicKey)
            ? new TemporalInteraction<PublicKey>(pair.Buyer, agreement.LinkSequence, pair.Seller, agreement.Sequence, pair.Done.Price)
            : null;
}
