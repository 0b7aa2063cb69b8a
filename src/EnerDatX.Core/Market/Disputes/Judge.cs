using EnerDatX.Core.Exchange;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Market;

/// <summary>The opening of the locator that the seller sealed to the buyer.</summary>
/// <param name="Secret">Of the terms' <c>locator_key</c>, 32 bytes. It opens this locator only.</param>
/// <param name="SealedManifest">What is stored under the CID that the locator names; empty where it is not there.</param>
public sealed record LocatorOpening(byte[] Secret, byte[] SealedManifest);

/// <summary>The opening of one segment's payloadCommit.</summary>
/// <param name="Salt">16 bytes.</param>
/// <param name="Payload">The ciphertext; empty where it is not there.</param>
public sealed record SegmentOpening(Cid Cid, byte[] Salt, byte[] Payload);

/// <summary>What a judge may have beside the half-blocks. Nobody signs it: each piece is checked against what both signed.</summary>
public sealed record Exhibits(LocatorOpening? Locator, SegmentOpening? Segment)
{
    public static readonly Exhibits None = new(null, null);
}

/// <summary>
/// Decides a dispute from bytes alone (protocol rule 16): the same bytes give everybody the same verdict. Guilt rests on half-blocks that the
/// guilty one signed; what somebody merely brought along can clear a doubt or leave it, never accuse.
/// </summary>
public static class Judge
{
    public static Judgement Decide(DisputedDelivery disputed, Exhibits exhibits) =>
        disputed.TryRead(out var grounds, out var refusal) ? Decide(grounds, exhibits) : new Judgement(DisputeVerdict.Undecidable, refusal, null);

    private static Judgement Decide(DisputeGrounds grounds, Exhibits exhibits)
    {
        var dispute = grounds.Dispute;
        if (!Sodium.X25519Public(dispute.OneTimeSecret).AsSpan().SequenceEqual(grounds.Payment.Recipient))
        {
            return ByBuyer(grounds, "the revealed key is not that of the recipient that the buyer named in its payment");
        }

        if (!dispute.IsUnder(grounds.Offer))
        {
            return ByBuyer(grounds, "the commitments that the dispute names are not under the root that was offered");
        }

        if (!DeliveryCheck.TryOpenKey(
            dispute.Leaf.KeyCommit, dispute.Leaf.ReadingsRoot, grounds.Delivery.Header, dispute.OneTimeSecret, out var fileKey, out var refusal))
        {
            return BySeller(grounds, DisputeVerdict.SellerWrongKey, refusal);
        }

        return (exhibits.Locator is { } locator ? OfLocator(grounds, locator) : null)
            ?? OfSegment(grounds, fileKey, exhibits.Segment);
    }

    /// <summary>Null where the locator leads to what was committed to, or where that cannot be known.</summary>
    private static Judgement? OfLocator(DisputeGrounds grounds, LocatorOpening opening)
    {
        if (!Sodium.X25519Public(opening.Secret).AsSpan().SequenceEqual(grounds.Trade.Terms.LocatorKey))
        {
            return null;
        }

        if (!SealedBox.TryOpen(AgeIdentity.FromSecret(opening.Secret), grounds.Trade.SealedLocator(grounds.Network)!, out var box)
            || !Locator.TryDecode(box, out var locator))
        {
            return BySeller(grounds, DisputeVerdict.SellerWrongCid, "the locator that the seller signed does not open with the buyer's locator key");
        }

        if (opening.SealedManifest.Length == 0 || SealedDataset.CidOf(opening.SealedManifest) != locator.Manifest)
        {
            return null;
        }

        var leadsThere = AgePayload.TryOpen(locator.ManifestKey.Span, opening.SealedManifest, out var plain)
            && Manifest.TryDecode(plain, out var manifest)
            && manifest.Entries.Count == grounds.Offer.Segments
            && manifest.SegmentsRoot() == new Digest(grounds.Offer.SegmentsRoot);
        return leadsThere
            ? null
            : BySeller(grounds, DisputeVerdict.SellerWrongCid, "the locator that the seller signed leads to another manifest than was committed to");
    }

    private static Judgement OfSegment(DisputeGrounds grounds, byte[] fileKey, SegmentOpening? opening)
    {
        var leaf = grounds.Dispute.Leaf;
        if (opening is null || opening.Payload.Length == 0)
        {
            return Unknown("the key is the one committed to, and the ciphertext is not there to be opened with it");
        }

        if (Commitments.Payload(opening.Salt, opening.Cid) != leaf.PayloadCommit)
        {
            return Unknown("the key is the one committed to, and the CID that was brought is not");
        }

        if (opening.Payload.Length > Manifest.MaxPayloadLength || SealedDataset.CidOf(opening.Payload) != opening.Cid)
        {
            return Unknown("the key is the one committed to, and the ciphertext that was brought does not fit its CID");
        }

        return DeliveryCheck.TryOpenPayload(leaf.ReadingsRoot, fileKey, opening.Payload, out _, out var refusal)
            ? ByBuyer(grounds, "the delivered key opens the ciphertext to the readings that were committed to")
            : BySeller(grounds, DisputeVerdict.SellerBadPayload, refusal);
    }

    private static Judgement BySeller(DisputeGrounds grounds, DisputeVerdict verdict, string reason) => new(verdict, reason, grounds.Trade.Seller);

    private static Judgement ByBuyer(DisputeGrounds grounds, string reason) => new(DisputeVerdict.BuyerFalseDispute, reason, grounds.Trade.Buyer);

    private static Judgement Unknown(string reason) => new(DisputeVerdict.Undecidable, reason, null);
}
