using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>
/// A one-time recipient is for one payment only: the secret that a dispute reveals would open the other segment too, which its seller sold and
/// never gave to the public.
/// </summary>
public static class RecipientRule
{
    /// <summary>Latest payments of the buyer that are looked at: one that names an older recipient again harms itself, and a seller whom nobody can protect from it.</summary>
    public const int MaxPayments = 1_024;

    /// <summary>Whether another payment of the same buyer that is held names the same recipient.</summary>
    public static bool IsReused(HalfBlock payment, ILedgerReader ledger, string network) =>
        PaymentTransaction.TryRead(payment, network, out var paid)
        && ledger.OfType(payment.PublicKey, BlockTypes.Payment)
            .Where(other => other.IsProposal && other.Hash != payment.Hash)
            .TakeLast(MaxPayments)
            .Any(other => PaymentTransaction.TryRead(other, network, out var another) && another.Recipient.AsSpan().SequenceEqual(paid.Recipient));
}
