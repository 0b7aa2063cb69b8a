using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Evidence;

/// <summary>
/// Two different countersignatures of one proposal by the peer it was addressed to. The proposal is part of the proof: two links to
/// a source look the same and are allowed. Half-blocks: the proposal, then the agreements in order of hash.
/// </summary>
/// <remarks>
/// A link names only key and sequence. An agreement that also carries the proposal's hash (<see cref="ProposalHashField"/>) counts for
/// that proposal only, so a proposer who forks cannot make its counterparty look like a cheat. Agreements of other
/// implementations carry none and count by their link.
/// </remarks>
public sealed record DoubleCountersign : Proof
{
    /// <summary>The field of an agreement's transaction that names the proposal by its hash, 32 bytes.</summary>
    public const string ProposalHashField = "of";

    public DoubleCountersign(HalfBlock proposal, HalfBlock one, HalfBlock other)
        : this(proposal, ByHash(one, other))
    {
    }

    private DoubleCountersign(HalfBlock proposal, (HalfBlock First, HalfBlock Second) agreements)
        : base([proposal, agreements.First, agreements.Second])
    {
    }

    public override ProofKind Kind => ProofKind.DoubleCountersign;

    public override PublicKey Culprit => Proposal.LinkPublicKey;

    private HalfBlock Proposal => Halves[0];

    /// <summary>The hash of the proposal that an agreement says it belongs to, if it says so.</summary>
    internal static BlockHash? ProposalNamedBy(HalfBlock agreement) =>
        agreement.Transaction.IndexOf("of"u8) >= 0
        && TransactionMap.TryDecode(agreement.Transaction, out var transaction)
        && transaction.TryBytes(ProposalHashField, BlockHash.Length, out var hash)
            ? new BlockHash(hash)
            : null;

    /// <summary>Those of the half-blocks that link to the proposal's place that countersign it.</summary>
    internal static IEnumerable<HalfBlock> Of(HalfBlock proposal, IEnumerable<HalfBlock> linked) => linked.Where(half => Countersigns(half, proposal));

    private protected override bool IsContradiction() =>
        Halves[1].Hash != Halves[2].Hash
        && Proposal.IsProposal
        && Countersigns(Halves[1], Proposal)
        && Countersigns(Halves[2], Proposal);

    private static bool Countersigns(HalfBlock agreement, HalfBlock proposal) =>
        agreement.PublicKey.Equals(proposal.LinkPublicKey)
        && agreement.LinkPublicKey.Equals(proposal.PublicKey)
        && agreement.LinkSequence == proposal.Sequence
        && agreement.IsAgreement
        && (ProposalNamedBy(agreement) ?? proposal.Hash) == proposal.Hash;
}
