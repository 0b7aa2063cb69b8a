using EnerDatX.Core.Ledger;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Overlay;

namespace EnerDatX.Node.Http;

/// <summary>The node itself and whom it knows.</summary>
internal sealed class Peers(NodeQuestions node)
{
    /// <summary>What AnyDex says of itself; its clients compare it.</summary>
    private const double AnyDexState = 0.1;

    public static string Version { get; } = typeof(Peers).Assembly.GetName().Version!.ToString(3);

    public void Map(Routes routes)
    {
        foreach (var prefix in new[] { "/market", "" })
        {
            routes.Get($"{prefix}/matchmakers", GetMatchmakers, new("Peers that match orders: every one in our market.", typeof(MatchmakersView)));
        }

        routes.Get("/state", GetState, new("AnyDex's state.", typeof(StateView)));
        routes.Get("/api/v1/node", GetNode, new("This node.", typeof(NodeStateView)));
        routes.Get("/api/v1/peers", GetPeers, new("Peers that answered lately.", typeof(IReadOnlyList<PeerView>)));
    }

    private async Task<Answer> GetMatchmakers(HttpContext context)
    {
        var peers = await Known();
        return new Answer.Ok(new MatchmakersView(
            [.. peers.Where(p => p.IsInMarket).Select(p => new MatchmakerView(p.Address.Address.ToString(), p.Address.Port))]));
    }

    private Task<Answer> GetState(HttpContext context) => Task.FromResult<Answer>(new Answer.Ok(new StateView(AnyDexState)));

    private async Task<Answer> GetNode(HttpContext context)
    {
        var peers = await Known();
        var view = node.View;
        var signing = await node.Peer<SigningStatus>(ReadSigning.Now);
        return new Answer.Ok(new NodeStateView(
            view.Self.ToHex(),
            view.Self.Mid.ToString(),
            Version,
            view.Network,
            view.Udp.ToString(),
            view.Gateway,
            peers.Count,
            view.Ledger.Count,
            NameOf(signing.State),
            signing.Reason,
            signing.Advice));
    }

    private static string NameOf(SigningState state) => state switch
    {
        SigningState.Ready => "ready",
        SigningState.Recovering => "recovering",
        SigningState.Forked => "forked",
        _ => "asking",
    };

    private async Task<Answer> GetPeers(HttpContext context)
    {
        var peers = await Known();
        return new Answer.Ok(peers.Select(p => new PeerView(p.Key.ToHex(), p.Key.Mid.ToString(), p.Address.ToString(), p.IsInMarket)).ToList());
    }

    private async Task<IReadOnlyList<KnownPeer>> Known() => (await node.Peer<PeersRead>(ReadPeers.Now)).Peers;
}

internal sealed record MatchmakersView(IReadOnlyList<MatchmakerView> Matchmakers);

internal sealed record MatchmakerView(string Ip, int Port);

internal sealed record StateView(double Version);

/// <param name="Udp">Where the overlay listens, <c>address:port</c>.</param>
/// <param name="Gateway">Where buyers fetch ciphertext, <c>host:port</c>; empty for none.</param>
/// <param name="Peers">How many peers answered lately.</param>
/// <param name="Blocks">How many half-blocks are held.</param>
/// <param name="Signing">Whether the node signs: <c>ready</c>, <c>asking</c>, <c>recovering</c> or <c>forked</c>.</param>
/// <param name="SigningReason">Why it does not; empty when it does.</param>
/// <param name="SigningAdvice">What to do about it.</param>
internal sealed record NodeStateView(
    string PublicKey,
    string TraderId,
    string Version,
    string Network,
    string Udp,
    string Gateway,
    int Peers,
    long Blocks,
    string Signing,
    string SigningReason,
    string SigningAdvice);

internal sealed record PeerView(string PublicKey, string TraderId, string Address, bool InMarket);
