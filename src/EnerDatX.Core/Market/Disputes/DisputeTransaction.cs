using System.Diagnostics.CodeAnalysis;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>
/// <c>dispute</c>, buyer → seller: the delivery of one segment does not open what was sold. It shows all that a stranger needs to see whether the
/// delivered key is wrong: the one-time secret of this segment, and what the offer's <c>root</c> commits to for it. Nothing about other segments, and
/// not where the ciphertext is. A proposal, so that it reaches the seller as the other half-blocks of a trade do; nobody countersigns it.
/// </summary>
/// <param name="Delivery">Hash of the <c>tx_delivery</c> proposal.</param>
/// <param name="OneTimeSecret">The X25519 secret of the payment's <c>recipient</c>, 32 bytes: it opens this segment's header and nothing else.</param>
/// <param name="Leaf">The segment's commitments.</param>
/// <param name="Path">Siblings from the leaf up to <c>root</c> (RFC 6962), 32 bytes each.</param>
public sealed record DisputeTransaction(
    BlockHash Trade, int Segment, BlockHash Delivery, byte[] OneTimeSecret, SegmentLeaf Leaf, IReadOnlyList<byte[]> Path)
{
    /// <summary>As many levels as a tree of <see cref="Offer.MaxSegments"/> leaves has.</summary>
    public const int MaxPathLength = 10;

    private const int LeafLength = 3 * Digest.Length;

    public byte[] Encode(string network) => TradeFields.Begin(network, Trade, Segment)
        .Bytes("delivery", Delivery.ToArray())
        .Bytes("key", OneTimeSecret)
        .Bytes("leaf", [.. Leaf.PayloadCommit.ToArray(), .. Leaf.KeyCommit.ToArray(), .. Leaf.ReadingsRoot.ToArray()])
        .Bytes("path", [.. Path.SelectMany(hash => hash)])
        .Encode();

    public static bool TryRead(HalfBlock block, string network, [NotNullWhen(true)] out DisputeTransaction? dispute)
    {
        dispute = block.Type == BlockTypes.Dispute
            && block.IsProposal
            && TradeFields.TryRead(block, network, out var map, out var trade, out var segment)
            && map.TryBytes("delivery", BlockHash.Length, out var delivery)
            && map.TryBytes("key", AgeIdentity.Length, out var secret)
            && map.TryBytes("leaf", LeafLength, out var leaf)
            && map.TryBytesUpTo("path", MaxPathLength * Digest.Length, out var path)
            && path.Length % Digest.Length == 0
            ? new DisputeTransaction(
                trade,
                segment,
                new BlockHash(delivery),
                secret,
                new SegmentLeaf(
                    (uint)segment,
                    new Digest(leaf.AsSpan(0, Digest.Length)),
                    new Digest(leaf.AsSpan(Digest.Length, Digest.Length)),
                    new Digest(leaf.AsSpan(2 * Digest.Length))),
                [.. path.Chunk(Digest.Length)])
            : null;
        return dispute is not null;
    }

    /// <summary>What a buyer that holds the manifest says of one of its segments.</summary>
    public static DisputeTransaction Of(Manifest manifest, BlockHash trade, int segment, BlockHash delivery, byte[] oneTimeSecret) => new(
        trade,
        segment,
        delivery,
        oneTimeSecret,
        manifest.Entries[segment].LeafAt(segment),
        MerkleTree.Path([.. manifest.Entries.Select((entry, index) => entry.LeafAt(index).Hash().ToArray())], segment));

    /// <summary>Whether these are the segment's commitments in what was offered.</summary>
    internal bool IsUnder(Offer offer) =>
        MerkleTree.Verify(offer.SegmentsRoot, Leaf.Hash().ToArray(), Segment, offer.Segments, Path);
}
