using EnerDatX.Core.Evidence;
using EnerDatX.Laboratory.Attackers;
using EnerDatX.Laboratory.Runs;
using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Invariants;

/// <summary>What invariants may look at.</summary>
/// <param name="Acknowledged">Own half-blocks of whose signing somebody was told, by participant; the numbers of those that a fault took away are not in it.</param>
/// <param name="HasFaults">Whether disks of honest peers lose anything.</param>
internal sealed record Sight(
    VirtualWorld World,
    Participants Participants,
    GroundTruth Truth,
    Detections Detections,
    Acknowledged Acknowledged,
    bool HasFaults)
{
    /// <summary>Proofs that were looked at: many participants hold the same, and all are looked at again and again.</summary>
    private readonly Dictionary<Proof, bool> _looked = new(ReferenceEqualityComparer.Instance);

    /// <summary>Of forks; complete where the invariants are looked at after every instant.</summary>
    public ForkMeetings Meetings { get; } = new();

    /// <summary>Whether it is one, by the signatures of this world.</summary>
    public bool Verifies(Proof proof)
    {
        if (!_looked.TryGetValue(proof, out var isSound))
        {
            World.Do(() => isSound = proof.Verify());
            _looked.Add(proof, isSound);
        }

        return isSound;
    }
}

/// <summary>Something that must be true of honest peers whenever nothing is going on within an instant.</summary>
/// <param name="Id">I1 to I8.</param>
/// <param name="Says">What must be true.</param>
internal abstract record Invariant(string Id, string Says)
{
    public static readonly IReadOnlyList<Invariant> All =
    [
        new OneSignaturePerNumber(),
        new AccusedWithProof(),
        new ForksAreExposed(),
        new MoneyIsConserved(),
        new AcknowledgedIsKept(),
        new RecoveryIsEqual(),
        new NobodyFails(),
        new QueuesAreBounded(),
    ];

    /// <summary>Whether it takes too long to be looked at after every instant.</summary>
    public virtual bool IsCostly => false;

    /// <summary>Why it is not true of this honest participant; null if it is.</summary>
    public virtual string? BrokenBy(Participant participant, Sight sight) => null;

    /// <summary>Why it is not true of all together; null if it is.</summary>
    public virtual string? BrokenByAll(Sight sight) => null;
}
