using System.Buffers.Binary;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Trust;

namespace EnerDatX.Torture.Fuzz;

/// <summary>
/// A transaction in the place of a golden half-block's own: the market's rules and folds over it. Its input is the number of the golden half-block
/// (one byte), then the transaction. The rules check no signatures, so neither is one made.
/// </summary>
internal abstract class MarketTarget : FuzzTarget
{
    /// <summary>Bytes of a transaction; a half-block of 4 KiB has no more.</summary>
    private const int MaxTransaction = HalfBlock.MaxAcceptedLength - HalfBlock.FixedLength;

    private static readonly MemoryLedger Held = GoldenBlocks.Ledger();

    public override int MaxLength => 1 + MaxTransaction;

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[]
        {
            "7sversion1i5", "7snetwork4stest", "5strade", "2sof", "6sprice", "5sasset", "7ssegment", "8ssegments", "6samount", "7sbalance", "4sprev",
            "4sfrom", "0l", "8scurrency4sDUM1", "8sdeadline", "7slicence4scopy", "9sexclusive", "4stick", "5soffer", "1i0", "1i1", "2i-1", "19i9223372036854775807",
            "10i4294967295", "16i1000000000000000", "0n", "0T", "7f1e99999", "3fnan", "32b00000000000000000000000000000000",
        }.Select(System.Text.Encoding.ASCII.GetBytes),
    ];

    /// <summary>A transaction is decoded by each of some twenty rules.</summary>
    public override long MaxAllocated(int length) => 1_024 * 1_024 + (4_096L * length);

    public override void Run(byte[] input)
    {
        if (input.Length == 0)
        {
            return;
        }

        var golden = GoldenBlocks.All[input[0] % GoldenBlocks.All.Count];
        Judge(WithTransaction(golden, input.AsSpan(1)), golden);
    }

    /// <param name="golden">Whose place the half-block takes.</param>
    protected abstract void Judge(HalfBlock block, HalfBlock golden);

    protected static ILedgerReader LedgerWith(HalfBlock block)
    {
        var ledger = new PendingLedger(Held);
        ledger.Add(block);
        return ledger;
    }

    /// <summary>The same half-block with another transaction; its signature is wrong.</summary>
    private static HalfBlock WithTransaction(HalfBlock golden, ReadOnlySpan<byte> transaction)
    {
        const int TypeOffset = 256;
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, transaction.Length);
        byte[] packed = [.. golden.Packed[..(TypeOffset + golden.TypeBytes.Length)], .. length, .. transaction, .. golden.Packed[^8..]];
        return HalfBlock.TryUnpack(packed, out var block) ? block : throw new InvalidOperationException("A half-block with these lengths can be unpacked.");
    }
}

/// <summary>Orders and cancellations: what the book makes of them.</summary>
internal sealed class TickTarget : MarketTarget
{
    public override string Name => "tick";

    protected override void Judge(HalfBlock block, HalfBlock golden)
    {
        const string Network = GoldenBlocks.Network;
        if (TransactionCodec.TryDecode(block.Transaction, out var value, out _, out _))
        {
            TickReader.Read(block.Type, value, block.PublicKey.Mid, Tick.MaxEdmpTimeoutSeconds, out var edmp);
            Promise(edmp is null || edmp.TimeoutSeconds <= Tick.MaxEdmpTimeoutSeconds, "a tick lives no longer than its caller allows");
        }

        var open = new OpenOrders(Network);
        foreach (var order in GoldenBlocks.All.Where(b => b.IsSource && !b.Equals(golden)))
        {
            open.Evolve(order, GoldenBlocks.NowMs);
        }

        var ledger = LedgerWith(block);
        if (ListedOrder.TryRead(block, Network, out var listed))
        {
            if (listed.Offer is not null)
            {
                TitleRule.Check(listed, ledger, Network);
            }

            _ = (listed.ToString(), listed.Tick.Assets.Price.ToString());
        }

        if (open.Evolve(block, GoldenBlocks.NowMs) is { } added)
        {
            foreach (var crossing in open.CrossingsOf(added.Id, GoldenBlocks.NowMs))
            {
                Promise(crossing.Price > 0, "a crossing has a price");
                Promise(open.TryReserve(crossing.Ask.Id, crossing.Bid.Id, GoldenBlocks.NowMs), "what crosses can be set aside");
                open.Release(crossing.Ask.Id, crossing.Bid.Id, GoldenBlocks.NowMs, GoldenBlocks.NowMs + 1);
            }
        }

        open.Read(TickSide.Ask);
        open.Read(TickSide.Bid);
        MyOrders.None.Evolve(block, Network).OnSale("EW", GoldenBlocks.NowMs);
        open.ExpireUntil(long.MaxValue);
        Promise(open.Hashes.Count == 0, "every order expires");
    }
}

/// <summary>Money and trades: every rule that reads a half-block of a trade, and every fold over a chain.</summary>
internal sealed class TradeTarget : MarketTarget
{
    private const string Network = GoldenBlocks.Network;

    private static readonly HalfBlock Issue = GoldenBlocks.Of(BlockTypes.Issue, b => b.IsProposal);
    private static readonly HalfBlock Init = GoldenBlocks.Of(BlockTypes.Init, b => b.IsProposal);

    private readonly Currencies _currencies = new([new Currency("DUM1", 0, Issue.PublicKey, 0)]);

    public override string Name => "trade";

    protected override void Judge(HalfBlock block, HalfBlock golden)
    {
        var ledger = LedgerWith(block);
        Read(block);
        IssueRule.MayAccept(block, block.LinkPublicKey, _currencies, Network);
        if (MoneyHalf.TryRead(block, Network, out var half))
        {
            Promise(half.Fields.Amount is > 0 and <= MoneyFields.MaxAmount, "an amount is within its bounds");
            Purse.Empty(half.Fields.Currency).Evolve(half);
        }

        if (BlockTypes.IsDebit(block.Type) && block.IsProposal)
        {
            new MoneyCheck(ledger, _currencies, Network, _ => false).Check(block);
        }

        DoneRule.PairOf(block, ledger, Network);
        Receipt.Read(block, ledger, Network);
        FoldTrade(block, golden, ledger);
        if (DisputedDelivery.Find(block, ledger, Network, out _) is { } disputed)
        {
            Core.Market.Judge.Decide(disputed, Exhibits.None);
        }

        foreach (var party in new[] { Init.PublicKey, Init.LinkPublicKey })
        {
            TradeHistory.Of(party, ledger, Network);
            TrustEdges.Around(party, ledger, Network, "DUM1", TrustLimits.Default, _ => false);
        }

        Wallet.Empty.Evolve(block, Network);
        MyOrders.None.Evolve(block, Network);
    }

    private static void Read(HalfBlock block)
    {
        IssueTransaction.TryRead(block, Network, out _);
        TermsAgreement.TryRead(block, Network, out _);
        PaymentTransaction.TryRead(block, Network, out _);
        DeliveryTransaction.TryRead(block, Network, out _);
        RefundTransaction.TryRead(block, Network, out _);
        ReclaimTransaction.TryRead(block, Network, out _);
        DisputeTransaction.TryRead(block, Network, out _);
        DoneTransaction.TryRead(block, Network, out _);
        AbortTransaction.TryRead(block, Network, out _);
        TradeFields.TryRead(block, Network, out _, out _, out _);
        TradeFields.TryTradeOf(block, Network, out _);
        AgreementOf.TryRead(block, Network, out _);
        if (TradeTerms.TryRead(block, Network, out var terms))
        {
            _ = (terms.IsPayable, terms.PriceOf(0), terms.PriceOf(terms.Segments - 1));
        }
    }

    /// <summary>The golden trade with this half-block in its place, looked at from both sides after each half.</summary>
    private static void FoldTrade(HalfBlock block, HalfBlock golden, ILedgerReader ledger)
    {
        var init = golden.Equals(Init) ? block : Init;
        if (Trade.Begin(init, Network) is not { } trade)
        {
            return;
        }

        var open = new OpenOrders(Network);
        foreach (var source in GoldenBlocks.All.Where(b => b.IsSource))
        {
            open.Evolve(source.Equals(golden) ? block : source, GoldenBlocks.NowMs);
        }

        TermsRule.Check(trade, open, ledger, Network, GoldenBlocks.NowMs);
        TermsRule.OrdersOf(trade, ledger, Network);
        foreach (var next in GoldenBlocks.All.Where(b => !b.IsSource && !b.Equals(Init)))
        {
            trade = trade.Evolve(next.Equals(golden) ? block : next, Network);
            foreach (var nowMs in new[] { 0UL, (ulong)GoldenBlocks.NowMs, ulong.MaxValue })
            {
                BuyerRules.Next(trade, BuyerFindings.None, nowMs);
                SellerRules.Next(trade, null, nowMs, nowMs);
            }
        }

        _ = (trade.Ending, trade.PaidAmount, trade.SealedLocator(Network), trade.AbortReason(Network));
        trade.IsSettledFor(TradeSide.Buyer);
        trade.SettledMs(TradeSide.Buyer);
        trade.SettledMs(TradeSide.Seller);
    }
}
