using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Peer;

/// <summary>What a peer finds in its ledger when it starts: everything else that it knows is a fold of these half-blocks.</summary>
/// <param name="OpenTrades">Trades that are not over, oldest first.</param>
/// <param name="OrderBlocks">Orders and cancellations of everyone.</param>
/// <param name="UnansweredIssues">Tokens that were offered to us and not taken yet.</param>
public sealed record PeerHistory(
    Wallet Wallet,
    MyOrders Orders,
    IReadOnlyList<Trade> OpenTrades,
    IReadOnlyList<HalfBlock> OrderBlocks,
    IReadOnlyList<HalfBlock> UnansweredIssues,
    IReadOnlyList<DatasetRecord> Datasets)
{
    /// <summary>Chains that are looked at for open orders: those with most half-blocks.</summary>
    private const int MaxChains = 100_000;

    private const int Page = 1_000;

    public static PeerHistory Load(PublicKey self, ILedgerReader ledger, Currencies currencies, string network, IReadOnlyList<DatasetRecord> datasets)
    {
        var wallet = Wallet.Empty;
        var orders = MyOrders.None;
        foreach (var own in OwnChain(self, ledger))
        {
            wallet = wallet.Evolve(own, network);
            orders = orders.Evolve(own, network);
        }

        var trades = TradeHistory.Of(self, ledger, network);
        orders = trades.Where(t => t.IsFullyReceipted).Aggregate(orders, (mine, trade) => Settle(mine, trade, self, ledger, network));
        return new PeerHistory(
            wallet,
            orders,
            [.. trades.Where(t => t.Ending == TradeEnding.None || (t.Ending == TradeEnding.Done && t.DoneAgreement is null))],
            [.. ledger.Chains(MaxChains).SelectMany(chain => OrderBlocksOf(chain.Key, ledger))],
            [.. currencies.All.SelectMany(c => ledger.OfType(c.Issuer, BlockTypes.Issue))
                .Where(b => IssueRule.MayAccept(b, self, currencies, network) && ledger.LinkedTo(b).Count == 0)],
            datasets);
    }

    private static IEnumerable<HalfBlock> OwnChain(PublicKey self, ILedgerReader ledger)
    {
        for (var first = HalfBlock.GenesisSequence; ;)
        {
            var page = ledger.Range(self, first, uint.MaxValue, Page);
            foreach (var block in page)
            {
                yield return block;
            }

            if (page.Count < Page)
            {
                yield break;
            }

            first = page[^1].Sequence + 1;
        }
    }

    private static IEnumerable<HalfBlock> OrderBlocksOf(PublicKey key, ILedgerReader ledger) =>
        ledger.OfType(key, BlockTypes.Ask)
            .Concat(ledger.OfType(key, BlockTypes.Bid))
            .Concat(ledger.OfType(key, BlockTypes.CancelOrder));

    private static MyOrders Settle(MyOrders mine, Trade trade, PublicKey self, ILedgerReader ledger, string network)
    {
        if (TermsRule.OrdersOf(trade, ledger, network) is not { } orders)
        {
            return mine;
        }

        var (own, theirs) = trade.SideOf(self) == TradeSide.Buyer ? (orders.Bid.Id, orders.Ask.Id) : (orders.Ask.Id, orders.Bid.Id);
        var reserved = mine.Reserve(own.Number, theirs);
        return reserved is null ? mine : reserved.Settle(own.Number, theirs, (long)trade.Init.TimestampMs);
    }
}
