using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>What a seller says to a buyer's terms. The zero value is no answer.</summary>
public enum TermsVerdict
{
    /// <summary>Not decided; never a yes.</summary>
    None = 0,

    /// <summary>They are what the two orders say.</summary>
    Good,

    /// <summary>A half-block that they name is not here yet.</summary>
    Incomplete,

    /// <summary>They are not acceptable.</summary>
    Bad,
}

/// <summary>The terms of a trade follow from the two orders alone, so that both sides come to the same ones.</summary>
public static class TermsRule
{
    /// <summary>How far a proposal's stamp may be off the countersigner's own clock, in milliseconds (protocol rule 4).</summary>
    public const long MaxStampOffMs = 600_000;

    private const string LocatorPurpose = "enerdatx/locator/v1";

    /// <summary>The terms that a buyer proposes.</summary>
    public static TradeTerms Of(Crossing crossing, ulong deadlineMs, SecretKey buyer)
    {
        var (ask, bid) = crossing;
        var offer = ask.Offer ?? throw new ArgumentException("The ask offers nothing.", nameof(crossing));
        return new TradeTerms(
            ask.Block.Hash,
            bid.Block.Hash,
            ask.Tick.Assets.Second.Type,
            offer.Licence,
            offer.Segments,
            ask.Tick.Assets.First.Type,
            crossing.Price,
            deadlineMs,
            Sodium.X25519Public(LocatorSecret(buyer, ask.Block.Hash, bid.Block.Hash)));
    }

    /// <summary>The secret that opens the sealed locator; derived, so that a restarted buyer has it again.</summary>
    public static byte[] LocatorSecret(SecretKey buyer, BlockHash ask, BlockHash bid) =>
        buyer.DeriveX25519(LocatorPurpose, [.. ask.ToArray(), .. bid.ToArray()]);

    /// <summary>The two orders that the terms name, if they are held and are of the two parties.</summary>
    public static Crossing? OrdersOf(Trade trade, ILedgerReader ledger, string network) =>
        ledger.Find(trade.Terms.Ask) is { } askBlock
        && ledger.Find(trade.Terms.Bid) is { } bidBlock
        && ListedOrder.TryRead(askBlock, network, out var ask)
        && ListedOrder.TryRead(bidBlock, network, out var bid)
        && ask.Offer is not null
        && bid.Tick.Side == TickSide.Bid
        && askBlock.PublicKey.Equals(trade.Seller)
        && bidBlock.PublicKey.Equals(trade.Buyer)
            ? new Crossing(ask, bid)
            : null;

    /// <summary>Whether the terms are exactly what the two orders say, and the seller's order still stands.</summary>
    public static (TermsVerdict Verdict, DeclineReason Reason) Check(Trade trade, OpenOrders open, ILedgerReader ledger, string network, long nowMs)
    {
        // The seller's own ask cannot be missing: terms that name another one are not for it.
        if (ledger.Find(trade.Terms.Ask) is null)
        {
            return (TermsVerdict.Bad, DeclineReason.TermsDiffer);
        }

        if (ledger.Find(trade.Terms.Bid) is null)
        {
            return (TermsVerdict.Incomplete, DeclineReason.Unspecified);
        }

        if (OrdersOf(trade, ledger, network) is not { } orders)
        {
            return (TermsVerdict.Bad, DeclineReason.TermsDiffer);
        }

        if (!open.IsAvailable(orders.Ask.Id, nowMs))
        {
            return (TermsVerdict.Bad, DeclineReason.NotOnOffer);
        }

        var latest = (ulong)nowMs + TradeTerms.MaxDurationMs;
        var isStampFit = trade.Init.TimestampMs <= (ulong)(nowMs + MaxStampOffMs) && trade.Init.TimestampMs + MaxStampOffMs >= (ulong)nowMs;
        if (!isStampFit || trade.Terms.DeadlineMs <= (ulong)nowMs || trade.Terms.DeadlineMs > latest)
        {
            return (TermsVerdict.Bad, DeclineReason.DeadlineUnfit);
        }

        var crosses = orders.Ask.Tick.Assets.Types == orders.Bid.Tick.Assets.Types
            && orders.Bid.Tick.Assets.Price >= orders.Ask.Tick.Assets.Price;
        return crosses && trade.Terms.Price == orders.Price && AreFor(trade.Terms, orders.Ask)
            ? (TermsVerdict.Good, DeclineReason.Unspecified)
            : (TermsVerdict.Bad, DeclineReason.TermsDiffer);
    }

    /// <summary>Whether the terms are for what this ask offers; the price also depends on the bid.</summary>
    internal static bool AreFor(TradeTerms terms, ListedOrder ask) =>
        terms.Asset == ask.Tick.Assets.Second.Type
        && terms.Currency == ask.Tick.Assets.First.Type
        && terms.Licence == ask.Offer!.Licence
        && terms.Segments == ask.Offer.Segments;
}
