using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Node.Http;

/// <summary>Disputes as files that anybody can judge (<see cref="DisputeBundle"/>): <c>/api/v1/trades/{trade}/bundle</c>.</summary>
internal sealed class DisputesApi(NodeQuestions node)
{
    public void Map(Routes routes) => routes.Get(
        "/api/v1/trades/{trade}/bundle",
        Get,
        new("The dispute of a trade as one file for ./enerdatx judge; of any trade whose half-blocks are held.", null)
        {
            ContentType = "application/octet-stream",
            Query =
            [
                new("payload", "boolean", "Also the ciphertext of the disputed segment: whoever has the file can then read it, if the key is right."),
                new("manifest", "boolean", "Of a purchase of this node: also the opening of the locator, and the manifest, which says where every segment is."),
            ],
        });

    private async Task<Answer> Get(HttpContext context)
    {
        var parameters = Parameters.OfQuery(context);
        if (!parameters.TryBoolean("payload", false, out var withPayload, out var refusal)
            || !parameters.TryBoolean("manifest", false, out var withManifest, out refusal))
        {
            return refusal;
        }

        if (!BlockHash.TryParse((string)context.Request.RouteValues["trade"]!, out var id)
            || TradeHistory.Find(id, node.View.Ledger, node.View.Network) is not { Disputed: >= 0 } trade)
        {
            return Answer.NotFound("there is no such trade with a dispute");
        }

        var dispute = trade.Segments[trade.Disputed].Dispute!;
        if (DisputedDelivery.Find(dispute, node.View.Ledger, node.View.Network, out _) is not { } disputed)
        {
            return Answer.NotFound("the half-blocks of this dispute are not all held");
        }

        var opening = await Opening(trade);
        var locator = withManifest ? opening : null;
        var segment = withPayload ? await Segment(trade, opening) : null;
        return withManifest && locator is null ? Answer.NotFound("the manifest is not held, or this node did not buy it")
            : withPayload && segment is null ? Answer.NotFound("the ciphertext of this segment is not held")
            : new Answer.Content(new DisputeBundle(disputed, new Exhibits(locator, segment)).Encode(), "application/octet-stream", $"{trade.Id}.dispute");
    }

    /// <summary>Where this node buys: the secret of its locator key is its own.</summary>
    private async Task<LocatorOpening?> Opening(Trade trade)
    {
        if (!trade.Buyer.Equals(node.View.Self))
        {
            return null;
        }

        var secret = TermsRule.LocatorSecret(node.View.Key, trade.Terms.Ask, trade.Terms.Bid);
        return LocatorOf(trade, secret) is { } locator && await node.Content(locator.Manifest, Manifest.MaxSealedLength) is { } manifest
            ? new LocatorOpening(secret, manifest)
            : null;
    }

    /// <summary>As the manifest says, for the buyer; as the own record says, for the seller.</summary>
    private async Task<SegmentOpening?> Segment(Trade trade, LocatorOpening? opening)
    {
        if (opening is not null
            && LocatorOf(trade, opening.Secret) is { } locator
            && AgePayload.TryOpen(locator.ManifestKey.Span, opening.SealedManifest, out var plain)
            && Manifest.TryDecode(plain, out var manifest)
            && trade.Disputed < manifest.Entries.Count)
        {
            var entry = manifest.Entries[trade.Disputed];
            return await node.Content(entry.Cid, (long)entry.PayloadLength) is { } bought
                ? new SegmentOpening(entry.Cid, entry.CidSalt.ToArray(), bought)
                : null;
        }

        var record = await node.Dataset(trade.Terms.Asset);
        var own = record?.Segments.FirstOrDefault(segment => segment.Index == trade.Disputed);
        return own is not null && Cid.TryParse(own.Cid, out var cid) && await node.Payload(own) is { } payload
            ? new SegmentOpening(cid, own.CidSalt, payload)
            : null;
    }

    private Locator? LocatorOf(Trade trade, byte[] secret) =>
        trade.SealedLocator(node.View.Network) is { } box
        && SealedBox.TryOpen(AgeIdentity.FromSecret(secret), box, out var opened)
        && Locator.TryDecode(opened, out var locator)
            ? locator
            : null;
}
