using System.Text.Json;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;
using EnerDatX.Core.Trust;
using EnerDatX.Peer.Trust;

namespace EnerDatX.Node.Http;

/// <summary>How far this node can trust a peer, and why: <c>/api/v1/trust/{peer}</c>.</summary>
internal sealed class TrustApi(NodeQuestions node)
{
    private const string Unknown = "there is no peer with this public key or trader id";

    public void Map(Routes routes) => routes.Get(
        "/api/v1/trust/{peer}",
        Get,
        new("What this node's ledger says for a peer (public key or trader id): its scores, where they come from, and what is at risk with it.", typeof(TrustView))
        {
            Query = [new("currency", "string", "Trust is counted in one currency: the first of the node's wallets unless said.")],
        });

    private async Task<Answer> Get(HttpContext context)
    {
        var name = Parameters.OfQuery(context).TextOrNone("currency") ?? node.View.Currencies.All.FirstOrDefault()?.Name ?? "";
        if (!node.View.Currencies.TryGet(name, out var currency))
        {
            return Answer.Bad($"there is no currency {name}");
        }

        // Any key can be asked about, a newcomer's too; a trader id only if whose it is can be known.
        var text = (string)context.Request.RouteValues["peer"]!;
        var mid = default(Mid);
        if (!PublicKey.TryParseHex(text, out var key) && !Mid.TryParse(text, out mid))
        {
            return Answer.NotFound(Unknown);
        }

        return await node.Peer<object>(new ReadTrust(key, mid, currency.Name)) switch
        {
            TrustRead read => new Answer.Ok(TrustView.Of(read)),
            TrustUnknown => Answer.NotFound(Unknown),
            var other => throw new InvalidOperationException($"Trust answered {other.GetType().Name}."),
        };
    }
}

/// <summary>One way by which the score came about.</summary>
/// <param name="Amount">Smallest units of the score that it carries; may end in .5.</param>
/// <param name="Share">Of the score, from 0 to 1.</param>
/// <param name="Peers">From the peer to this node; each sold data to the next.</param>
internal sealed record TrustPathView(decimal Amount, double Share, IReadOnlyList<PartyView> Peers);

/// <param name="Raw">What the peer gave less what it took, directly or through others; smallest units.</param>
/// <param name="Arctan">arctan(raw) ÷ (π/2), from −1 to 1, as BarterCast shows it.</param>
internal sealed record BarterCastView(long Raw, double Arctan);

/// <summary>What this node has at risk now, and lets itself in for at most; smallest units.</summary>
/// <param name="WithPeerAtMost">As a buyer.</param>
internal sealed record AtRiskView(decimal WithPeer, decimal WithPeerAtMost, decimal InAll, decimal InAllAtMost);

/// <param name="Verdict">As ./enerdatx judge says it.</param>
/// <param name="Dispute">Hash of the half-block.</param>
internal sealed record GuiltView(string Verdict, string Reason, string Dispute);

/// <param name="Score">NetFlow, smallest units; may end in .5. 0 for a newcomer, for who took more than it gave, for a proven cheat and for who is guilty.</param>
/// <param name="Relative">0 to 1 in thousandths: of all that this node ever received, how much came from the peer, directly or through others.</param>
/// <param name="Capacity">What may flow through the peer to this node; smallest units.</param>
/// <param name="NetContribution">What reached this node from the peer, less half of what went out of this node towards it.</param>
/// <param name="TemporalPageRank">Share of a random walk's time, 0 to 1.</param>
/// <param name="Cheat">Whether this node holds a proof that the peer cheated.</param>
/// <param name="Proof">Its kind, such as double_spend.</param>
/// <param name="Guilty">The dispute in which the peer was found guilty, if there is one.</param>
/// <param name="Paths">Where the score comes from, largest first, at most ten.</param>
/// <param name="Peers">How many peers were looked at.</param>
/// <param name="Edges">How many pairs of a seller and a buyer among them.</param>
/// <param name="Receipts">How many receipts those are made of.</param>
internal sealed record TrustView(
    PartyView Peer,
    string Currency,
    decimal Score,
    decimal Relative,
    decimal Capacity,
    decimal NetContribution,
    BarterCastView BarterCast,
    double TemporalPageRank,
    bool Cheat,
    string? Proof,
    GuiltView? Guilty,
    AtRiskView AtRisk,
    IReadOnlyList<TrustPathView> Paths,
    int Peers,
    int Edges,
    int Receipts)
{
    public static TrustView Of(TrustRead read)
    {
        var report = read.Report;
        return new TrustView(
            PartyView.Of(report.Peer),
            report.Currency,
            Units(report.Standing.Score),
            Thousandths(report.Standing),
            Units(report.Capacity),
            Units(report.NetContribution),
            new BarterCastView(report.BarterCast, Math.Atan(report.BarterCast) / (Math.PI / 2)),
            report.TemporalPageRank,
            report.IsCheat,
            report.Proof is { } kind ? JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString()) : null,
            report.Guilty is { } found
                ? new GuiltView(found.Judgement.Verdict.Name(), found.Judgement.Reason, found.Dispute.ToString())
                : null,
            new AtRiskView(
                (decimal)read.AtRisk.WithPeer,
                read.Policy.MostWith(report.Standing, TradeSide.Buyer),
                (decimal)read.AtRisk.InAll,
                read.Policy.MostInAll),
            [.. report.Paths.Select(path => new TrustPathView(
                Units(path.Amount), (double)path.Amount / report.Standing.Score, [.. path.Peers.Select(PartyView.Of)]))],
            report.Peers,
            report.Edges,
            report.Receipts);

        decimal Units(long alphaths) => (decimal)alphaths / report.Alpha;
    }

    /// <summary>0.62 for 620.</summary>
    public static decimal Thousandths(Standing standing) => (decimal)standing.PerThousand / Standing.Whole;
}
