using System.Diagnostics.CodeAnalysis;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>The seller's half of <c>tx_init</c>: where the ciphertext is, sealed to the buyer's locator key.</summary>
public static class TermsAgreement
{
    /// <summary>Longest sealed locator: an age header, a nonce, one chunk.</summary>
    public const int MaxSealedLength = 512;

    public static byte[] Encode(string network, HalfBlock proposal, byte[] sealedLocator) =>
        AgreementOf.Begin(network, proposal).Bytes("trade", proposal.Hash.ToArray()).Bytes("sealed", sealedLocator).Encode();

    public static bool TryRead(HalfBlock block, string network, [NotNullWhen(true)] out byte[]? sealedLocator)
    {
        sealedLocator = MarketHead.TryRead(block, network, out var map) && map.TryBytesUpTo("sealed", MaxSealedLength, out var bytes)
            ? bytes
            : null;
        return sealedLocator is not null;
    }
}

/// <summary>The proposal half of <c>tx_payment</c>, buyer → seller: pays one segment.</summary>
/// <param name="Recipient">A one-time X25519 public key for this segment only, 32 bytes: the seller wraps the segment's key to it.</param>
public sealed record PaymentTransaction(BlockHash Trade, int Segment, byte[] Recipient, MoneyFields Money)
{
    public byte[] Encode(string network) => Money.WriteTo(
        TradeFields.Begin(network, Trade, Segment).Bytes("recipient", Recipient)).Encode();

    public static bool TryRead(HalfBlock block, string network, [NotNullWhen(true)] out PaymentTransaction? payment)
    {
        payment = block.Type == BlockTypes.Payment
            && block.IsProposal
            && TradeFields.TryRead(block, network, out var map, out var trade, out var segment)
            && map.TryBytes("recipient", 32, out var recipient)
            && MoneyFields.TryRead(map, out var money)
            ? new PaymentTransaction(trade, segment, recipient, money)
            : null;
        return payment is not null;
    }
}

/// <summary>The proposal half of <c>tx_delivery</c>, seller → buyer: the header that opens one segment. The agreement is the receipt.</summary>
/// <param name="Payment">Hash of the payment proposal that this answers.</param>
/// <param name="Header">The age header for the payment's one-time recipient, 168 bytes; header ‖ payload is an ordinary age file.</param>
public sealed record DeliveryTransaction(BlockHash Trade, int Segment, BlockHash Payment, byte[] Header)
{
    public const int HeaderLength = 168;

    public byte[] Encode(string network) => TradeFields.Begin(network, Trade, Segment)
        .Bytes("payment", Payment.ToArray())
        .Bytes("header", Header)
        .Encode();

    public static bool TryRead(HalfBlock block, string network, [NotNullWhen(true)] out DeliveryTransaction? delivery)
    {
        delivery = block.Type == BlockTypes.Delivery
            && block.IsProposal
            && TradeFields.TryRead(block, network, out var map, out var trade, out var segment)
            && map.TryBytes("payment", BlockHash.Length, out var payment)
            && map.TryBytes("header", HeaderLength, out var header)
            ? new DeliveryTransaction(trade, segment, new BlockHash(payment), header)
            : null;
        return delivery is not null;
    }
}

/// <summary>The proposal half of <c>tx_refund</c>, seller → buyer: returns a payment that was not delivered.</summary>
public sealed record RefundTransaction(BlockHash Trade, int Segment, BlockHash Payment, string Reason, MoneyFields Money)
{
    public byte[] Encode(string network) => Money.WriteTo(TradeFields.Begin(network, Trade, Segment)
        .Bytes("payment", Payment.ToArray())
        .Text("reason", Reasons.Cut(Reason, TradeFields.MaxReasonLength))).Encode();

    public static bool TryRead(HalfBlock block, string network, [NotNullWhen(true)] out RefundTransaction? refund)
    {
        refund = block.Type == BlockTypes.Refund
            && block.IsProposal
            && TradeFields.TryRead(block, network, out var map, out var trade, out var segment)
            && map.TryBytes("payment", BlockHash.Length, out var payment)
            && map.TryText("reason", TradeFields.MaxReasonLength, out var reason)
            && MoneyFields.TryRead(map, out var money)
            ? new RefundTransaction(trade, segment, new BlockHash(payment), reason, money)
            : null;
        return refund is not null;
    }
}

/// <summary>The proposal half of <c>tx_done</c>, buyer → seller. It names both orders, so that every book that sees the pair can close them.</summary>
public sealed record DoneTransaction(BlockHash Trade, BlockHash Ask, BlockHash Bid, string Asset, string Currency, long Price)
{
    public static DoneTransaction Of(Trade trade) =>
        new(trade.Id, trade.Terms.Ask, trade.Terms.Bid, trade.Terms.Asset, trade.Terms.Currency, trade.Terms.Price);

    public byte[] Encode(string network) => MarketHead.Begin(network)
        .Bytes("trade", Trade.ToArray())
        .Bytes("ask", Ask.ToArray())
        .Bytes("bid", Bid.ToArray())
        .Text("asset", Asset)
        .Text("currency", Currency)
        .Integer("price", Price)
        .Encode();

    public static bool TryRead(HalfBlock block, string network, [NotNullWhen(true)] out DoneTransaction? done)
    {
        done = block.Type == BlockTypes.Done
            && block.IsProposal
            && MarketHead.TryRead(block, network, out var map)
            && map.TryBytes("trade", BlockHash.Length, out var trade)
            && map.TryBytes("ask", BlockHash.Length, out var ask)
            && map.TryBytes("bid", BlockHash.Length, out var bid)
            && map.TryText("asset", TradeTerms.MaxAssetLength, out var asset)
            && map.TryText("currency", Market.Currency.MaxNameLength, out var currency)
            && map.TryInteger("price", 1, MoneyFields.MaxAmount, out var price)
            ? new DoneTransaction(new BlockHash(trade), new BlockHash(ask), new BlockHash(bid), asset, currency, price)
            : null;
        return done is not null;
    }
}

/// <summary>The proposal half of <c>tx_abort</c>, either → the other, while no payment is open.</summary>
public sealed record AbortTransaction(BlockHash Trade, string Reason)
{
    public byte[] Encode(string network) => MarketHead.Begin(network)
        .Bytes("trade", Trade.ToArray())
        .Text("reason", Reasons.Cut(Reason, TradeFields.MaxReasonLength))
        .Encode();

    public static bool TryRead(HalfBlock block, string network, [NotNullWhen(true)] out AbortTransaction? abort)
    {
        abort = block.Type == BlockTypes.Abort
            && block.IsProposal
            && MarketHead.TryRead(block, network, out var map)
            && map.TryBytes("trade", BlockHash.Length, out var trade)
            && map.TryText("reason", TradeFields.MaxReasonLength, out var reason)
            ? new AbortTransaction(new BlockHash(trade), reason)
            : null;
        return abort is not null;
    }
}

/// <summary>
/// The agreement halves of <c>tx_payment</c>, <c>tx_delivery</c>, <c>tx_refund</c>, <c>tx_done</c> and <c>tx_abort</c>. Credits carry money
/// fields. The credit and the receipt also repeat asset and licence, so that a wallet is a fold over its own chain alone.
/// </summary>
public static class TradeAgreement
{
    public static byte[] Encode(string network, HalfBlock proposal, BlockHash trade, TradeTerms terms, int segment, MoneyFields? money)
    {
        var map = AgreementOf.Begin(network, proposal)
            .Bytes("trade", trade.ToArray())
            .Integer("segment", segment)
            .Integer("segments", terms.Segments)
            .Text("asset", terms.Asset)
            .Text("licence", Licences.NameOf(terms.Licence));
        return (money is null ? map : money.WriteTo(map)).Encode();
    }

    /// <summary>The agreement half of <c>tx_done</c> and <c>tx_abort</c>.</summary>
    public static byte[] EncodeEnd(string network, HalfBlock proposal, BlockHash trade) =>
        AgreementOf.Begin(network, proposal).Bytes("trade", trade.ToArray()).Encode();
}

/// <summary>The fields that the halves of one trade share.</summary>
public static class TradeFields
{
    /// <summary>In bytes of UTF-8.</summary>
    public const int MaxReasonLength = 120;

    public static TransactionMap Begin(string network, BlockHash trade, int segment) =>
        MarketHead.Begin(network).Bytes("trade", trade.ToArray()).Integer("segment", segment);

    public static bool TryRead(HalfBlock block, string network, [NotNullWhen(true)] out TransactionMap? map, out BlockHash trade, out int segment)
    {
        trade = default;
        segment = -1;
        if (!MarketHead.TryRead(block, network, out map)
            || !map.TryBytes("trade", BlockHash.Length, out var hash)
            || !map.TryInteger("segment", 0, Offer.MaxSegments - 1, out var index))
        {
            return false;
        }

        trade = new BlockHash(hash);
        segment = (int)index;
        return true;
    }

    /// <summary>Which trade a half-block belongs to: the hash of its <c>tx_init</c> proposal.</summary>
    public static bool TryTradeOf(HalfBlock block, string network, out BlockHash trade)
    {
        trade = default;
        if (!BlockTypes.OfTrades.Contains(block.Type))
        {
            return false;
        }

        if (block.Type == BlockTypes.Init && block.IsProposal)
        {
            trade = block.Hash;
            return true;
        }

        if (!MarketHead.TryRead(block, network, out var map) || !map.TryBytes("trade", BlockHash.Length, out var hash))
        {
            return false;
        }

        trade = new BlockHash(hash);
        return true;
    }
}
