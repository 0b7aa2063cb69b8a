using EnerDatX.Core.Evidence;

namespace EnerDatX.Core.Ledger;

/// <summary>
/// The rules of TrustChain (py-ipv8 <c>TrustChainBlock.validate</c>): same levels, order and texts, without its defects
/// (docs/PROTOCOL.md, "Deliberate differences from py-ipv8"). Transactions are opaque here, except <c>tribler_bandwidth</c>.
/// </summary>
public static class HalfBlockValidator
{
    private const string BadSignature = "Invalid signature";

    /// <summary>
    /// All rules, against what is held. Whether <paramref name="block"/> itself is already held does not matter: the verdict follows
    /// from the set of other half-blocks, except that the first-seen of two at one place is the one that stays.
    /// </summary>
    public static Verdict Validate(HalfBlock block, ILedgerReader ledger)
    {
        var previous = ledger.Before(block.PublicKey, block.Sequence);
        var next = ledger.After(block.PublicKey, block.Sequence);
        var findings = default(Findings);
        if (BandwidthRules.Covers(block))
        {
            BandwidthRules.Check(block, ledger, ref findings);
        }

        CheckInvariants(block, signatureLast: false, ref findings);
        CheckSamePlace(block, ledger, ref findings);
        LinkRules.Check(block, ledger, ref findings);
        CheckNeighbours(block, previous, next, ref findings);
        return findings.ToVerdict(Level(block, previous, next));
    }

    /// <summary>
    /// The rules that need nothing but the half-block (invariants), cheap to expensive: the signature is checked last, and
    /// only if all else is right. For the admission of packets.
    /// </summary>
    public static Verdict ValidateStateless(HalfBlock block)
    {
        var findings = default(Findings);
        CheckInvariants(block, signatureLast: true, ref findings);
        return findings.ToVerdict(Level(block, previous: null, next: null));
    }

    /// <summary>Spec section 5.1; sums in 64 bits, since neighbours of the highest sequence number overflow in 32.</summary>
    private static ValidationState Level(HalfBlock block, HalfBlock? previous, HalfBlock? next)
    {
        var hasPrevious = block.IsGenesis && previous is null || IsRightBefore(previous, block);
        var hasNext = next is not null && IsRightBefore(block, next);
        return (hasPrevious, hasNext) switch
        {
            (true, true) => ValidationState.Valid,
            (true, false) => ValidationState.PartialNext,
            (false, true) => ValidationState.PartialPrevious,
            _ => previous is null && next is null ? ValidationState.NoInfo : ValidationState.Partial,
        };
    }

    private static bool IsRightBefore(HalfBlock? earlier, HalfBlock later) => earlier is not null && (long)earlier.Sequence + 1 == later.Sequence;

    /// <summary>Spec section 5.2, items 2 to 9; 3 and 4 cannot happen in unsigned fields.</summary>
    private static void CheckInvariants(HalfBlock block, bool signatureLast, ref Findings findings)
    {
        findings.ErrorIf(block.Sequence < HalfBlock.GenesisSequence, "Sequence number is prior to genesis");
        findings.ErrorIf(!block.PublicKey.IsWellFormed, Findings.BadKey);
        if (!signatureLast && block.PublicKey.IsWellFormed)
        {
            findings.ErrorIf(!block.SignatureIsValid, BadSignature);
        }

        findings.ErrorIf(!block.LinkPublicKey.IsWellFormed && !block.LinkPublicKey.IsAny, "Linked public key is not valid");
        findings.ErrorIf(block.PublicKey.Equals(block.LinkPublicKey), "Self signed block");
        var (isFirst, followsNone) = (block.Sequence == HalfBlock.GenesisSequence, block.PreviousHash == BlockHash.Genesis);
        findings.ErrorIf(isFirst && !followsNone, "Sequence number implies previous hash should be Genesis ID");
        findings.ErrorIf(!isFirst && followsNone, "Sequence number implies previous hash should not be Genesis ID");
        if (signatureLast && findings.IsClean)
        {
            findings.ErrorIf(!block.SignatureIsValid, BadSignature);
        }
    }

    /// <summary>Spec section 5.3: another half-block at this place is a double spend, if this one is really its owner's.</summary>
    private static void CheckSamePlace(HalfBlock block, ILedgerReader ledger, ref Findings findings)
    {
        if (ledger.Find(block.PublicKey, block.Sequence) is not { } known || known.Hash == block.Hash)
        {
            return;
        }

        findings.ErrorIf(!known.LinkPublicKey.Equals(block.LinkPublicKey), "Link public key does not match known block");
        findings.ErrorIf(known.LinkSequence != block.LinkSequence, "Link sequence number does not match known block");
        findings.ErrorIf(known.PreviousHash != block.PreviousHash, "Previous hash does not match known block");
        findings.ErrorIf(!known.Signature.SequenceEqual(block.Signature), "Signature does not match known block");
        if (block.SignatureIsValid)
        {
            findings.Error("Double sign fraud");
            findings.Prove(new DoubleSpend(known, block));
        }
    }

    /// <summary>Spec section 5.5.</summary>
    private static void CheckNeighbours(HalfBlock block, HalfBlock? previous, HalfBlock? next, ref Findings findings)
    {
        if (previous is not null && IsRightBefore(previous, block))
        {
            findings.ErrorIf(previous.Hash != block.PreviousHash, "Previous hash is not equal to the hash id of the previous block");
        }

        if (next is not null && IsRightBefore(block, next))
        {
            findings.ErrorIf(next.PreviousHash != block.Hash, "Next hash is not equal to the hash id of the block");
        }
    }
}
