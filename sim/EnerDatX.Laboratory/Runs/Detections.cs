using EnerDatX.Core.Evidence;
using EnerDatX.Laboratory.Attackers;
using EnerDatX.Peer;
using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Runs;

/// <summary>Who holds a proof against whom, and since when.</summary>
internal sealed class Detections(Participants participants, VirtualWorld world)
{
    private readonly Dictionary<int, Known> _known = [];

    /// <summary>Proofs against honest participants, and proofs that are none: each is a defect of the program.</summary>
    public List<(int Accuser, int Accused, long AtMs, ProofKind Kind, bool IsSound)> FalseAccusations { get; } = [];

    /// <summary>Participants of whom somebody honest holds a proof.</summary>
    public int Exposed => _known.Count;

    public void Hear(MarketEvent.FraudProved proved)
    {
        var by = participants.Of(proved.Peer);
        if (by is null || !by.IsHonest)
        {
            return;
        }

        var culprit = participants.Of(proved.Proof.Culprit);
        var isSound = proved.Proof.Verify();
        if (culprit is { IsHonest: true } || !isSound)
        {
            FalseAccusations.Add((by.Number, culprit?.Number ?? -1, world.NowMs, proved.Proof.Kind, isSound));
            return;
        }

        if (culprit is not null && by.Number != 0)
        {
            Remember(culprit.Number, by.Number);
        }
    }

    /// <summary>Whether somebody honest holds a proof against it.</summary>
    public bool IsExposed(int culprit) => _known.ContainsKey(culprit);

    /// <summary>Whether all honest participants hold a proof against each of these.</summary>
    public bool AllKnow(IEnumerable<int> culprits) =>
        culprits.All(culprit => _known.TryGetValue(culprit, out var known) && known.Peers.Count >= participants.Honest);

    /// <summary>The row of an attack. Whoever is exposed is so for all that it did before.</summary>
    /// <param name="beginMs">End of the warm-up.</param>
    public FraudRow RowOf(Attack attack, long beginMs, long booked)
    {
        var known = _known.GetValueOrDefault(attack.Attacker);
        return new FraudRow(
            attack.Number,
            attack.Behaviour,
            attack.Attacker,
            attack.Kind == ProofKind.None ? string.Empty : attack.Kind.ToString(),
            attack.AtMs - beginMs,
            At(0),
            At(500),
            At(900),
            At(990),
            known?.Peers.Count ?? 0,
            booked);

        long? At(int permille)
        {
            var needed = Math.Max(1, ((participants.Honest * permille) + 999) / 1_000);
            return attack.Kind != ProofKind.None && known is not null && known.Times.Count >= needed
                ? Math.Max(attack.AtMs, known.Times[needed - 1]) - beginMs
                : null;
        }
    }

    private void Remember(int culprit, int peer)
    {
        if (!_known.TryGetValue(culprit, out var known))
        {
            _known.Add(culprit, known = new Known());
        }

        if (known.Peers.Add(peer))
        {
            known.Times.Add(world.NowMs);
        }
    }

    private sealed class Known
    {
        public HashSet<int> Peers { get; } = [];

        /// <summary>When one more peer knew, in order.</summary>
        public List<long> Times { get; } = [];
    }
}
