using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>Whether a seller may sell what its ask names. The zero value is no answer.</summary>
public abstract record TitleVerdict
{
    /// <summary>The seller measured it, or bought it exclusively from whoever might sell it.</summary>
    public sealed record Good : TitleVerdict;

    /// <summary>This half-block is needed to go on; the seller must hold it, for its title rests on it.</summary>
    public sealed record Incomplete(BlockHash Missing) : TitleVerdict;

    /// <summary>The ask is not the seller's to make.</summary>
    public sealed record Bad(string Reason) : TitleVerdict;
}

/// <summary>
/// Protocol rule 11: only the owner, or an owner by exclusive transfer, may ask. A title is the receipt of the last segment: it answers a
/// delivery that the previous owner signed, for terms (by hash) that name the asset and the exclusive licence, for an ask that in turn is by
/// the first owner or names a title. Whoever is seen to have parted with an asset may not ask for it any more.
/// </summary>
public static class TitleRule
{
    /// <summary>Longest chain of owners that is followed: bounds the work that one ask can cause.</summary>
    public const int MaxOwners = 16;

    public static TitleVerdict Check(ListedOrder ask, ILedgerReader ledger, string network)
    {
        var current = ask;
        for (var owners = 0; owners < MaxOwners; owners++)
        {
            if (HasParted(current, ledger, network))
            {
                return new TitleVerdict.Bad("its seller has sold the asset exclusively before");
            }

            if (current.Offer!.Title is not { } title)
            {
                return new TitleVerdict.Good();
            }

            var verdict = Previous(current, title, ledger, network, out var previous);
            if (previous is null)
            {
                return verdict;
            }

            current = previous;
        }

        return new TitleVerdict.Bad($"it had more than {MaxOwners} owners");
    }

    /// <summary>The ask from which the seller of this one bought; or what is missing or wrong.</summary>
    private static TitleVerdict Previous(ListedOrder ask, BlockHash title, ILedgerReader ledger, string network, out ListedOrder? previous)
    {
        previous = null;
        if (ledger.Find(title) is not { } receipt)
        {
            return new TitleVerdict.Incomplete(title);
        }

        if (!AgreementOf.TryRead(receipt, network, out var of)
            || !TradeFields.TryRead(receipt, network, out _, out var tradeId, out _)
            || !receipt.PublicKey.Equals(ask.Block.PublicKey)
            || receipt.Sequence >= ask.Block.Sequence)
        {
            return new TitleVerdict.Bad("its title is no receipt of the seller's");
        }

        if (ledger.Find(of) is not { } delivery)
        {
            return new TitleVerdict.Incomplete(of);
        }

        if (ledger.Find(tradeId) is not { } init)
        {
            return new TitleVerdict.Incomplete(tradeId);
        }

        if (Trade.Begin(init, network) is not { } trade || !IsTransfer(trade, delivery, receipt, ask, network))
        {
            return new TitleVerdict.Bad("its title is not for the last segment of an exclusive sale of this asset to the seller");
        }

        if (ledger.Find(trade.Terms.Ask) is not { } askBlock)
        {
            return new TitleVerdict.Incomplete(trade.Terms.Ask);
        }

        var isItsAsk = ListedOrder.TryRead(askBlock, network, out var earlier)
            && earlier.Offer is { Licence: Licence.Exclusive } offer
            && offer.AssetId == ask.Offer!.AssetId
            && offer.Segments == trade.Terms.Segments
            && askBlock.PublicKey.Equals(trade.Seller)
            && askBlock.Sequence < delivery.Sequence;
        previous = isItsAsk ? earlier : null;
        return new TitleVerdict.Bad("its title rests on an ask that is not the previous owner's");
    }

    private static bool IsTransfer(Trade trade, HalfBlock delivery, HalfBlock receipt, ListedOrder ask, string network) =>
        trade.Terms.Licence == Licence.Exclusive
        && trade.Terms.Asset == ask.Offer!.AssetId
        && trade.Terms.Segments == ask.Offer.Segments
        && trade.Buyer.Equals(ask.Block.PublicKey)
        && IsLastDelivery(trade, delivery, network)
        && Trade.Agrees(receipt, delivery, network);

    private static bool IsLastDelivery(Trade trade, HalfBlock delivery, string network) =>
        DeliveryTransaction.TryRead(delivery, network, out var delivered)
        && delivered.Trade == trade.Id
        && delivered.Segment == trade.Terms.Segments - 1
        && delivery.PublicKey.Equals(trade.Seller)
        && delivery.LinkPublicKey.Equals(trade.Buyer);

    /// <summary>Whether a delivery is held by which the seller gave the asset away before this ask.</summary>
    private static bool HasParted(ListedOrder ask, ILedgerReader ledger, string network)
    {
        PublicKey seller = ask.Block.PublicKey;
        return ledger.OfType(seller, BlockTypes.Delivery).Any(delivery =>
            delivery.Sequence < ask.Block.Sequence
            && TradeFields.TryTradeOf(delivery, network, out var id)
            && ledger.Find(id) is { } init
            && Trade.Begin(init, network) is { Terms.Licence: Licence.Exclusive } trade
            && trade.Terms.Asset == ask.Offer!.AssetId
            && IsLastDelivery(trade, delivery, network));
    }
}
