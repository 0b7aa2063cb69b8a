using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Evidence;

/// <summary>
/// A money half as a proof reads it: of whatever network it names, and an agreement only if it says what it agrees to. Who signs it answers for it.
/// </summary>
internal sealed record SignedMoney(MoneyHalf Money, string Network)
{
    public HalfBlock Block => Money.Block;

    public MoneyFields Fields => Money.Fields;

    public static SignedMoney? Of(HalfBlock half) =>
        BlockTypes.IsMoney(half.Type)
        && MarketHead.NetworkOf(half) is { } network
        && MoneyHalf.TryRead(half, network, out var money)
        && (half.IsProposal || AgreementOf.TryRead(half, network, out _))
            ? new SignedMoney(money, network)
            : null;

    /// <summary>Whether both are in one purse: same signer, network and currency.</summary>
    public bool IsInPurseOf(SignedMoney other) =>
        Block.PublicKey.Equals(other.Block.PublicKey) && Network == other.Network && Fields.Currency == other.Fields.Currency;

    /// <summary>How much this debit draws from a credit.</summary>
    public Int128 DrawnFrom(BlockHash credit) =>
        Fields.Draws.Where(draw => draw.Credit == credit).Aggregate((Int128)0, (sum, draw) => sum + draw.Amount);
}
