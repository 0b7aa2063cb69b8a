using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Laboratory.Attackers;
using EnerDatX.Laboratory.Runs;
using EnerDatX.Laboratory.Scenarios;

namespace EnerDatX.Laboratory.Tests.Attackers;

/// <summary>A small world after an attack: what everybody holds now, and what nobody may ever do.</summary>
internal sealed class Attacked : IDisposable
{
    private static string Common(int degree) => $$"""
        about = "A test."
        signatures = keyed
        warm-up = 30s
        network { latency { kind = constant, from = 20ms }, loss = 0, duplication = 0, topology { degree = {{degree}} } }
        checks { every = 10s, sample = 100, heal-for = 0s }
        """;

    private readonly Experiment _run;

    private Attacked(string text, ulong seed)
    {
        Assert.True(ScenarioText.TryRead(text, "test.conf", Behaviours.Names, out var scenario, out var faults), string.Join('\n', faults));
        _run = new Experiment(scenario!, seed, RunFiles.None);
        Result = _run.Run();
        Assert.True(_run.Violations.Count == 0, string.Join("\n", _run.Violations));
        Assert.Equal(0, Result.FalseAccusations);
    }

    public RunResult Result { get; }

    /// <summary>What the attackers say that they did.</summary>
    public IReadOnlyList<Attack> Truth => _run.Sight.Truth.Attacks;

    public IReadOnlyList<Participant> All => _run.Participants.All;

    public IReadOnlyList<Participant> Honest => [.. All.Where(p => p.IsHonest)];

    public IReadOnlyList<Participant> Attackers => [.. All.Where(p => p.Plan is not null)];

    /// <summary>End of the warm-up.</summary>
    public ulong BeginMs => (ulong)_run.BeginMs;

    public string Network => _run.Participants.Settings.Network;

    /// <summary>Ten peers propose half-blocks without meaning to each other, for a minute and a half.</summary>
    /// <param name="attack">Keys of one row of attackers.</param>
    public static Attacked Ledger(string attack, ulong seed = 1, string proposeEvery = "2s") => new($$"""
        {{Common(9)}}
        duration = 90s
        population { owners = 10, buyers = 0, matchmakers = 0 }
        market { offer-every = 0s, buy-every = 0s }
        ledger { propose-every = {{proposeEvery}}, pull-every = 1s }
        attackers = [ { {{attack}} } ]
        """, seed);

    /// <summary>Six owners sell to five buyers, for two minutes.</summary>
    public static Attacked Market(string attack, ulong seed = 1, string more = "") => new($$"""
        {{Common(11)}}
        duration = 2m
        population { owners = 6, buyers = 5, matchmakers = 1 }
        market { offer-every = 15s, buy-every = 10s, price-from = 1, price-to = 5, segments = 4 }
        {{more}}
        attackers = [ { {{attack}} } ]
        """, seed);

    /// <summary>Whoever attacked in a way that can be proved is exposed to everybody honest, by a sound proof, and nobody else is.</summary>
    public void AssertEverybodyKnows(params ProofKind[] kinds)
    {
        var guilty = Result.Tables.Frauds.Where(fraud => fraud.Kind.Length > 0).Select(fraud => fraud.Attacker).Distinct().ToList();
        Assert.NotEmpty(guilty);
        foreach (var participant in Honest)
        {
            foreach (var number in guilty)
            {
                var proof = participant.Peer.Ledger.ProofAgainst(All[number].Self);
                Assert.True(proof is not null, $"{participant.Number} knows nothing of {number}");
                Assert.True(_run.Sight.Verifies(proof));
                Assert.Contains(proof.Kind, kinds);
            }

            Assert.Equal(guilty.Count, participant.Peer.Ledger.Proofs(100, 0).Count);
        }
    }

    /// <summary>It was done, and cannot be proved: nobody is exposed.</summary>
    public void AssertNobodyIsExposed()
    {
        Assert.NotEmpty(Result.Tables.Frauds);
        Assert.All(Result.Tables.Frauds, fraud => Assert.Empty(fraud.Kind));
        Assert.All(Honest, participant => Assert.Empty(participant.Peer.Ledger.Proofs(1, 0)));
    }

    public IReadOnlyList<Trade> TradesOf(Participant who) => TradeHistory.Of(who.Self, who.Peer.Ledger, Network);

    /// <summary>Trades of a buyer and a seller that were begun when attacks were, as the buyer sees them.</summary>
    public IReadOnlyList<Trade> Trades(Func<Participant, bool> buyer, Func<Participant, bool> seller) =>
        [.. All.Where(buyer).SelectMany(b => TradesOf(b).Where(t => t.Init.TimestampMs > BeginMs + 1_000 && t.Buyer.Equals(b.Self) && seller(All.First(p => p.Self.Equals(t.Seller)))))];

    /// <summary>What a participant finds of every dispute that it holds whole; by the signatures of this world.</summary>
    public IReadOnlyList<(DisputedDelivery Disputed, Judgement Judgement)> Judged(Participant by)
    {
        var judged = new List<(DisputedDelivery, Judgement)>();
        _run.Sight.World.Do(() => judged.AddRange(All
            .SelectMany(p => by.Peer.Ledger.OfType(p.Self, BlockTypes.Dispute))
            .Select(dispute => DisputedDelivery.Find(dispute, by.Peer.Ledger, Network, out _))
            .OfType<DisputedDelivery>()
            .Select(disputed => (disputed, Judge.Decide(disputed, Exhibits.None)))));
        return judged;
    }

    public static bool IsAttacker(Participant participant) => participant.Plan is not null;

    public static bool IsHonest(Participant participant) => participant.Plan is null;

    public IReadOnlyList<HalfBlock> ChainOf(Participant who) => who.Peer.Ledger.Range(who.Self, 1, uint.MaxValue, int.MaxValue);

    public void Dispose() => _run.Dispose();
}
