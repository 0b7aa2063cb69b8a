using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Trust;
using EnerDatX.Peer.Chain;

namespace EnerDatX.Peer.Trust;

/// <summary>
/// Who gave data to whom, as far as the ledger knows: one graph per currency, built when it is first asked for and kept from then on as receipts
/// come. Only says what is; what follows from it the order book decides.
/// </summary>
public sealed class TrustActor : ReceiveActor
{
    /// <summary>More reasons nobody reads; they come largest first.</summary>
    private const int MaxPaths = 10;

    /// <summary>
    /// A graph that a limit cut is built anew at most this often: it costs seconds, and strangers can bring new receipts all the time.
    /// </summary>
    private static readonly TimeSpan _rebuildCutAfter = TimeSpan.FromMinutes(1);

    private readonly PeerSurroundings _peer;
    private readonly Dictionary<string, (TrustGraph Graph, DateTimeOffset Built)> _graphs = new(StringComparer.Ordinal);
    private readonly Cheats _cheats;
    private readonly ArrivingReceipts _receipts;

    /// <param name="cheats">Keys against which the ledger had a proof at the start.</param>
    public TrustActor(PeerSurroundings peer, IReadOnlyList<PublicKey> cheats)
    {
        _peer = peer;
        _receipts = new ArrivingReceipts(peer.Ledger, peer.Settings.Network);
        _cheats = new Cheats(cheats);
        Receive<BlockStored>(stored => OnStored(stored.Block));
        Receive<CheatProved>(OnCheat);
        Receive<ReadStandings>(read => Sender.Tell(new StandingsRead(
            [.. read.Peers.Select(peer => StandingOf(peer.Peer, peer.Currency))], read)));
        Receive<JudgeStakes>(judge => Sender.Tell(new StakesJudged([.. judge.Stakes.Select(RefusalOf)])));
        Receive<ReadTrust>(OnRead);
    }

    /// <summary>Without a graph nothing need be done: it will find all in the ledger.</summary>
    private void OnStored(HalfBlock block)
    {
        if (_graphs.Count == 0)
        {
            return;
        }

        foreach (var receipt in _receipts.Take(block))
        {
            if (_graphs.TryGetValue(receipt.Currency, out var kept))
            {
                kept.Graph.Add(receipt);
            }
        }
    }

    /// <summary>What the cheat gave or took counts no more: the graphs that it is in are built anew when they are next asked for.</summary>
    private void OnCheat(CheatProved proved)
    {
        var cheat = proved.Proof.Culprit;
        _cheats.Add(cheat);
        foreach (var (currency, _) in _graphs.Where(entry => entry.Value.Graph.Has(cheat)).ToList())
        {
            _graphs.Remove(currency);
        }
    }

    private TrustGraph GraphOf(string currency)
    {
        var now = Context.System.Scheduler.Now;
        if (!_graphs.TryGetValue(currency, out var kept) || (kept.Graph.IsCut && now - kept.Built >= _rebuildCutAfter))
        {
            var graph = new TrustGraph(
                _peer.Self, _peer.Ledger, _peer.Settings.Network, currency, TrustLimits.Default, _cheats.Contains);
            _graphs[currency] = kept = (graph, now);
        }

        return kept.Graph;
    }

    /// <summary>Nobody's graph has a cheat in it, so that its standing is a newcomer's.</summary>
    private Standing StandingOf(PublicKey peer, string currency) => IsCurrency(currency) ? GraphOf(currency).StandingOf(peer) : default;

    /// <summary>Strangers name currencies at will; graphs are kept only of those that this node knows.</summary>
    private bool IsCurrency(string name) => _peer.Currencies.TryGet(name, out _);

    private TrustRefusal? RefusalOf(Stake stake)
    {
        var standing = _peer.Settings.Trust.DependsOnStanding(stake, default) ? StandingOf(stake.Counterparty, stake.Currency) : default;
        _peer.Settings.Trust.Allows(stake, default, standing, out var refusal);
        return refusal;
    }

    private void OnRead(ReadTrust read)
    {
        var graph = GraphOf(read.Currency);
        if ((read.Key ?? graph.Peers.FirstOrDefault(peer => peer.Mid == read.Mid)) is { } peer)
        {
            Context.Parent.Forward(new TrustFound(ReportOn(peer, read.Currency, graph)));
        }
        else
        {
            Sender.Tell(TrustUnknown.Peer);
        }
    }

    private TrustReport ReportOn(PublicKey peer, string currency, TrustGraph graph) => new(
        peer,
        currency,
        graph.StandingOf(peer),
        graph.CapacityOf(peer),
        graph.NetContributionOf(peer),
        graph.Alpha,
        graph.Explain(peer, MaxPaths),
        graph.BarterCastOf(peer),
        TemporalPageRankOf(peer, currency, graph),
        _cheats.Contains(peer),
        _peer.Ledger.ProofAgainst(peer)?.Kind,
        graph.Peers.Count,
        graph.Edges,
        graph.Receipts);

    /// <summary>Found anew for each question: one more trade moves every peer's share a little, so that nothing found before remains true.</summary>
    private double TemporalPageRankOf(PublicKey peer, string currency, TrustGraph graph)
    {
        var trades = CompletedTrades.Among(graph.Peers, _peer.Ledger, _peer.Settings.Network, currency, TrustLimits.Default);
        return TemporalPageRank.Scores(_peer.Self, trades, TemporalPageRank.FineTolerance).FirstOrDefault(score => score.Peer.Equals(peer)).Score;
    }
}
