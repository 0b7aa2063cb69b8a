using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Laboratory.Attackers;
using EnerDatX.Peer;

namespace EnerDatX.Laboratory.Runs;

/// <summary>Who holds a proof against whom, and since when.</summary>
internal sealed class Detections(Participants participants)
{
    /// <summary>By the key that cheated: an attacker may have others beside its own.</summary>
    private readonly Dictionary<PublicKey, Known> _known = [];

    /// <summary>Proofs against honest participants, and proofs that are none: each is a defect of the program.</summary>
    public List<(int Accuser, int Accused, long AtMs, ProofKind Kind, bool IsSound)> FalseAccusations { get; } = [];

    /// <summary>Keys against which somebody honest holds a proof.</summary>
    public int Exposed => _known.Count;

    public void Hear(MarketEvent.FraudProved proved, long atMs)
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
            FalseAccusations.Add((by.Number, culprit?.Number ?? -1, atMs, proved.Proof.Kind, isSound));
            return;
        }

        if (by.Number != 0)
        {
            Remember(proved.Proof.Culprit, by.Number, atMs);
        }
    }

    /// <summary>Whether somebody honest holds a proof against whoever did this.</summary>
    public bool IsExposed(Attack attack) => _known.ContainsKey(CulpritOf(attack));

    /// <summary>Whether all honest participants hold a proof against whoever did each of these.</summary>
    public bool AllKnow(IEnumerable<Attack> attacks) =>
        attacks.Select(CulpritOf).All(culprit => _known.TryGetValue(culprit, out var known) && known.Peers.Count >= participants.Honest);

    /// <summary>The row of an attack. Whoever is exposed is so for all that it did before.</summary>
    /// <param name="beginMs">End of the warm-up.</param>
    public FraudRow RowOf(Attack attack, long beginMs, long booked)
    {
        var known = _known.GetValueOrDefault(CulpritOf(attack));
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

    /// <summary>What can be proved is proved against the key that signed it, which the attacker may have made for that alone.</summary>
    private PublicKey CulpritOf(Attack attack) =>
        attack.Kind == ProofKind.None ? participants.All[attack.Attacker].Self : attack.Halves[^1].PublicKey;

    private void Remember(PublicKey culprit, int peer, long atMs)
    {
        if (!_known.TryGetValue(culprit, out var known))
        {
            _known.Add(culprit, known = new Known());
        }

        if (known.Peers.Add(peer))
        {
            known.Times.Add(atMs);
        }
    }

    private sealed class Known
    {
        public HashSet<int> Peers { get; } = [];

        /// <summary>When one more peer knew, in order.</summary>
        public List<long> Times { get; } = [];
    }
}
