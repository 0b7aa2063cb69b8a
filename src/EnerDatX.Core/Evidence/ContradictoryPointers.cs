using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Evidence;

/// <summary>
/// Two half-blocks of one key that disagree about the hash of a third, or of the earlier one itself, because a back-pointer of theirs says so.
/// Half-blocks: the one with the lower sequence number first.
/// </summary>
public sealed record ContradictoryPointers : Proof
{
    public ContradictoryPointers(HalfBlock one, HalfBlock other)
        : base(one.Sequence <= other.Sequence ? [one, other] : [other, one])
    {
    }

    public override ProofKind Kind => ProofKind.ContradictoryPointers;

    public override PublicKey Culprit => Halves[0].PublicKey;

    private protected override bool IsContradiction() =>
        Halves[0].PublicKey.Equals(Halves[1].PublicKey)
        && Halves[0].Sequence < Halves[1].Sequence
        && new Sayings(Halves[1]).ContradictThoseOf(Halves[0]);
}
