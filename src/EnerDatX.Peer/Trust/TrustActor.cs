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
    private readonly ArrivingDisputes _disputes;

    /// <param name="cheats">Keys against which the ledger had a proof at the start.</param>
    /// <param name="disputes">All that it had.</param>
    public TrustActor(PeerSurroundings peer, IReadOnlyList<PublicKey> cheats, IReadOnlyList<HalfBlock> disputes)
    {
        _peer = peer;
        _disputes = new ArrivingDisputes(peer);
        foreach (var dispute in disputes)
        {
            _disputes.Take(dispute);
        }

        _receipts = new ArrivingReceipts(peer.Ledger, peer.Settings.Network);
        _cheats = new Cheats(cheats);
        Receive<BlockStored>(stored => OnStored(stored.Block));
        Receive<CheatProved>(OnCheat);
        Receive<ReadStandings>(read => Sender.Tell(new StandingsRead(
            [.. read.Peers.Select(peer => StandingOf(peer.Peer, peer.Currency))], read)));
        Receive<JudgeStakes>(judge => Sender.Tell(new StakesJudged([.. judge.Stakes.Select(RefusalOf)])));
        Receive<ReadTrust>(OnRead);
    }

    /// <summary>Without a graph only disputes matter: it will find all receipts in the ledger.</summary>
    private void OnStored(HalfBlock block)
    {
        foreach (var judged in _disputes.Take(block))
        {
            LeaveOut(judged.Judgement.Guilty!);
            Context.Parent.Tell(judged);
        }

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
        _cheats.Add(proved.Proof.Culprit);
        LeaveOut(proved.Proof.Culprit);
    }

    private void LeaveOut(PublicKey peer)
    {
        foreach (var (currency, _) in _graphs.Where(entry => entry.Value.Graph.Has(peer)).ToList())
        {
            _graphs.Remove(currency);
        }
    }

    /// <summary>Proven cheats, and those who were found guilty in a dispute.</summary>
    private bool IsLeftOut(PublicKey peer) => _cheats.Contains(peer) || _disputes.GuiltOf(peer) is not null;

    private TrustGraph GraphOf(string currency)
    {
        var now = Context.System.Scheduler.Now;
        if (!_graphs.TryGetValue(currency, out var kept) || (kept.Graph.IsCut && now - kept.Built >= _rebuildCutAfter))
        {
            var graph = new TrustGraph(
                _peer.Self, _peer.Ledger, _peer.Settings.Network, currency, TrustLimits.Default, IsLeftOut);
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
        _disputes.GuiltOf(peer),
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
