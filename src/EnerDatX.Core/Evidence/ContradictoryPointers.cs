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

    /// <summary>Whether what one says of its chain contradicts what the other says. Nothing else of a proof is looked at.</summary>
    public static bool Contradict(HalfBlock one, HalfBlock other)
    {
        var (earlier, later) = one.Sequence < other.Sequence ? (one, other) : (other, one);
        var own = BackPointers.Of(earlier);
        var i = 0;
        foreach (var pointer in BackPointers.Of(later))
        {
            if ((pointer.Sequence == earlier.Sequence && pointer.HashPrefix != earlier.Hash.Prefix)
                || (pointer.Sequence + 1L == earlier.Sequence && pointer.HashPrefix != earlier.PreviousHash.Prefix))
            {
                return true;
            }

            while (i < own.Count && own[i].Sequence > pointer.Sequence)
            {
                i++;
            }

            if (i < own.Count && own[i].Sequence == pointer.Sequence && own[i].HashPrefix != pointer.HashPrefix)
            {
                return true;
            }
        }

        return false;
    }

    /// <remarks>
    /// A half-block speaks of itself, of the one before it, and of those that it points back to. What the earlier one points to lies before itself
    /// and its predecessor, so that of the later one only its pointers can contradict it.
    /// </remarks>
    private protected override bool IsContradiction() =>
        Halves[0].PublicKey.Equals(Halves[1].PublicKey)
        && Halves[0].Sequence < Halves[1].Sequence
        && Contradict(Halves[0], Halves[1]);
}
