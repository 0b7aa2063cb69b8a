using System.Collections.Frozen;

namespace EnerDatX.Core.Market;

/// <summary>The half-block types of the market (docs/PROTOCOL.md has a field table for each).</summary>
public static class BlockTypes
{
    /// <summary>An issuer gives tokens; the receiver's agreement is the credit.</summary>
    public const string Issue = "issue";

    public const string Ask = "ask";
    public const string Bid = "bid";
    public const string CancelOrder = "cancel_order";

    /// <summary>Buyer → seller: terms. The seller's agreement reveals, sealed, where the ciphertext is.</summary>
    public const string Init = "tx_init";

    /// <summary>Buyer → seller: pays one segment. The seller's agreement is the credit.</summary>
    public const string Payment = "tx_payment";

    /// <summary>Seller → buyer: the header that opens one segment. The buyer's agreement is the receipt.</summary>
    public const string Delivery = "tx_delivery";

    /// <summary>Buyer → seller: everything paid and received.</summary>
    public const string Done = "tx_done";

    /// <summary>Either → the other: ends a trade before any payment.</summary>
    public const string Abort = "tx_abort";

    /// <summary>Seller → buyer: returns a payment that was not delivered. The buyer's agreement is the credit.</summary>
    public const string Refund = "tx_refund";

    /// <summary>Buyer → seller: what was delivered does not open what was sold. Nobody answers it; everybody may judge it.</summary>
    public const string Dispute = "dispute";

    /// <summary>Buyer → seller: takes a payment back that was never countersigned. Nobody answers it; by itself it is the credit.</summary>
    public const string Reclaim = "tx_reclaim";

    /// <summary>Types that belong to one trade; their transaction names it.</summary>
    public static readonly FrozenSet<string> OfTrades =
        new[] { Init, Payment, Delivery, Done, Abort, Refund, Dispute, Reclaim }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>All of the market's: nobody signs them without its rules.</summary>
    public static readonly FrozenSet<string> OfMarket =
        new[] { Issue, Ask, Bid, CancelOrder }.Concat(OfTrades).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Types whose proposal takes tokens from its signer.</summary>
    public static bool IsDebit(string type) => type is Payment or Refund;

    /// <summary>Types whose agreement gives tokens to its signer.</summary>
    public static bool IsCredit(string type) => type is Issue or Payment or Refund;

    /// <summary>Types of which some half moves tokens.</summary>
    public static bool IsMoney(string type) => type is Issue or Payment or Refund or Reclaim;
}
