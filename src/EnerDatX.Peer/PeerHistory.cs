using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Peer;

/// <summary>What a peer finds in its ledger when it starts: everything else that it knows is a fold of these half-blocks.</summary>
/// <param name="OpenTrades">Trades that are not over, oldest first.</param>
/// <param name="DisputedTrades">Trades of this peer that ended with a dispute: what was lost in them counts on.</param>
/// <param name="OrderBlocks">What closes orders and then the orders, of everyone: <c>tx_done</c>, cancellations, asks and bids.</param>
/// <param name="UnansweredIssues">Tokens that were offered to us and not taken yet.</param>
/// <param name="Datasets">Those that are complete: of a purchase under way, or one that ended early, not all segments are held.</param>
/// <param name="Cheats">Against whom a proof is held, the latest last.</param>
/// <param name="Disputes">Of everyone.</param>
public sealed record PeerHistory(
    Wallet Wallet,
    MyOrders Orders,
    IReadOnlyList<Trade> OpenTrades,
    IReadOnlyList<Trade> DisputedTrades,
    IReadOnlyList<HalfBlock> OrderBlocks,
    IReadOnlyList<HalfBlock> UnansweredIssues,
    IReadOnlyList<DatasetRecord> Datasets,
    IReadOnlyList<PublicKey> Cheats,
    IReadOnlyList<HalfBlock> Disputes)
{
    /// <summary>Chains that are looked at for open orders: those with most half-blocks.</summary>
    private const int MaxChains = 100_000;

    private const int Page = 1_000;

    public static PeerHistory Load(PublicKey self, ILedgerReader ledger, Currencies currencies, string network, IReadOnlyList<DatasetRecord> datasets)
    {
        var wallet = Wallet.Empty;
        var orders = MyOrders.None;
        foreach (var own in Chain(self, ledger))
        {
            wallet = wallet.Evolve(own, network);
            orders = orders.Evolve(own, network);
        }

        var trades = TradeHistory.Of(self, ledger, network);
        var chains = ledger.Chains(MaxChains).Select(chain => chain.Key).ToList();
        return new PeerHistory(
            wallet,
            trades.Where(t => t.IsSettledFor(t.SideOf(self))).Aggregate(orders, (mine, trade) => Settle(mine, trade, self, ledger, network)),
            [.. trades.Where(t => t.Ending == TradeEnding.None || (t.Ending == TradeEnding.Done && t.DoneAgreement is null))],
            [.. trades.Where(t => t.Ending == TradeEnding.BadDelivery)],
            [.. chains.SelectMany(key => OrderBlocksOf(key, ledger))],
            [.. currencies.All.SelectMany(c => ledger.OfType(c.Issuer, BlockTypes.Issue))
                .Where(b => IssueRule.MayAccept(b, self, currencies, network) && !ledger.LinkedTo(b).Any(a => a.IsAgreement && a.PublicKey.Equals(self)))],
            [.. datasets.Where(d => IsComplete(d, trades))],
            [.. Culprits(ledger).Where(key => !key.Equals(self)).Take(EnerDatX.Peer.Cheats.MaxCheats).Reverse()],
            [.. chains.SelectMany(key => ledger.OfType(key, BlockTypes.Dispute))]);
    }

    private static IEnumerable<PublicKey> Culprits(ILedgerReader ledger)
    {
        for (var offset = 0; ; offset += Page)
        {
            var page = ledger.Proofs(Page, offset);
            foreach (var proof in page)
            {
                yield return proof.Culprit;
            }

            if (page.Count < Page)
            {
                yield break;
            }
        }
    }

    private static bool IsComplete(DatasetRecord record, IReadOnlyList<Trade> trades) =>
        record.Origin == DatasetOrigin.Own || trades.Any(t => t.Id == record.Trade && t.Terms.Segments == record.Segments.Count);

    private static IEnumerable<HalfBlock> Chain(PublicKey key, ILedgerReader ledger)
    {
        for (var first = HalfBlock.GenesisSequence; ;)
        {
            var page = ledger.Range(key, first, uint.MaxValue, Page);
            foreach (var block in page)
            {
                yield return block;
            }

            if (page.Count < Page || page[^1].Sequence == uint.MaxValue)
            {
                yield break;
            }

            first = page[^1].Sequence + 1;
        }
    }

    private static IEnumerable<HalfBlock> OrderBlocksOf(PublicKey key, ILedgerReader ledger) =>
        ledger.OfType(key, BlockTypes.Done)
            .Concat(ledger.OfType(key, BlockTypes.CancelOrder))
            .Concat(ledger.OfType(key, BlockTypes.Ask))
            .Concat(ledger.OfType(key, BlockTypes.Bid));

    private static MyOrders Settle(MyOrders mine, Trade trade, PublicKey self, ILedgerReader ledger, string network)
    {
        if (TermsRule.OrdersOf(trade, ledger, network) is not { } orders)
        {
            return mine;
        }

        var side = trade.SideOf(self);
        var (own, theirs) = side == TradeSide.Buyer ? (orders.Bid.Id, orders.Ask.Id) : (orders.Ask.Id, orders.Bid.Id);
        var reserved = mine.Reserve(own.Number, theirs);
        return reserved is null ? mine : reserved.Settle(own.Number, theirs, trade.SettledMs(side));
    }
}
