using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Evidence;

/// <summary>
/// A half-block whose previous hash is not the hash of its own signer's half-block with the number before. So there is, or was, another
/// one with that number, or the chain was never one. Half-blocks: the earlier, then the later.
/// </summary>
public sealed record BrokenChain : Proof
{
    public BrokenChain(HalfBlock before, HalfBlock after)
        : base([before, after])
    {
    }

    public override ProofKind Kind => ProofKind.BrokenChain;

    public override PublicKey Culprit => Halves[0].PublicKey;

    private protected override bool IsContradiction() =>
        Halves[0].PublicKey.Equals(Halves[1].PublicKey)
        && Halves[0].Sequence >= HalfBlock.GenesisSequence
        && (long)Halves[0].Sequence + 1 == Halves[1].Sequence
        && Halves[1].PreviousHash != Halves[0].Hash;
}
