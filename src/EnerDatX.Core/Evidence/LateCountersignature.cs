using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Evidence;

/// <summary>
/// A seller who countersigns a payment behind a half-block of its own that is past the deadline, while the buyer, who saw that half-block and no
/// countersignature, has taken the payment back: the tokens would be there twice. Half-blocks: <c>tx_init</c>, the seller's agreement, the payment, the
/// seller's half-block past the deadline, <c>tx_reclaim</c>, the countersignature.
/// </summary>
public sealed record LateCountersignature : Proof
{
    public LateCountersignature(HalfBlock terms, HalfBlock agreement, HalfBlock payment, HalfBlock after, HalfBlock reclaim, HalfBlock late)
        : base([terms, agreement, payment, after, reclaim, late])
    {
    }

    public override ProofKind Kind => ProofKind.LateCountersignature;

    public override PublicKey Culprit => Halves[^1].PublicKey;

    private protected override bool IsContradiction() =>
        Halves is [var terms, var agreement, var payment, var after, var reclaim, var late]
        && MarketHead.NetworkOf(reclaim) is { } network
        && ReclaimTransaction.TryRead(reclaim, network, out var named)
        && named.Agreement == agreement.Hash
        && named.After == after.Hash
        && ReclaimRule.WhyNot(reclaim, terms, agreement, payment, after, network) is null
        && Trade.Agrees(late, payment, network)
        && late.Sequence > after.Sequence;
}

/// <summary>The late countersignatures that a new half-block completes the proof of. See <see cref="ProofSearch"/>.</summary>
internal static class LateSearch
{
    /// <summary>Candidates: not all of them verify. It is found with the countersignature or with the reclaim, whichever comes last.</summary>
    public static IEnumerable<Proof> Find(HalfBlock block, ILedgerReader ledger)
    {
        if (block.Type == BlockTypes.Payment && block.IsAgreement && MarketHead.NetworkOf(block) is { } network
            && AgreementOf.TryRead(block, network, out var of))
        {
            foreach (var reclaim in ledger.OfType(block.LinkPublicKey, BlockTypes.Reclaim))
            {
                if (ReclaimTransaction.TryRead(reclaim, network, out var named) && named.Payment == of && Of(named, reclaim, block, ledger) is { } proof)
                {
                    yield return proof;
                }
            }
        }
        else if (block.Type == BlockTypes.Reclaim && MarketHead.NetworkOf(block) is { } ofReclaim
            && ReclaimTransaction.TryRead(block, ofReclaim, out var named)
            && ledger.Find(named.Payment) is { } payment)
        {
            foreach (var late in ledger.LinkedTo(payment))
            {
                if (Of(named, block, late, ledger) is { } proof)
                {
                    yield return proof;
                }
            }
        }
    }

    private static LateCountersignature? Of(ReclaimTransaction named, HalfBlock reclaim, HalfBlock late, ILedgerReader ledger) =>
        ledger.Find(named.Trade) is { } terms
        && ledger.Find(named.Agreement) is { } agreement
        && ledger.Find(named.Payment) is { } payment
        && ledger.Find(named.After) is { } after
            ? new LateCountersignature(terms, agreement, payment, after, reclaim, late)
            : null;
}
