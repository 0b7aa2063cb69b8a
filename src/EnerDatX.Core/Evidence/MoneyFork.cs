using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Evidence;

/// <summary>
/// Two different money halves of one signer, currency and network that name the same one before them (or both none): whoever sees only one of
/// them takes the same balance for unspent. Half-blocks: the two, in order of hash.
/// </summary>
public sealed record MoneyFork : Proof
{
    public MoneyFork(HalfBlock one, HalfBlock other)
        : this(ByHash(one, other))
    {
    }

    private MoneyFork((HalfBlock First, HalfBlock Second) halves)
        : base([halves.First, halves.Second])
    {
    }

    public override ProofKind Kind => ProofKind.MoneyFork;

    public override PublicKey Culprit => Halves[0].PublicKey;

    private protected override bool IsContradiction() =>
        Halves[0].Hash != Halves[1].Hash
        && SignedMoney.Of(Halves[0]) is { } first
        && SignedMoney.Of(Halves[1]) is { } second
        && first.IsInPurseOf(second)
        && first.Fields.Previous == second.Fields.Previous;
}
