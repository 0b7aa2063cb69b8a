using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>Both halves of a <c>tx_done</c>: buyer and seller say that these two orders are used up.</summary>
public sealed record DonePair(DoneTransaction Done, HalfBlock Proposal, HalfBlock Agreement)
{
    public PublicKey Buyer => Proposal.PublicKey;

    public PublicKey Seller => Proposal.LinkPublicKey;
}

/// <summary>What a stranger learns of a trade from its <c>tx_done</c> pair. Each party speaks for its own order only.</summary>
public static class DoneRule
{
    /// <summary>The pair that this half belongs to, if the other half is held too.</summary>
    public static DonePair? PairOf(HalfBlock half, ILedgerReader ledger, string network)
    {
        if (half.Type != BlockTypes.Done)
        {
            return null;
        }

        var proposal = half.IsProposal ? half : AgreementOf.TryRead(half, network, out var of) ? ledger.Find(of) : null;
        if (proposal is null || !DoneTransaction.TryRead(proposal, network, out var done))
        {
            return null;
        }

        var agreement = half.IsProposal ? ledger.LinkedTo(proposal).FirstOrDefault(Agrees) : Agrees(half) ? half : null;
        return agreement is null ? null : new DonePair(done, proposal, agreement);

        bool Agrees(HalfBlock linked) => Trade.Agrees(linked, proposal, network);
    }
}
