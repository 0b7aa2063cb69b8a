using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Laboratory.Attackers;
using EnerDatX.Peer;
using EnerDatX.Peer.Market;

namespace EnerDatX.Laboratory.Runs;

/// <summary>Writes down what happens: the time series while it runs, and everything else at the end from what the ledgers hold.</summary>
internal sealed class Chronicle
{
    private readonly Experiment _run;
    private readonly Traffic _traffic;
    private readonly GroundTruth _truth;
    private readonly Detections _detections;
    private readonly List<SampleRow> _samples = [];
    private readonly Dictionary<BlockHash, (long AtMs, TradeEnding Ending)> _ended = [];
    private long _datagramsBefore;
    private long _bytesBefore;
    private bool _hasBegun;

    public Chronicle(Experiment run, Traffic traffic, GroundTruth truth, Detections detections)
    {
        (_run, _traffic, _truth, _detections) = (run, traffic, truth, detections);
        NextMs = run.BeginMs;
    }

    /// <summary>When the next sample is due.</summary>
    public long NextMs { get; private set; }

    private long NowMs => _run.World.NowMs - _run.BeginMs;

    private IReadOnlyList<Participant> All => _run.Participants.All;

    public void Hear(MarketEvent.TradeEnded ended, long atMs)
    {
        if (ended.Peer.Equals(ended.Trade.Buyer))
        {
            _ended[ended.Trade.Id] = (atMs - _run.BeginMs, ended.Ending);
        }
    }

    /// <summary>The warm-up is over: the first row.</summary>
    public void Begin()
    {
        _hasBegun = true;
        Sample();
    }

    /// <summary>A row of the time series, if it is time.</summary>
    public void Sample()
    {
        if (!_hasBegun || _run.World.NowMs < NextMs)
        {
            return;
        }

        NextMs = _run.World.NowMs + (long)_run.Scenario.Outputs.SampleEvery.TotalMilliseconds;
        var (datagrams, bytes) = (_traffic.Datagrams, _traffic.Bytes);
        var hasMarket = _run.Scenario.Market.OfferEvery > TimeSpan.Zero;
        _samples.Add(new SampleRow(
            NowMs,
            All.Count(p => p.Peer.IsUp),
            All.Sum(p => (long)(p.Peer.Ledger.Latest(p.Self)?.Sequence ?? 0)),
            datagrams - _datagramsBefore,
            bytes - _bytesBefore,
            All.Sum(p => p.Peer.Ledger.Count),
            _truth.Attacks.Count(a => a.Kind != ProofKind.None),
            Rows().Count(row => row.FirstDetectedMs is not null),
            _detections.FalseAccusations.Count,
            hasMarket ? OpenOrders() : 0,
            _ended.Values.Count(e => e.Ending == TradeEnding.Done),
            hasMarket ? All.Sum(p => (long)(p.Home?.NetWattsAt(_run.World.NowMs / 1_000) ?? 0)) : 0));
        (_datagramsBefore, _bytesBefore) = (datagrams, bytes);
    }

    /// <summary>The run is over.</summary>
    public RunResult Close()
    {
        var frauds = Rows();
        var trades = Trades();
        var tables = new RunTables(
            frauds,
            trades,
            _run.Scenario.Outputs.Blocks ? Blocks() : [],
            _traffic.Links(),
            _samples);
        var falsely = _detections.FalseAccusations.Select(f => f.Accused).Distinct().Count();
        var findings = Summary.Of(_run.Scenario, tables, _traffic, All.Count, falsely, NowMs)
            .Append(new Finding("half-blocks.agreed", "countersignatures among those signed", All.Sum(Agreements), ""))
            .Concat(Meetings())
            .Concat(Reach())
            .Concat(Lost())
            .ToList();
        return new RunResult(tables, findings, falsely, All.Count(p => p.Plan is not null && !p.IsHonest));
    }

    private static int Agreements(Participant who) =>
        who.Peer.Ledger.Range(who.Self, HalfBlock.GenesisSequence, uint.MaxValue, int.MaxValue).Count(block => block.IsAgreement);

    /// <summary>Where every instant was looked at.</summary>
    private IEnumerable<Finding> Meetings()
    {
        var meetings = _run.Sight.Meetings;
        if (_run.Scenario.Checks.IsExhaustive && meetings.Met > 0)
        {
            yield return new Finding("forks.met", "times that both halves of a fork met at an honest peer", meetings.Met, "");
            yield return new Finding("forks.exposed", "of them exposed in that instant", (double)meetings.Exposed / meetings.Met, "share");
        }
    }

    /// <summary>Where orders were pushed.</summary>
    private IEnumerable<Finding> Reach()
    {
        if (_run.Orders is not { } orders || orders.Reach(_run.World.NowMs, _run.Scenario.Gossip.OrderTtl) is not { } reach)
        {
            yield break;
        }

        yield return new Finding("order.reach", "of the peers that an order could reach, reached by pushes", reach, "share");
        if (orders.FewestEnough(_run.World.NowMs) is { } hops)
        {
            yield return new Finding("order.hops.enough", "fewest hops that reach 99 % of the peers", hops, "hops");
        }
    }

    /// <summary>Where somebody attacks a market.</summary>
    private IEnumerable<Finding> Lost()
    {
        if (_run.Scenario.Market.OfferEvery > TimeSpan.Zero && All.Any(p => p.Plan is not null && !p.IsHonest))
        {
            var losses = Losses.Of(_run.Participants);
            yield return new Finding("fraud.gain", "taken from honest peers in trades", losses.Sum() / 1_000.0, "tokens");
            yield return new Finding("fraud.loss", "largest loss of one honest peer in trades", losses.Max() / 1_000.0, "tokens");
        }
    }

    private List<FraudRow> Rows() => [.. _truth.Attacks.Select(attack => _detections.RowOf(attack, _run.BeginMs, Booked(attack)))];

    /// <summary>What an honest participant took as paid with the forged half-block: its agreement is on its own chain.</summary>
    private long Booked(Attack attack) =>
        attack.Halves is [.., { IsProposal: true } forged]
        && MoneyHalf.TryRead(forged, _run.Participants.Settings.Network, out var money)
        && _run.Participants.Of(forged.LinkPublicKey) is { IsHonest: true } victim
        && victim.Peer.Ledger.LinkedTo(forged).Any(linked => linked.IsAgreement && linked.PublicKey.Equals(victim.Self))
            ? money.Fields.Amount
            : 0;

    private int OpenOrders() => All[0].Peer.IsUp
        ? OrdersOf(TickSide.Ask) + OrdersOf(TickSide.Bid)
        : 0;

    private int OrdersOf(TickSide side) => All[0].Peer.TryAsk<BookRead>(new ReadBook(side), out var book) ? book.Orders.Count : 0;

    private List<TradeRow> Trades()
    {
        var network = _run.Participants.Settings.Network;
        return [.. All.Where(p => p.Role == Role.Buyer)
            .SelectMany(p => TradeHistory.Of(p.Self, p.Peer.Ledger, network).Where(trade => trade.Buyer.Equals(p.Self)))
            .OrderBy(trade => trade.Init.TimestampMs).ThenBy(trade => trade.Id)
            .Select(RowOf)];
    }

    private TradeRow RowOf(Trade trade, int number)
    {
        var isOver = _ended.TryGetValue(trade.Id, out var end);
        var ending = isOver ? end.Ending : trade.Ending;
        return new TradeRow(
            number,
            _run.Participants.Of(trade.Seller)?.Number ?? -1,
            _run.Participants.Of(trade.Buyer)?.Number ?? -1,
            (long)trade.Init.TimestampMs - _run.BeginMs,
            isOver ? end.AtMs : null,
            ending == TradeEnding.None ? string.Empty : ending.ToString().ToLowerInvariant(),
            trade.Terms.Price,
            trade.PaidAmount,
            trade.Terms.Segments,
            trade.Segments.Count(s => s.Receipt is not null));
    }

    private List<BlockRow> Blocks() =>
    [
        .. All.SelectMany(p => p.Peer.Ledger.Range(p.Self, HalfBlock.GenesisSequence, uint.MaxValue, int.MaxValue))
            .Select(block => (Block: block, Row: RowOf(block)))
            .OrderBy(b => b.Row.SignedMs).ThenBy(b => b.Row.Signer).ThenBy(b => b.Row.Sequence)
            .Select(b => b.Row),
    ];

    private BlockRow RowOf(HalfBlock block) => new(
        _run.Participants.Of(block.PublicKey)?.Number ?? -1,
        block.Sequence,
        block.Type,
        _run.Participants.Of(block.LinkPublicKey)?.Number ?? -1,
        block.LinkSequence,
        (long)block.TimestampMs - _run.BeginMs,
        block.Packed.Length,
        block.Hash.ToString()[..16]);
}
