using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Evidence;

/// <summary>
/// Debits that together draw more from one credit of their signer than came in by it. Half-blocks: the credit, then the debits in order of hash.
/// </summary>
public sealed record CreditOverspent : Proof
{
    /// <summary>Most debits that fit; who spends a credit in smaller parts than that is caught by its balance.</summary>
    public const int MaxDebits = MaxHalves - 1;

    public CreditOverspent(HalfBlock credit, IEnumerable<HalfBlock> debits)
        : base([credit, .. debits.OrderBy(debit => debit.Hash)])
    {
    }

    public override ProofKind Kind => ProofKind.CreditOverspent;

    public override PublicKey Culprit => Halves[0].PublicKey;

    private protected override bool IsContradiction()
    {
        if (SignedMoney.Of(Halves[0]) is not { Money.IsCredit: true } credit || Halves.Distinct().Count() != Halves.Length)
        {
            return false;
        }

        Int128 drawn = 0;
        foreach (var half in Halves.Skip(1))
        {
            if (SignedMoney.Of(half) is not { Money.IsCredit: false } debit || !debit.IsInPurseOf(credit) || debit.DrawnFrom(Halves[0].Hash) == 0)
            {
                return false;
            }

            drawn += debit.DrawnFrom(Halves[0].Hash);
        }

        return drawn > credit.Fields.Amount;
    }
}
