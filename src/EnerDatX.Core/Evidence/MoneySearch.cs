using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Evidence;

/// <summary>The proofs about money that a new money half completes with those of its signer that are held. See <see cref="ProofSearch"/>.</summary>
internal static class MoneySearch
{
    /// <summary>Whether it can be a money half at all; most half-blocks are none.</summary>
    public static bool Covers(HalfBlock block) => BlockTypes.IsMoney(block.Type);

    /// <summary>Candidates: not all of them verify.</summary>
    public static IEnumerable<Proof> Find(HalfBlock block, ILedgerReader ledger)
    {
        if (SignedMoney.Of(block) is not { } money)
        {
            yield break;
        }

        var previous = money.Fields.Previous is { } hash ? ledger.Find(hash) : null;
        if (previous is not null || money.Fields.Previous is null)
        {
            yield return new WrongBalance(previous, block);
        }

        var credits = money.Fields.Draws.Select(draw => ledger.Find(draw.Credit)).OfType<HalfBlock>().Append(block).Distinct().ToList();
        var others = Purse(money, credits.Append(previous).OfType<HalfBlock>(), ledger);
        foreach (var other in others)
        {
            if (other.Fields.Previous == money.Fields.Previous)
            {
                yield return new MoneyFork(block, other.Block);
            }
            else if (other.Fields.Previous == block.Hash)
            {
                yield return new WrongBalance(block, other.Block);
            }
        }

        foreach (var credit in credits.Select(SignedMoney.Of).OfType<SignedMoney>())
        {
            if (Overspent(credit, [money, .. others]) is { } overspent)
            {
                yield return overspent;
            }
        }
    }

    /// <summary>
    /// The other money halves of the same purse that are held from the oldest named one on, or near: what names the same predecessor, or draws
    /// on the same credits, stands behind it.
    /// </summary>
    private static List<SignedMoney> Purse(SignedMoney money, IEnumerable<HalfBlock> named, ILedgerReader ledger)
    {
        var block = money.Block;
        var furthest = block.Sequence - Math.Min(block.Sequence, ProofSearch.MaxLookedAt);
        var oldest = named.Where(half => half.PublicKey.Equals(block.PublicKey) && half.Hash != block.Hash).Select(half => half.Sequence)
            .DefaultIfEmpty(furthest).Min();
        var before = ledger.Range(block.PublicKey, Math.Max(oldest, furthest), block.Sequence, ProofSearch.MaxLookedAt);
        return [.. before.Concat(ProofSearch.Behind(block, ProofSearch.MaxLookedAt, ledger))
            .Where(half => half.Hash != block.Hash)
            .Select(SignedMoney.Of)
            .OfType<SignedMoney>()
            .Where(money.IsInPurseOf)];
    }

    /// <summary>The fewest debits that overspend the credit: those that draw most from it.</summary>
    private static CreditOverspent? Overspent(SignedMoney credit, List<SignedMoney> purse)
    {
        var debits = new List<HalfBlock>();
        Int128 drawn = 0;
        var most = purse.Select(half => (half.Block, Drawn: half.DrawnFrom(credit.Block.Hash)))
            .Where(debit => debit.Drawn > 0)
            .OrderByDescending(debit => debit.Drawn).ThenBy(debit => debit.Block.Hash)
            .Take(CreditOverspent.MaxDebits);
        foreach (var debit in most)
        {
            debits.Add(debit.Block);
            drawn += debit.Drawn;
            if (drawn > credit.Fields.Amount)
            {
                return new CreditOverspent(credit.Block, debits);
            }
        }

        return null;
    }
}
