using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;
using EnerDatX.Core.Trust;

namespace EnerDatX.Node.Http;

/// <summary>How far this node can trust a peer, and why: <c>/api/v1/trust/{peer}</c>.</summary>
internal sealed class TrustApi(NodeView node)
{
    /// <summary>More reasons nobody reads; they come largest first.</summary>
    private const int MaxPaths = 10;

    public void Map(Routes routes) => routes.Get(
        "/api/v1/trust/{peer}",
        Get,
        new("What this node's ledger says for a peer (public key or trader id): its NetFlow score and where that comes from.", typeof(TrustView))
        {
            Query = [new("currency", "string", "Trust is counted in one currency: the first of the node's wallets unless said.")],
        });

    private Task<Answer> Get(HttpContext context) => Task.FromResult(Of(context));

    private Answer Of(HttpContext context)
    {
        var name = Parameters.OfQuery(context).TextOrNone("currency") ?? node.Currencies.All.FirstOrDefault()?.Name ?? "";
        if (!node.Currencies.TryGet(name, out var currency))
        {
            return Answer.Bad($"there is no currency {name}");
        }

        var around = TrustEdges.Around(node.Self, node.Ledger, node.Network, currency.Name, TrustLimits.Default);
        var text = (string)context.Request.RouteValues["peer"]!;
        return Find(text, around.Graph) is { } peer
            ? new Answer.Ok(TrustView.Of(peer, currency, around, new NetFlow<PublicKey>(around.Graph, node.Self), MaxPaths))
            : Answer.NotFound("there is no peer with this public key or trader id");
    }

    /// <summary>Any key can be asked about, a newcomer's too; a trader id only if whose it is can be known.</summary>
    private static PublicKey? Find(string text, InteractionGraph<PublicKey> graph) =>
        PublicKey.TryParseHex(text, out var key) ? key
        : Mid.TryParse(text, out var mid) ? graph.Peers.FirstOrDefault(peer => peer.Mid == mid)
        : null;
}

/// <summary>One way by which the score came about.</summary>
/// <param name="Amount">Smallest units of the score that it carries; may end in .5.</param>
/// <param name="Share">Of the score, from 0 to 1.</param>
/// <param name="Peers">From the peer to this node; each sold data to the next.</param>
internal sealed record TrustPathView(decimal Amount, double Share, IReadOnlyList<PartyView> Peers);

/// <param name="Score">Smallest units; may end in .5. 0 for a newcomer and for who took more than it gave.</param>
/// <param name="NetContribution">What reached this node from the peer, less half of what went out of this node towards it.</param>
/// <param name="Paths">Where the score comes from, largest first, at most ten.</param>
/// <param name="Peers">How many peers were looked at.</param>
/// <param name="Edges">How many pairs of a seller and a buyer among them.</param>
/// <param name="Receipts">How many receipts those are made of.</param>
internal sealed record TrustView(
    PartyView Peer,
    string Currency,
    decimal Score,
    decimal NetContribution,
    IReadOnlyList<TrustPathView> Paths,
    int Peers,
    int Edges,
    int Receipts)
{
    public static TrustView Of(PublicKey peer, Currency currency, TrustNeighbourhood around, NetFlow<PublicKey> netFlow, int mostPaths)
    {
        var score = netFlow.ScoreOf(peer);
        return new TrustView(
            PartyView.Of(peer),
            currency.Name,
            Units(score),
            Units(netFlow.NetContributionOf(peer)),
            [.. netFlow.Explain(peer, mostPaths).Select(path => new TrustPathView(
                Units(path.Amount), (double)path.Amount / score, [.. path.Peers.Select(PartyView.Of)]))],
            around.Graph.Peers.Count,
            around.Graph.Edges.Count,
            around.Receipts);

        decimal Units(long alphaths) => (decimal)alphaths / netFlow.Alpha;
    }
}
