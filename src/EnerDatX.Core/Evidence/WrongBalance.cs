using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Evidence;

/// <summary>
/// A money half whose balance is not that of the one before it and its own change. This is what a balance below zero comes to, since that cannot
/// be written. Half-blocks: the one before, then the wrong one; of a first money half, which begins with nothing, only itself.
/// </summary>
public sealed record WrongBalance : Proof
{
    public WrongBalance(HalfBlock? previous, HalfBlock half)
        : base(previous is null ? [half] : [previous, half])
    {
    }

    public override ProofKind Kind => ProofKind.WrongBalance;

    public override PublicKey Culprit => Halves[^1].PublicKey;

    private protected override bool IsContradiction()
    {
        if (SignedMoney.Of(Halves[^1]) is not { } wrong)
        {
            return false;
        }

        if (Halves.Length == 1)
        {
            return wrong.Fields.Previous is null && wrong.Fields.Balance != wrong.Money.Change;
        }

        return wrong.Fields.Previous == Halves[0].Hash
            && SignedMoney.Of(Halves[0]) is { } previous
            && previous.IsInPurseOf(wrong)
            && previous.Fields.Balance + wrong.Money.Change != wrong.Fields.Balance;
    }
}
