using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Tests.Evidence;

/// <summary>Every proof that could be made of some half-blocks, by trying all combinations: the model for the search.</summary>
internal static class AllProofs
{
    public static IEnumerable<Proof> Of(IReadOnlyList<HalfBlock> halves) =>
        Candidates(halves).Where(proof => proof.Verify());

    private static IEnumerable<Proof> Candidates(IReadOnlyList<HalfBlock> halves)
    {
        foreach (var one in halves)
        {
            yield return new WrongBalance(null, one);
            foreach (var other in halves)
            {
                foreach (var proof in OfTwo(one, other))
                {
                    yield return proof;
                }
            }

            foreach (var proof in Countersignatures(one, halves).Concat(Overspent(one, halves)).Concat(Late(one, halves)))
            {
                yield return proof;
            }
        }
    }

    private static IEnumerable<Proof> OfTwo(HalfBlock one, HalfBlock other) =>
    [
        new DoubleSpend(one, other),
        new BrokenChain(one, other),
        new ContradictoryPointers(one, other),
        new MoneyFork(one, other),
        new WrongBalance(one, other),
        new CreditOverspent(one, [other]),
    ];

    private static IEnumerable<Proof> Countersignatures(HalfBlock proposal, IReadOnlyList<HalfBlock> halves)
    {
        var linked = halves.Where(half => half.LinkSequence == proposal.Sequence && half.LinkPublicKey.Equals(proposal.PublicKey)).ToList();
        return linked.SelectMany(first => linked.Select(second => new DoubleCountersign(proposal, first, second)));
    }

    private static IEnumerable<Proof> Late(HalfBlock reclaim, IReadOnlyList<HalfBlock> halves)
    {
        if (MarketHead.NetworkOf(reclaim) is not { } network || !ReclaimTransaction.TryRead(reclaim, network, out var named))
        {
            return [];
        }

        HalfBlock? Find(BlockHash hash) => halves.FirstOrDefault(half => half.Hash == hash);
        return Find(named.Trade) is { } terms && Find(named.Agreement) is { } agreement && Find(named.Payment) is { } payment && Find(named.After) is { } after
            ? halves.Where(late => late.Type == BlockTypes.Payment && late.IsAgreement)
                .Select(late => new LateCountersignature(terms, agreement, payment, after, reclaim, late))
            : [];
    }

    private static IEnumerable<Proof> Overspent(HalfBlock credit, IReadOnlyList<HalfBlock> halves)
    {
        var debits = halves.Where(half => half.PublicKey.Equals(credit.PublicKey)
            && SignedMoney.Of(half) is { } money && money.DrawnFrom(credit.Hash) > 0).ToList();
        yield return new CreditOverspent(credit, debits);
        foreach (var one in debits)
        {
            foreach (var other in debits)
            {
                yield return new CreditOverspent(credit, [one, other]);
            }
        }
    }
}
