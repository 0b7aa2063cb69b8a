using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Ledger;

/// <summary>A fraud that its own half-blocks prove, to anyone, without a ledger and without trust in whoever brings them.</summary>
public abstract record Evidence
{
    private Evidence()
    {
    }

    /// <summary>Whose fraud it is, if <see cref="Verify"/> says so.</summary>
    public abstract PublicKey Culprit { get; }

    /// <summary>Whether the half-blocks really prove it: a bad signature, or the same half-block twice, accuses nobody.</summary>
    public abstract bool Verify();

    /// <summary>Two different half-blocks of one key with one sequence number.</summary>
    public sealed record DoubleSpend(HalfBlock First, HalfBlock Second) : Evidence
    {
        public override PublicKey Culprit => First.PublicKey;

        public override bool Verify() =>
            First.Hash != Second.Hash
            && First.Sequence == Second.Sequence
            && First.PublicKey.Equals(Second.PublicKey)
            && First.SignatureIsValid
            && Second.SignatureIsValid;
    }

    /// <summary>
    /// Two different countersignatures of one proposal by the peer it was addressed to. The proposal is part of the proof: two links to
    /// a source look the same and are allowed.
    /// </summary>
    /// <remarks>
    /// A link names only key and sequence. An agreement that also carries the proposal's hash (<see cref="ProposalHashField"/>) counts for
    /// that proposal only, so a proposer who forks cannot make its counterparty look like a cheat. Agreements of other
    /// implementations carry none and count by their link.
    /// </remarks>
    public sealed record DoubleCountersign(HalfBlock Proposal, HalfBlock First, HalfBlock Second) : Evidence
    {
        /// <summary>The field of an agreement's transaction that names the proposal by its hash, 32 bytes.</summary>
        public const string ProposalHashField = "of";

        public override PublicKey Culprit => Proposal.LinkPublicKey;

        public override bool Verify() =>
            First.Hash != Second.Hash
            && Proposal.IsProposal
            && Proposal.SignatureIsValid
            && Countersigns(First)
            && Countersigns(Second);

        /// <summary>The hash of the proposal that an agreement says it belongs to, if it says so.</summary>
        internal static BlockHash? ProposalNamedBy(HalfBlock agreement) =>
            TransactionMap.TryDecode(agreement.Transaction, out var transaction)
            && transaction.TryBytes(ProposalHashField, BlockHash.Length, out var hash)
                ? new BlockHash(hash)
                : null;

        private bool Countersigns(HalfBlock agreement) =>
            agreement.PublicKey.Equals(Proposal.LinkPublicKey)
            && agreement.LinkPublicKey.Equals(Proposal.PublicKey)
            && agreement.LinkSequence == Proposal.Sequence
            && agreement.IsAgreement
            && agreement.SignatureIsValid
            && (ProposalNamedBy(agreement) ?? Proposal.Hash) == Proposal.Hash;
    }
}
