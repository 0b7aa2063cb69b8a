using System.Diagnostics.CodeAnalysis;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Market;

namespace EnerDatX.Peer.Trades;

/// <summary>What the buyer has learnt of the dataset in one trade: where it is, what it must be, which segments opened.</summary>
internal sealed class Purchase(PeerSurroundings peer)
{
    /// <summary>Longest ciphertext of one segment that is fetched, in bytes: what a node serves at most. The manifest is only the seller's word.</summary>
    private const ulong MaxSegmentBytes = 256 << 20;

    private readonly SortedDictionary<int, OpenedSegment> _opened = [];
    private Locator? _locator;
    private Manifest? _manifest;

    public Locator Locator => _locator!;

    public ManifestEntry EntryOf(int segment) => _manifest!.Entries[segment];

    public bool TryOpenLocator(Trade trade)
    {
        var secret = AgeIdentity.FromSecret(TermsRule.LocatorSecret(peer.Key, trade.Terms.Ask, trade.Terms.Bid));
        return SealedBox.TryOpen(secret, trade.SealedLocator(peer.Settings.Network)!, out var opened) && Locator.TryDecode(opened, out _locator);
    }

    /// <summary>Whether the content is the manifest that the offer commits to.</summary>
    public bool TryTakeManifest(Trade trade, byte[] content)
    {
        var isGood = AgePayload.TryOpen(Locator.ManifestKey.Span, content, out var plain)
            && Manifest.TryDecode(plain, out _manifest)
            && _manifest.Entries.Count == trade.Terms.Segments
            && _manifest.Entries.All(e => e.PayloadLength is > 0 and <= MaxSegmentBytes)
            && OfferOf(trade) is { } offer
            && _manifest.SegmentsRoot() == new Digest(offer.SegmentsRoot);
        return isGood;
    }

    /// <summary>Whether the delivery opens the ciphertext, and to the readings that were offered.</summary>
    public bool TryOpen(Trade trade, TradeStep.TakeDelivery take, byte[] payload, [NotNullWhen(false)] out string? refusal)
    {
        var secret = DeliveryCheck.OneTimeSecret(peer.Key, trade.Id, take.Segment);
        var header = DeliveryTransaction.TryRead(take.Delivery, peer.Settings.Network, out var delivery) ? delivery.Header : [];
        if (!DeliveryCheck.TryOpen(EntryOf(take.Segment), payload, header, secret, out var opened, out refusal))
        {
            return false;
        }

        _opened[take.Segment] = opened;
        return true;
    }

    public DisputeTransaction DisputeOf(Trade trade, TradeStep.FileDispute file) => DisputeTransaction.Of(
        _manifest!, trade.Id, file.Segment, file.Delivery.Hash, DeliveryCheck.OneTimeSecret(peer.Key, trade.Id, file.Segment));

    /// <summary>The private record of what is opened so far.</summary>
    public DatasetRecord RecordOf(Trade trade, long nowMs)
    {
        var offer = OfferOf(trade)!;
        var segments = _manifest!.Entries.Select((entry, index) => (entry, index, key: KeyOf(trade, index))).Where(x => x.key is not null);
        return new DatasetRecord(
            trade.Terms.Asset,
            offer.Owner,
            DatasetOrigin.Bought,
            nowMs,
            offer.Description,
            offer.SegmentsRoot,
            [.. segments.Select(x => new DatasetSegment(
                x.index,
                x.entry.Cid.ToString(),
                x.entry.CidSalt.ToArray(),
                x.key!,
                x.entry.KeyCommit.ToArray(),
                x.entry.ReadingsRoot.ToArray(),
                (long)x.entry.PayloadLength))],
            Locator.Manifest.ToString(),
            Locator.ManifestKey.ToArray(),
            trade.Id);
    }

    private Offer? OfferOf(Trade trade) => TermsRule.OrdersOf(trade, peer.Ledger, peer.Settings.Network)?.Ask.Offer;

    /// <summary>After a restart the keys of segments that were receipted before are opened again from the chain.</summary>
    private byte[]? KeyOf(Trade trade, int segment)
    {
        if (_opened.TryGetValue(segment, out var opened))
        {
            return opened.FileKey;
        }

        return trade.Segments[segment] is { Receipt: not null, Delivery: { } block } && DeliveryTransaction.TryRead(block, peer.Settings.Network, out var delivery)
            ? AgeHeader.Unwrap(delivery.Header, AgeIdentity.FromSecret(DeliveryCheck.OneTimeSecret(peer.Key, trade.Id, segment)), out _)
            : null;
    }
}
