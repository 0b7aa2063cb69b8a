using System.Diagnostics.CodeAnalysis;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>What both sides of a trade sign: the proposal half of <c>tx_init</c>, buyer → seller.</summary>
/// <param name="Ask">Hash of the seller's ask half-block.</param>
/// <param name="Bid">Hash of the buyer's bid half-block.</param>
/// <param name="Price">Smallest units of the currency for the whole asset.</param>
/// <param name="DeadlineMs">Milliseconds since 1970; past it a trade that has not been paid is over.</param>
/// <param name="LocatorKey">A fresh X25519 public key of the buyer, 32 bytes: the seller seals the locator to it.</param>
public sealed record TradeTerms(
    BlockHash Ask,
    BlockHash Bid,
    string Asset,
    Licence Licence,
    int Segments,
    string Currency,
    long Price,
    ulong DeadlineMs,
    byte[] LocatorKey)
{
    public const int MaxAssetLength = 80;

    /// <summary>Longest time from the proposal to the deadline: it is how long a dead counterparty can keep an order reserved.</summary>
    public const ulong MaxDurationMs = 3_600_000;

    /// <summary>
    /// The price of one segment: ⌊price·(i+1)/N⌋ − ⌊price·i/N⌋. The parts add up to the price; a part may be 0 only when the price is
    /// below the number of segments, which <see cref="IsPayable"/> excludes.
    /// </summary>
    public long PriceOf(int segment) =>
        checked((long)(((Int128)Price * (segment + 1) / Segments) - ((Int128)Price * segment / Segments)));

    /// <summary>Every segment costs at least one smallest unit.</summary>
    public bool IsPayable => Price >= Segments && Price <= MoneyFields.MaxAmount;

    public byte[] Encode(string network) => MarketHead.Begin(network)
        .Bytes("ask", Ask.ToArray())
        .Bytes("bid", Bid.ToArray())
        .Text("asset", Asset)
        .Text("licence", Licences.NameOf(Licence))
        .Integer("segments", Segments)
        .Text("currency", Currency)
        .Integer("price", Price)
        .Integer("deadline", (long)DeadlineMs)
        .Bytes("locator_key", LocatorKey)
        .Encode();

    public static bool TryRead(HalfBlock block, string network, [NotNullWhen(true)] out TradeTerms? terms)
    {
        terms = block.Type == BlockTypes.Init
            && block.IsProposal
            && MarketHead.TryRead(block, network, out var map)
            && map.TryBytes("ask", BlockHash.Length, out var ask)
            && map.TryBytes("bid", BlockHash.Length, out var bid)
            && map.TryText("asset", MaxAssetLength, out var asset)
            && map.TryText("licence", 16, out var licenceName)
            && Licences.Parse(licenceName) is var licence and not Licence.None
            && map.TryInteger("segments", 1, Offer.MaxSegments, out var segments)
            && map.TryText("currency", Market.Currency.MaxNameLength, out var currency)
            && Market.Currency.IsName(currency)
            && map.TryInteger("price", 1, MoneyFields.MaxAmount, out var price)
            && map.TryInteger("deadline", 0, long.MaxValue, out var deadline)
            && map.TryBytes("locator_key", 32, out var locatorKey)
            ? new TradeTerms(new BlockHash(ask), new BlockHash(bid), asset, licence, (int)segments, currency, price, (ulong)deadline, locatorKey)
            : null;
        return terms is { IsPayable: true };
    }
}
