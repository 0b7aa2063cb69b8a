using Akka.Configuration;
using EnerDatX.Core.Gossip;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Core.Trust;

namespace EnerDatX.Peer;

/// <summary>The numbers of <c>hocon/peer.conf</c>; there each key says its unit and reason.</summary>
public sealed record PeerSettings(
    string Network,
    TimeSpan ResendAfter,
    TimeSpan ResendAtMost,
    TimeSpan TradeDuration,
    TimeSpan BlockPairFor,
    TimeSpan ExpireOrdersEvery,
    TimeSpan AskForBookEvery,
    int Fanout,
    bool PushProposals,
    TimeSpan TellEvery,
    int TellTo,
    bool TellAsks,
    int QuietTicks,
    HearsayLimits Hearsay,
    int BackPointers,
    uint OrderTtl,
    uint BlockTtl,
    int MaxOpenTrades,
    int MaxOpenTradesPerPeer,
    OwnChainSettings OwnChain,
    IReadOnlyList<string> CountersignedTypes,
    uint ForeignLookBack,
    string Gateway,
    int ContentBytesPerSecond,
    TrustPolicy Trust,
    WalkLimits Walk,
    AdmissionLimits Admission)
{
    /// <summary>Reads the <c>peer</c> section.</summary>
    public static PeerSettings FromHocon(Config peer)
    {
        var network = peer.GetString("network");
        if (network is not { Length: > 0 and <= MarketHead.MaxNetworkLength })
        {
            throw new ConfigurationException($"peer.network must have 1 to {MarketHead.MaxNetworkLength} characters.");
        }

        return new PeerSettings(
            network,
            peer.GetTimeSpan("trade.resend-after"),
            peer.GetTimeSpan("trade.resend-at-most"),
            peer.GetTimeSpan("trade.duration"),
            peer.GetTimeSpan("trade.block-pair-for"),
            peer.GetTimeSpan("book.expire-every"),
            peer.GetTimeSpan("book.ask-every"),
            peer.GetInt("gossip.fanout"),
            peer.GetBoolean("gossip.push-proposals"),
            peer.GetTimeSpan("gossip.tell-every"),
            ToFrom(peer.GetInt("gossip.tell-to")),
            peer.GetBoolean("gossip.tell-asks"),
            peer.GetInt("gossip.quiet-ticks"),
            new HearsayLimits(peer.GetInt("gossip.remembered"), peer.GetInt("gossip.tell-times"), (long)peer.GetTimeSpan("gossip.news-for").TotalMilliseconds),
            CountFrom(peer.GetInt("gossip.back-pointers")),
            (uint)peer.GetInt("gossip.order-ttl"),
            (uint)peer.GetInt("gossip.block-ttl"),
            peer.GetInt("trade.max-open"),
            peer.GetInt("trade.max-open-per-peer"),
            OwnChainSettings.FromHocon(peer),
            ForeignTypes(peer.GetStringList("foreign.countersign")),
            (uint)peer.GetInt("foreign.look-back"),
            peer.GetString("gateway"),
            RateFrom(peer.GetInt("content.bytes-per-second")),
            PolicyFrom(peer.GetConfig("trust")),
            new WalkLimits(),
            new AdmissionLimits());
    }

    /// <summary>Half-block types of others that a node countersigns; the list of a person, and looked through for each proposal.</summary>
    private const int MaxCountersignedTypes = 16;

    private static IReadOnlyList<string> ForeignTypes(IList<string> types) =>
        types.Count > MaxCountersignedTypes ? throw new ConfigurationException($"peer.foreign.countersign names more than {MaxCountersignedTypes} types.")
        : types.FirstOrDefault(BlockTypes.OfMarket.Contains) is { } ours
            ? throw new ConfigurationException($"peer.foreign.countersign names {ours}, which only the market's own rules sign.")
            : [.. types];

    /// <summary>A node knows fewer peers.</summary>
    private const int MaxToldAtOnce = 256;

    private static int ToFrom(int peers) => peers is >= 1 and <= MaxToldAtOnce
        ? peers
        : throw new ConfigurationException($"peer.gossip.tell-to is 1 to {MaxToldAtOnce}.");

    private static int CountFrom(int backPointers) => backPointers is >= 0 and <= Core.Evidence.BackPointers.MaxCount
        ? backPointers
        : throw new ConfigurationException($"peer.gossip.back-pointers is 0 to {Core.Evidence.BackPointers.MaxCount}.");

    private static int RateFrom(int bytesPerSecond) => bytesPerSecond >= ContentPiece.Length
        ? bytesPerSecond
        : throw new ConfigurationException($"peer.content.bytes-per-second is at least {ContentPiece.Length}, one piece.");

    private static TrustPolicy PolicyFrom(Config trust)
    {
        var policy = new TrustPolicy(
            trust.GetInt("min-seller-score"),
            trust.GetLong("max-at-risk-with-newcomer"),
            trust.GetLong("max-at-risk-with-peer"),
            trust.GetLong("max-at-risk-in-all"));
        return policy is { MinSellerPerThousand: >= 0 and <= Standing.Whole, MostWithNewcomer: >= 0, MostWithPeer: >= 0, MostInAll: >= 0 }
            ? policy
            : throw new ConfigurationException($"peer.trust: a score is 0 to {Standing.Whole}, an amount 0 or more.");
    }
}

/// <summary>How others are asked how far the own key has signed.</summary>
/// <param name="Ask">Counterparties that are asked.</param>
/// <param name="AnswersWanted">1 to <see cref="OwnHeadInquiry.MaxWanted"/>.</param>
public sealed record OwnChainSettings(int Ask, int AnswersWanted, TimeSpan AskPatience)
{
    internal static OwnChainSettings FromHocon(Config peer)
    {
        var settings = new OwnChainSettings(
            peer.GetInt("own-chain.ask"), peer.GetInt("own-chain.answers-wanted"), peer.GetTimeSpan("own-chain.ask-patience"));
        return settings is { Ask: > 0, AnswersWanted: >= 1 and <= OwnHeadInquiry.MaxWanted }
            ? settings
            : throw new ConfigurationException($"peer.own-chain.ask is 1 or more, peer.own-chain.answers-wanted 1 to {OwnHeadInquiry.MaxWanted}.");
    }
}
