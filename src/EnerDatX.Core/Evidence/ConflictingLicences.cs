using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Evidence;

/// <summary>
/// Two licences that one seller sold although one excludes the other (<see cref="ExclusiveRule"/>). Half-blocks: those of the two sales, six each
/// in the order of <see cref="SoldLicence"/>, the sale whose terms have the lower hash first.
/// </summary>
public sealed record ConflictingLicences : Proof
{
    public ConflictingLicences(SoldLicence one, SoldLicence other)
        : base(one.Terms.Hash.CompareTo(other.Terms.Hash) <= 0 ? [.. one.InOrder, .. other.InOrder] : [.. other.InOrder, .. one.InOrder])
    {
    }

    public override ProofKind Kind => ProofKind.ConflictingLicences;

    public override PublicKey Culprit => Halves[0].PublicKey;

    private protected override bool IsContradiction() =>
        MarketHead.NetworkOf(Halves[0]) is { } network
        && SoldLicence.Of(Halves, 0).Read(network) is var (first, offer)
        && SoldLicence.Of(Halves, SoldLicence.Halves).Read(network) is var (second, other)
        && first.Id != second.Id
        && first.Seller.Equals(second.Seller)
        && ExclusiveRule.Exclude(offer, other);
}
