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
        && (Contradicts(Halves[0], Halves[1]) || Contradicts(Halves[1], Halves[0]));

    /// <summary>Whether a back-pointer of one half-block contradicts anything that the other says about its chain.</summary>
    private static bool Contradicts(HalfBlock pointing, HalfBlock other) =>
        BackPointers.TryRead(pointing, out var pointers)
        && pointers.Any(pointer => SaidBy(other).Any(said => said.Sequence == pointer.Sequence && said.HashPrefix != pointer.HashPrefix));

    /// <summary>A half-block speaks of itself, of the one before it, and of those that it points back to.</summary>
    private static IEnumerable<BackPointer> SaidBy(HalfBlock half)
    {
        yield return BackPointer.To(half);
        if (half.Sequence > HalfBlock.GenesisSequence)
        {
            yield return new BackPointer(half.Sequence - 1, half.PreviousHash.Prefix);
        }

        BackPointers.TryRead(half, out var pointers);
        foreach (var pointer in pointers)
        {
            yield return pointer;
        }
    }
}
