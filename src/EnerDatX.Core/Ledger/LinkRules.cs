using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Ledger;

/// <summary>
/// What links between chains must satisfy (spec section 5.4, corrected). A link is a claim of the half-block that carries it: if the pair does
/// not fit, the claimant is wrong and never the half-block that it points at. So nobody can spoil another's half-block,
/// stored or still to come, and which of two halves arrives first makes no difference.
/// </summary>
internal static class LinkRules
{
    public static void Check(HalfBlock block, ILedgerReader ledger, ref Findings findings)
    {
        if (block.IsAgreement)
        {
            CheckAgreement(block, ledger, ref findings);
        }
        else if (block.IsProposal)
        {
            CheckCountersignatures(block, ledger, ref findings);
        }
    }

    /// <summary>
    /// The half-block that an agreement must fit: the first-seen at the place that its link names. Where that one is addressed to
    /// somebody else and the agreement names a hash, a fork of the proposer is possible, and only the half with that hash counts;
    /// null when it is not held.
    /// </summary>
    public static HalfBlock? TargetOf(HalfBlock agreement, ILedgerReader ledger)
    {
        var firstSeen = ledger.Find(agreement.LinkPublicKey, agreement.LinkSequence);
        if (firstSeen is null || IsAddressedTo(firstSeen, agreement.PublicKey)
            || DoubleCountersign.ProposalNamedBy(agreement) is not { } hash)
        {
            return firstSeen;
        }

        var named = ledger.Find(hash);
        var isElsewhere = named is not null
            && !(named.PublicKey.Equals(agreement.LinkPublicKey) && named.Sequence == agreement.LinkSequence);
        return isElsewhere ? firstSeen : named;
    }

    private static void CheckAgreement(HalfBlock agreement, ILedgerReader ledger, ref Findings findings)
    {
        if (ledger.Find(agreement.LinkPublicKey, agreement.LinkSequence) is not { } firstSeen)
        {
            return;
        }

        var linked = ledger.LinkedTo(firstSeen);
        var first = FirstOf(agreement.PublicKey, null, linked);
        if (FirstOf(agreement.PublicKey, agreement.Hash, linked) is not null)
        {
            ProveSecond(agreement, linked, ledger, ref findings);
        }

        if (TargetOf(agreement, ledger) is not { LinkPublicKey.IsAny: false } target)
        {
            return;
        }

        if (!IsAddressedTo(target, agreement.PublicKey))
        {
            findings.Error("Public key mismatch on linked block");
        }
        else if (first is not null && first.Hash != agreement.Hash)
        {
            findings.Error("Double countersign fraud");
        }
    }

    /// <summary>
    /// Which of several branches of a fork an agreement belongs to does not depend on which came first: it is a second one if another of its
    /// signer's fits the same branch.
    /// </summary>
    private static void ProveSecond(HalfBlock agreement, IReadOnlyList<HalfBlock> linked, ILedgerReader ledger, ref Findings findings)
    {
        foreach (var proposal in ledger.Siblings(agreement.LinkPublicKey, agreement.LinkSequence))
        {
            if (DoubleCountersign.Of(proposal, [agreement]).Any()
                && DoubleCountersign.Of(proposal, linked).FirstOrDefault(other => other.Hash != agreement.Hash) is { } second)
            {
                findings.Prove(new DoubleCountersign(proposal, second, agreement));
                return;
            }
        }
    }

    /// <summary>A proposal that arrives after two countersignatures of it completes the proof; its own validity is untouched.</summary>
    private static void CheckCountersignatures(HalfBlock proposal, ILedgerReader ledger, ref Findings findings)
    {
        var linked = ledger.LinkedTo(proposal);
        if (linked.Count > 1 && DoubleCountersign.Of(proposal, linked).Take(2).ToList() is [var first, var second])
        {
            findings.Prove(new DoubleCountersign(proposal, first, second));
        }
    }

    /// <summary>The first of this signer's that does not have that hash.</summary>
    private static HalfBlock? FirstOf(PublicKey signer, BlockHash? except, IReadOnlyList<HalfBlock> linked)
    {
        for (var i = 0; i < linked.Count; i++)
        {
            if (linked[i].PublicKey.Equals(signer) && linked[i].Hash != except)
            {
                return linked[i];
            }
        }

        return null;
    }

    private static bool IsAddressedTo(HalfBlock block, PublicKey key) => block.LinkPublicKey.IsAny || block.LinkPublicKey.Equals(key);
}
