using System.Diagnostics.CodeAnalysis;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>
/// <c>tx_reclaim</c>, buyer → seller: takes a payment back that the seller did not countersign in time. By itself it is the credit; nobody
/// countersigns it.
/// </summary>
/// <param name="Payment">Hash of the payment proposal.</param>
/// <param name="Agreement">Hash of the seller's agreement to the terms.</param>
/// <param name="After">Hash of a later half-block of the seller whose stamp is past the deadline.</param>
public sealed record ReclaimTransaction(BlockHash Trade, int Segment, BlockHash Payment, BlockHash Agreement, BlockHash After, MoneyFields Money)
{
    public byte[] Encode(string network) => Money.WriteTo(TradeFields.Begin(network, Trade, Segment)
        .Bytes("payment", Payment.ToArray())
        .Bytes("agreement", Agreement.ToArray())
        .Bytes("after", After.ToArray())).Encode();

    public static bool TryRead(HalfBlock block, string network, [NotNullWhen(true)] out ReclaimTransaction? reclaim)
    {
        reclaim = block.Type == BlockTypes.Reclaim
            && block.IsProposal
            && TradeFields.TryRead(block, network, out var map, out var trade, out var segment)
            && map.TryBytes("payment", BlockHash.Length, out var payment)
            && map.TryBytes("agreement", BlockHash.Length, out var agreement)
            && map.TryBytes("after", BlockHash.Length, out var after)
            && MoneyFields.TryRead(map, out var money)
            ? new ReclaimTransaction(trade, segment, new BlockHash(payment), new BlockHash(agreement), new BlockHash(after), money)
            : null;
        return reclaim is not null;
    }
}

/// <summary>
/// When a payment may be taken back (protocol rule 16). The two chains have no common order, so that time alone shows nothing: the buyer names a
/// half-block of the seller whose stamp is past the deadline, and between that and the seller's agreement to the terms stands no countersignature. One that
/// comes later is provably late; one that is put before it is a fork.
/// </summary>
public static class ReclaimRule
{
    /// <summary>Half-blocks of the seller that are looked at, from its agreement to the terms on: an hour of a busy seller.</summary>
    public const int MaxLookedAt = 4_096;

    /// <summary>The segment that is paid and neither countersigned nor delivered, or −1.</summary>
    public static int OpenPayment(Trade trade) =>
        trade.Segments.FirstOrNone(s => s is { Payment: not null, Credit: null, Delivery: null, Refund: null, Reclaim: null });

    /// <summary>The seller's first half-block past the deadline, if all from its agreement to there is held and the open payment is not countersigned.</summary>
    public static HalfBlock? Find(Trade trade, ILedgerReader ledger, string network)
    {
        var open = OpenPayment(trade);
        if (open < 0 || trade.InitAgreement is not { } previous || ledger.Latest(trade.Seller)?.TimestampMs <= trade.Terms.DeadlineMs)
        {
            return null;
        }

        var payment = trade.Segments[open].Payment;
        foreach (var block in ledger.Range(trade.Seller, previous.Sequence + 1, uint.MaxValue, MaxLookedAt))
        {
            if (block.Sequence != previous.Sequence + 1 || block.PreviousHash != previous.Hash || Trade.Agrees(block, payment, network))
            {
                return null;
            }

            if (block.TimestampMs > trade.Terms.DeadlineMs)
            {
                return block;
            }

            previous = block;
        }

        return null;
    }

    /// <summary>What is wrong with a reclaim and the half-blocks that it names, the seller's chain between them aside; null if nothing is.</summary>
    internal static string? WhyNot(
        HalfBlock block, HalfBlock terms, HalfBlock agreement, HalfBlock payment, HalfBlock after, string network)
    {
        if (Trade.Begin(terms, network) is not { } begun
            || !ReclaimTransaction.TryRead(block, network, out var reclaim)
            || reclaim.Segment >= begun.Segments.Length)
        {
            return "names no trade";
        }

        var trade = new[] { agreement, payment, block }.Aggregate(begun, (known, half) => known.Evolve(half, network));
        var trail = trade.Segments[reclaim.Segment];
        return !agreement.Equals(trade.InitAgreement) || !payment.Equals(trail.Payment) || !block.Equals(trail.Reclaim)
                ? "takes back what is no payment of that trade"
            : payment.Sequence >= block.Sequence ? "takes back what was not paid yet"
            : !after.PublicKey.Equals(trade.Seller) || after.Sequence <= agreement.Sequence || after.TimestampMs <= trade.Terms.DeadlineMs
                ? "names no half-block of the seller that is past the deadline"
            : null;
    }
}
