using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>All trades of one peer, found again from the half-blocks that it holds.</summary>
public static class TradeHistory
{
    private static readonly string[] InOrder =
        [BlockTypes.Init, BlockTypes.Payment, BlockTypes.Reclaim, BlockTypes.Delivery, BlockTypes.Dispute, BlockTypes.Refund, BlockTypes.Abort, BlockTypes.Done];

    /// <summary>In the order in which they began on the peer's own chain, or were first heard of.</summary>
    public static IReadOnlyList<Trade> Of(PublicKey self, ILedgerReader ledger, string network)
    {
        var own = Blocks(self, ledger);
        var others = own.Select(b => b.LinkPublicKey)
            .Where(k => !k.IsAny)
            .Distinct()
            .SelectMany(k => Blocks(k, ledger))
            .Where(b => b.LinkPublicKey.Equals(self));
        var byTrade = own.Concat(others)
            .Select(b => (Block: b, IsOfTrade: TradeFields.TryTradeOf(b, network, out var id), Id: id))
            .Where(x => x.IsOfTrade)
            .GroupBy(x => x.Id, x => x.Block);
        return [.. byTrade.Select(blocks => Fold(blocks.ToList(), network)).OfType<Trade>()];
    }

    /// <summary>One trade from its <c>tx_init</c> proposal and all that is held about it.</summary>
    public static Trade? Find(BlockHash id, ILedgerReader ledger, string network)
    {
        if (ledger.Find(id) is not { } init || Trade.Begin(init, network) is not { } trade)
        {
            return null;
        }

        var blocks = Blocks(trade.Buyer, ledger).Concat(Blocks(trade.Seller, ledger))
            .Where(b => TradeFields.TryTradeOf(b, network, out var named) && named == id);
        return Fold(blocks.ToList(), network);
    }

    private static IReadOnlyList<HalfBlock> Blocks(PublicKey key, ILedgerReader ledger) =>
        [.. InOrder.SelectMany(type => ledger.OfType(key, type)).OrderBy(b => b.Sequence)];

    /// <summary>Proposals come before what answers them, whichever chain they are on.</summary>
    private static Trade? Fold(List<HalfBlock> blocks, string network)
    {
        var init = blocks.Find(b => b.Type == BlockTypes.Init && b.IsProposal);
        if (init is null || Trade.Begin(init, network) is not { } begun)
        {
            return null;
        }

        return InOrder
            .SelectMany(type => blocks.Where(b => b.Type == type).OrderBy(b => b.IsAgreement))
            .Aggregate(begun, (trade, block) => trade.Evolve(block, network));
    }
}
