using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Evidence;

/// <summary>
/// What a new half-block proves together with those that are held. Pure. Double spends and double countersignatures are the validator's findings;
/// here is everything else. Against a key that is proven a cheat already nothing is looked for: one proof is enough.
/// </summary>
public static class ProofSearch
{
    /// <summary>
    /// Most half-blocks that are read on either side of the new one: what lies further apart is caught by whoever checks the payment
    /// (<see cref="Market.MoneyCheck"/>), or when the half-blocks between come.
    /// </summary>
    public const int MaxLookedAt = 256;

    /// <summary>Half-blocks on either side whose back-pointers are compared with those of the new one where there is a gap.</summary>
    public const int MaxNeighbours = 16;

    /// <summary>What this half-block completes the proof of, each verified; of the proofs against its own signer the first that is found.</summary>
    /// <param name="verdict">The validator's, of this half-block against this ledger.</param>
    public static IReadOnlyList<Proof> CompletedBy(HalfBlock block, Verdict verdict, ILedgerReader ledger)
    {
        if (!block.SignatureIsValid
            || IsProved(block.PublicKey, verdict.Proofs)
            || ledger.ProofAgainst(block.PublicKey) is not null)
        {
            return verdict.Proofs;
        }

        var further = BrokenChainAt(block, ledger)
            ?? PointersOf(block, ledger)
            ?? (MoneySearch.Covers(block) ? FirstOf(MoneySearch.Find(block, ledger)) : null)
            ?? FirstOf(LateSearch.Find(block, ledger))
            ?? (LicenceSearch.Covers(block) ? FirstOf(LicenceSearch.Find(block, ledger)) : null);
        return further is null ? verdict.Proofs : [.. verdict.Proofs, further];
    }

    /// <summary>
    /// Whether an agreement says that the proposal at a place is another one than the one held there: its signer lies, or the proposer forks.
    /// </summary>
    public static Inconsistency? InconsistencyShownBy(HalfBlock agreement, ILedgerReader ledger) =>
        agreement.IsAgreement
        && ledger.Find(agreement.LinkPublicKey, agreement.LinkSequence) is { } held
        && DoubleCountersign.ProposalNamedBy(agreement) is { } named
        && named != held.Hash
        && ledger.Find(named) is null
            ? new Inconsistency(agreement.LinkPublicKey, agreement.LinkSequence, held.Hash, named)
            : null;

    private static bool IsProved(PublicKey signer, IReadOnlyList<Proof> proofs)
    {
        for (var i = 0; i < proofs.Count; i++)
        {
            if (proofs[i].Culprit.Equals(signer))
            {
                return true;
            }
        }

        return false;
    }

    private static Proof? FirstOf(IEnumerable<Proof> candidates) => candidates.FirstOrDefault(proof => proof.Verify());

    /// <summary>Half-blocks right beside the place of the new one. Whoever has two at one place has forked, which is proof enough.</summary>
    private static BrokenChain? BrokenChainAt(HalfBlock block, ILedgerReader ledger)
    {
        if (block.Sequence > HalfBlock.GenesisSequence
            && ledger.Find(block.PublicKey, block.Sequence - 1) is { } before
            && before.Hash != block.PreviousHash
            && new BrokenChain(before, block) is var brokenBefore
            && brokenBefore.Verify())
        {
            return brokenBefore;
        }

        return block.Sequence < uint.MaxValue
            && ledger.Find(block.PublicKey, block.Sequence + 1) is { } after
            && block.Hash != after.PreviousHash
            && new BrokenChain(block, after) is var brokenAfter
            && brokenAfter.Verify()
                ? brokenAfter
                : null;
    }

    /// <summary>
    /// The half-blocks that the new one points to. Only if one of them is missing can its neighbours know better; and only those that came
    /// before it, but stand behind it, can point to it.
    /// </summary>
    private static ContradictoryPointers? PointersOf(HalfBlock block, ILedgerReader ledger)
    {
        var sayings = new Sayings(block);
        if (FirstAgainst(sayings, block, Behind(block, MaxNeighbours, ledger)) is { } later)
        {
            return later;
        }

        var pointers = BackPointers.Of(block);
        if (pointers.Count == 0)
        {
            return null;
        }

        var before = ledger.Before(block.PublicKey, block.Sequence, MaxNeighbours);
        var hasGap = false;
        var next = 0;
        foreach (var pointer in pointers)
        {
            while (next < before.Count && before[next].Sequence > pointer.Sequence)
            {
                next++;
            }

            var held = next < before.Count ? before[next].Sequence == pointer.Sequence ? before[next] : null
                : before.Count == MaxNeighbours ? ledger.Find(block.PublicKey, pointer.Sequence)
                : null;
            if (held is null)
            {
                hasGap = true;
            }
            else if (held.Hash.Prefix != pointer.HashPrefix && FirstAgainst(sayings, block, [held]) is { } earlier)
            {
                return earlier;
            }
        }

        return hasGap ? FirstAgainst(sayings, block, before) : null;
    }

    private static ContradictoryPointers? FirstAgainst(Sayings sayings, HalfBlock block, IReadOnlyList<HalfBlock> others)
    {
        for (var i = 0; i < others.Count; i++)
        {
            if (sayings.ContradictThoseOf(others[i]) && new ContradictoryPointers(others[i], block) is var proof && proof.Verify())
            {
                return proof;
            }
        }

        return null;
    }

    /// <summary>Half-blocks of the same chain that stand behind this one.</summary>
    internal static IReadOnlyList<HalfBlock> Behind(HalfBlock block, int limit, ILedgerReader ledger) =>
        block.Sequence == uint.MaxValue || ledger.Latest(block.PublicKey) is not { } latest || latest.Sequence <= block.Sequence
            ? []
            : ledger.Range(block.PublicKey, block.Sequence + 1, uint.MaxValue, limit);
}
