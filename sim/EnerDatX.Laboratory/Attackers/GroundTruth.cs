using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>One attack as the attacker itself logs it.</summary>
/// <param name="Number">In the order of commitment.</param>
/// <param name="Attacker">The participant.</param>
/// <param name="Kind">What a proof of it is; <see cref="ProofKind.None"/> where none is possible.</param>
/// <param name="AtMs">Virtual time of the second of two contradicting signatures, or of the act; since 1970.</param>
/// <param name="Halves">What contradicts, the forged half-block last.</param>
public sealed record Attack(int Number, int Attacker, string Behaviour, ProofKind Kind, long AtMs, IReadOnlyList<HalfBlock> Halves);

/// <summary>What attackers really did: recall and precision are counted against this.</summary>
public sealed class GroundTruth
{
    private readonly List<Attack> _attacks = [];
    private readonly LaneLog<Attack> _log;

    public GroundTruth(VirtualWorld world) => _log = world.Log<Attack>((_, attack) => _attacks.Add(attack with { Number = _attacks.Count }));

    public IReadOnlyList<Attack> Attacks => _attacks;

    public void Add(int attacker, string behaviour, ProofKind kind, long atMs, IReadOnlyList<HalfBlock> halves) =>
        _log.Add(new Attack(0, attacker, behaviour, kind, atMs, halves));
}
