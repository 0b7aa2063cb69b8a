using EnerDatX.Core.Ledger;
using EnerDatX.Laboratory.Attackers;
using EnerDatX.Laboratory.Homes.Profiles;
using EnerDatX.Laboratory.Invariants;
using EnerDatX.Laboratory.Runs.Life;
using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Peer;
using EnerDatX.Sim.Network;
using EnerDatX.Sim.Peers;
using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Runs;

/// <summary>How far a run is.</summary>
/// <param name="Share">0 to 1, of virtual time.</param>
public sealed record RunProgress(double Share, long VirtualMs, long Datagrams, int Attacks, int Exposed);

/// <summary>What a scenario names beside itself.</summary>
/// <param name="Profile">What the homes follow; null = the model.</param>
/// <param name="Matrix">One-way milliseconds between places; null where latencies are no matrix.</param>
public sealed record RunFiles(ProfileFile? Profile, IReadOnlyList<IReadOnlyList<int>>? Matrix)
{
    public static readonly RunFiles None = new(null, null);
}

/// <summary>One run of a scenario with one seed: makes the world, lets it live, looks at it, and says what it saw.</summary>
public sealed class Experiment : IDisposable
{
    /// <summary>Saturday, 21 March 2026, midnight UTC: as much day as night.</summary>
    private const long StartMs = 1_774_051_200_000;

    /// <summary>Turns of each participant at one instant: all of them start at once, and tell all whom they know.</summary>
    private const long TurnsOfEach = 2_000;

    private readonly Scenario _scenario;
    private readonly ulong _seed;
    private readonly VirtualNetwork _network;
    private readonly Conditions _conditions;
    private readonly Faults _faults;
    private readonly GroundTruth _truth;
    private readonly Acknowledged _acknowledged;
    private readonly Looks _looks;
    private readonly Traffic _traffic;
    private readonly Detections _detections;
    private readonly Chronicle _chronicle;
    private readonly OrderHops? _orders;

    public Experiment(Scenario scenario, ulong seed, RunFiles files)
    {
        (_scenario, _seed) = (scenario, seed);
        World = VirtualWorld.Create(seed, StartMs, lanes: scenario.Lanes);
        World.SignsWithHash = scenario.Signatures == Signatures.Keyed;
        World.ToleratesFailures = true;
        _truth = new GroundTruth(World);
        _network = new VirtualNetwork(World) { LaneOf = address => Participants.NumberAt(address) % scenario.Lanes };
        Participants = Participants.Make(scenario, seed, World, _network, files.Profile);
        _acknowledged = new Acknowledged(Participants.All.Count);
        World.TurnsPerInstantLimit = Math.Max(World.TurnsPerInstantLimit, Participants.All.Count * TurnsOfEach);
        _conditions = new Conditions(scenario.Network, files.Matrix, World, _network, Participants.All);
        _traffic = new Traffic(scenario.Outputs.Links, Trace, World);
        _network.Observer = _traffic.See;
        _detections = new Detections(Participants);
        _orders = scenario.Market.OfferEvery > TimeSpan.Zero ? new OrderHops(Participants.All.Count, scenario.Gossip.OrderTtl) : null;
        _chronicle = new Chronicle(this, _traffic, _truth, _detections);
        _faults = new Faults(World, Participants.All) { Copy = CopyOf, Losing = (who, from) => _acknowledged.Lose(who.Number, from) };
        Sight = new Sight(World, Participants, _truth, _detections, _acknowledged, scenario.Faults.Count > 0);
        _looks = new Looks(scenario.Checks, Sight);
        new Ear(World.System, World.Log<MarketEvent>(Hear).Add).Listen();
    }

    public VirtualWorld World { get; }

    public Participants Participants { get; }

    public Trace Trace { get; } = new();

    internal Sight Sight { get; }

    /// <summary>How far orders got; null where nobody offers.</summary>
    internal OrderHops? Orders => _orders;

    public Scenario Scenario => _scenario;

    /// <summary>End of the warm-up, in milliseconds since 1970: from here on times are counted.</summary>
    public long BeginMs => StartMs + (long)_scenario.WarmUp.TotalMilliseconds;

    /// <summary>Broken invariants, one line each.</summary>
    public IReadOnlyList<string> Violations => _looks.Violations;

    /// <summary>Datagrams that were handed to whom they were for, so far, those of the warm-up among them.</summary>
    public long Delivered => _network.Delivered;

    /// <summary>Runs it to its end, or until the first violation.</summary>
    public RunResult Run(Action<RunProgress>? progress = null, CancellationToken stop = default)
    {
        StartAll();
        RunUntil(BeginMs, null, stop);
        _traffic.Begin();
        _network.Observer += _orders is null ? null : _orders.See;
        _chronicle.Begin();
        _conditions.Begin(BeginMs);
        foreach (var fault in _scenario.Faults)
        {
            _faults.Plan(fault, BeginMs);
        }

        var end = BeginMs + (long)_scenario.Duration.TotalMilliseconds;
        RunUntil(end, progress, stop);
        Heal(stop);
        return _chronicle.Close();
    }

    public void Dispose() => World.Abandon();

    private void StartAll()
    {
        if (_scenario.Network.Topology.Kind == TopologyKind.Given)
        {
            Participants.Acquaint(_scenario.Network.Topology.Degree, World.Random("topology"));
        }

        foreach (var group in Participants.All.Where(p => p.Plan is not null).GroupBy(p => p.Plan!.Group.Length > 0 ? p.Plan.Group : $"plan {PlanNumber(p.Plan)}"))
        {
            var accomplices = group.ToList();
            accomplices.ForEach(attacker => StartAttacker(attacker, accomplices));
        }

        foreach (var participant in Participants.All)
        {
            participant.Peer.Start();
            StartLife(participant);
            MemoryWatch.Look(World, failuresBefore: 0);
        }
    }

    private int PlanNumber(AttackPlan plan) => _scenario.Attackers.TakeWhile(other => !ReferenceEquals(other, plan)).Count();

    private void StartAttacker(Participant attacker, IReadOnlyList<Participant> accomplices)
    {
        var plan = attacker.Plan!;
        var surroundings = new AttackSurroundings(
            World,
            _network,
            attacker,
            Participants.All,
            accomplices,
            plan,
            BeginMs + (long)plan.Start.TotalMilliseconds,
            BeginMs + (long)Earlier(plan.Stop, _scenario.Duration).TotalMilliseconds,
            World.Random($"attacker {attacker.Number}"),
            _truth)
        {
            Losing = from => _acknowledged.Lose(attacker.Number, from),
        };
        attacker.Peer.Between = attacker.Peer.Accompany(Behaviours.All[plan.Behaviour].Props(surroundings), $"attacker-{attacker.Number}");
    }

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private void StartLife(Participant who)
    {
        var (market, ledger) = (_scenario.Market, _scenario.Ledger);
        void Acknowledge(HalfBlock block) => _acknowledged.Add(who.Number, block);
        if (who.Role == Role.Owner && market.OfferEvery > TimeSpan.Zero)
        {
            who.Peer.Accompany(ActorProducer.Props(() => new OwnerLife(who, market, World.Random($"owner {who.Number}"), Acknowledge)));
        }

        if (who.Role == Role.Buyer && market.BuyEvery > TimeSpan.Zero)
        {
            who.Peer.Accompany(ActorProducer.Props(() => new BuyerLife(who, market, World.Random($"buyer {who.Number}"), Acknowledge)));
        }

        if (who.Role != Role.Issuer && (ledger.ProposeEvery > TimeSpan.Zero || ledger.PullEvery > TimeSpan.Zero))
        {
            var known = who.Peer.Neighbours.Count > 0 ? who.Peer.Neighbours : [.. Participants.All.Where(p => p != who).Select(p => p.Peer)];
            who.Peer.Accompany(ActorProducer.Props(() => new LedgerUser(
                who, ledger, Participants.Settings.Network, known, World.Random($"ledger user {who.Number}"), Acknowledge)));
        }
    }

    /// <summary>In steps to whatever comes first: a sample, a look at the invariants, the end.</summary>
    private void RunUntil(long endMs, Action<RunProgress>? progress, CancellationToken stop)
    {
        while (World.NowMs < endMs && !stop.IsCancellationRequested && !_looks.IsBroken && !IsAllFound())
        {
            var next = Math.Min(endMs, Math.Min(_chronicle.NextMs, _looks.NextMs));
            if (_scenario.Checks.IsExhaustive)
            {
                while (World.RunInstant(next) && _looks.Glance())
                {
                }

                MemoryWatch.Look(World, failuresBefore: 0);
            }
            else
            {
                RunTo(next);
            }

            _looks.Look();
            _chronicle.Sample();
            progress?.Invoke(new RunProgress(
                (World.NowMs - BeginMs) / _scenario.Duration.TotalMilliseconds, World.NowMs - BeginMs, _traffic.Datagrams, _truth.Attacks.Count, _detections.Exposed));
        }
    }

    private void RunTo(long endMs)
    {
        while (World.NowMs < endMs)
        {
            var failures = World.Failures.Count;
            World.RunFor(TimeSpan.FromMilliseconds(Math.Min(endMs - World.NowMs, MemoryWatch.EveryMs)));
            MemoryWatch.Look(World, failures);
        }
    }

    /// <summary>Whether the scenario wants no more: every attacker has attacked, and all of them are exposed, to somebody or to everybody.</summary>
    private bool IsAllFound()
    {
        var outputs = _scenario.Outputs;
        if (!(outputs.StopsWhenDetected || outputs.StopsWhenFound) || World.NowMs <= BeginMs)
        {
            return false;
        }

        var attackers = Participants.All.Count(p => p.Plan is not null && !p.IsHonest && p.Plan.Behaviour != "silent");
        var attacked = _truth.Attacks;
        return attackers > 0
            && attacked.Select(a => a.Attacker).Distinct().Count() == attackers
            && (outputs.StopsWhenFound ? attacked.All(_detections.IsExposed) : _detections.AllKnow(attacked));
    }

    private void Heal(CancellationToken stop)
    {
        if (_scenario.Checks.HealFor <= TimeSpan.Zero || _looks.IsBroken || stop.IsCancellationRequested)
        {
            return;
        }

        _conditions.Heal();
        _faults.Heal();
        RunTo(World.NowMs + (long)_scenario.Checks.HealFor.TotalMilliseconds);
        _looks.Look();
        _looks.Converged();
        _chronicle.Sample();
    }

    private void Hear(long ticks, MarketEvent happened)
    {
        var atMs = ticks / TimeSpan.TicksPerMillisecond;
        switch (happened)
        {
            case MarketEvent.FraudProved proved:
                _detections.Hear(proved, atMs);
                break;
            case MarketEvent.TradeEnded ended:
                _chronicle.Hear(ended, atMs);
                break;
        }
    }

    /// <summary>A second process from a copy of the state folder, as it is now; on another machine, so that no lock keeps it from starting.</summary>
    private VirtualPeer CopyOf(Participant who)
    {
        var copy = who.Peer.CopyAt(Participants.AddressOf(Participants.All.Count + who.Number));
        copy.PutBack(who.Peer.Ledger.InOrderOfArrival, withMarks: false);
        return copy;
    }
}
