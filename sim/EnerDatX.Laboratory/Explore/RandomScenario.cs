using EnerDatX.Laboratory.Attackers;
using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Explore;

/// <summary>
/// A small world in which anything may happen: a handful of peers, a bad network, accidents and attackers, all drawn from one number. Every invariant is
/// looked at after every instant, and at the end all must agree.
/// </summary>
public static class RandomScenario
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>All but the accidents, which are faults here.</summary>
    private static readonly IReadOnlyList<string> Attacks = [.. Behaviours.Names.Where(name => !Behaviours.All[name].IsHonest)];

    public static Scenario Of(ulong seed)
    {
        var random = new RandomStream(seed, "explore");
        var population = new Population(random.Next(3, 8), random.Next(2, 5), random.Next(0, 3), 300, null);
        var duration = random.Next(20, 40) * Second;
        var network = Network(random, population, duration);
        var attackers = Attackers(random, duration);

        // Whoever goes on from an old copy of its state folder can know what was signed since only from those who saw it: there it is tried where they
        // can answer, and without a second address of the same key. What a disk loses at home is known from the copy of the head beside it, in any weather.
        var everybodyAnswers = attackers.Count == 0 && network is { LossPermille: 0, Churn: null, Partitions.Count: 0 };
        return new Scenario(
            $"explore-{seed}",
            "A small world in which anything may happen.",
            duration,
            10 * Second,
            seed,
            1,
            random.Happens(100) ? Signatures.Real : Signatures.Keyed,
            population,
            network,
            new MarketLife(100_000, random.Next(10, 40) * Second, random.Next(5, 20) * Second, 1_000, 9_000, 200, random.Next(1, 4)),
            random.Happens(500) ? new LedgerLife(random.Next(2, 10) * Second, 20, random.Next(5, 20) * Second, 2) : new LedgerLife(TimeSpan.Zero, 0, TimeSpan.Zero, 0),
            new GossipRules(random.Next(1, 6), true, random.Next(1, 4) * Second, 1, true, 10, 8, TimeSpan.FromMinutes(2), 4_096, 3, 1, random.Next(0, 17)),
            new TrustRules(0, 10_000, 100_000, 1_000_000),
            attackers,
            Faults(random, duration, everybodyAnswers),
            new CheckPlan(true, 5 * Second, 0, 75 * Second),
            new OutputPlan(10 * Second, false, false, false));
    }

    private static NetworkConditions Network(RandomStream random, Population population, TimeSpan duration) => new(
        random.Next(3) switch
        {
            0 => new LatencyPlan(LatencyKind.Constant, Ms(random.Next(1, 100)), TimeSpan.Zero, 0, null),
            1 => new LatencyPlan(LatencyKind.Uniform, Ms(5), Ms(random.Next(10, 300)), 0, null),
            _ => new LatencyPlan(LatencyKind.LogNormal, Ms(random.Next(10, 80)), TimeSpan.Zero, random.Next(100, 800), null),
        },
        random.Happens(500) ? random.Next(0, 200) : 0,
        random.Happens(300) ? random.Next(0, 100) : 0,
        random.Happens(250) ? new ChurnPlan(random.Next(100, 500), random.Next(10, 40) * Second, random.Next(1, 10) * Second) : null,
        random.Happens(250)
            ? [new PartitionPlan(random.Next(1, 20) * Second, random.Next(2, (int)duration.TotalSeconds / 2) * Second, random.Next(100, 500), random.Happens(300))]
            : [],
        new TopologyPlan(random.Happens(700) ? TopologyKind.Walk : TopologyKind.Given, population.Peers),
        0);

    private static List<AttackPlan> Attackers(RandomStream random, TimeSpan duration)
    {
        var plans = new List<AttackPlan>();
        while (plans.Count < 3 && random.Happens(500))
        {
            var name = Attacks[random.Next(Attacks.Count)];
            plans.Add(new AttackPlan(name, random.Next(80, 200), TimeSpan.Zero, duration, 0, random.Next(1, 3), string.Empty, random.Next(1, 20)));
        }

        return plans;
    }

    private static List<FaultPlan> Faults(RandomStream random, TimeSpan duration, bool withOldCopies)
    {
        var plans = new List<FaultPlan>();
        while (plans.Count < 3 && random.Happens(500))
        {
            var kind = (FaultKind)random.Next(withOldCopies ? 3 : 2);
            plans.Add(new FaultPlan(kind, TimeSpan.Zero, duration, random.Next(100, 400), random.Next(1, 10) * Second, random.Next(1, 20) * Second));
        }

        return plans;
    }

    private static TimeSpan Ms(int ms) => TimeSpan.FromMilliseconds(ms);
}
