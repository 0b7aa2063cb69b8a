using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Evidence;

/// <summary>Two different half-blocks of one key with one sequence number. Half-blocks: the two, in order of hash.</summary>
public sealed record DoubleSpend : Proof
{
    public DoubleSpend(HalfBlock one, HalfBlock other)
        : this(ByHash(one, other))
    {
    }

    private DoubleSpend((HalfBlock First, HalfBlock Second) halves)
        : base([halves.First, halves.Second])
    {
    }

    public override ProofKind Kind => ProofKind.DoubleSpend;

    public override PublicKey Culprit => Halves[0].PublicKey;

    private protected override bool IsContradiction() =>
        Halves[0].Hash != Halves[1].Hash
        && Halves[0].Sequence == Halves[1].Sequence
        && Halves[0].PublicKey.Equals(Halves[1].PublicKey);
}
