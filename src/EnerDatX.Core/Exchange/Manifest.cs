using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using EnerDatX.Core.Metering;

namespace EnerDatX.Core.Exchange;

/// <summary>What a buyer must know of one segment before paying for it.</summary>
/// <param name="Cid">Where the ciphertext is.</param>
/// <param name="CidSalt">16 bytes, as in <see cref="Commitments.Payload"/>.</param>
/// <param name="KeyCommit">What the file key must hash to, see <see cref="Commitments.Key"/>; the dataset id is the readings' root.</param>
/// <param name="ReadingsRoot">Merkle root over the segment's salted rows.</param>
/// <param name="PayloadLength">Bytes of the ciphertext: no more of it is taken.</param>
public sealed record ManifestEntry(Cid Cid, ReadOnlyMemory<byte> CidSalt, Digest KeyCommit, Digest ReadingsRoot, ulong PayloadLength)
{
    internal const int Length = Cid.Length + Commitments.SaltLength + 32 + 32 + 8;

    public SegmentLeaf LeafAt(int index) =>
        new((uint)index, Commitments.Payload(CidSalt.Span, Cid), KeyCommit, ReadingsRoot);
}

/// <summary>
/// The opening of <c>segmentsRoot</c>: one entry per segment. It is stored encrypted under its own CID; the seller seals CID and key to the
/// agreed buyer, who thereby learns where the ciphertext is before paying, and nobody else does. One format for every number of segments.
/// </summary>
/// <remarks>
/// Layout (big-endian): <c>EDXM</c> 4, version u8 = 1, count u32, then per segment binary CID 36, salt 16, keyCommit 32, readingsRoot 32,
/// payload length u64.
/// </remarks>
public sealed record Manifest(IReadOnlyList<ManifestEntry> Entries)
{
    /// <summary>Bounds what a buyer fetches before paying: 128 KiB.</summary>
    public const int MaxEntries = 1_024;

    /// <summary>Longest ciphertext of a segment, in bytes: the largest dataset there can be, sealed.</summary>
    public static readonly long MaxPayloadLength = AgePayload.SealedLength(DatasetCodec.MaxLength);

    private const int HeadLength = 9;

    /// <summary>Longest sealed manifest.</summary>
    public static long MaxSealedLength => AgePayload.SealedLength(HeadLength + (MaxEntries * ManifestEntry.Length));

    private static ReadOnlySpan<byte> Magic => "EDXM"u8;

    /// <summary>The Merkle root that the asset's name is made of.</summary>
    public Digest SegmentsRoot() => new(MerkleTree.Root([.. Entries.Select((e, i) => e.LeafAt(i).Hash().ToArray())]));

    public byte[] Encode()
    {
        var bytes = new byte[HeadLength + (Entries.Count * ManifestEntry.Length)];
        Magic.CopyTo(bytes);
        bytes[4] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(5), (uint)Entries.Count);
        var rest = bytes.AsSpan(HeadLength);
        foreach (var entry in Entries)
        {
            entry.Cid.ToArray().CopyTo(rest);
            entry.CidSalt.Span.CopyTo(rest[36..]);
            entry.KeyCommit.ToArray().CopyTo(rest[52..]);
            entry.ReadingsRoot.ToArray().CopyTo(rest[84..]);
            BinaryPrimitives.WriteUInt64BigEndian(rest[116..], entry.PayloadLength);
            rest = rest[ManifestEntry.Length..];
        }

        return bytes;
    }

    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Manifest? manifest)
    {
        manifest = null;
        if (bytes.Length < HeadLength || !bytes.StartsWith(Magic) || bytes[4] != 1)
        {
            return false;
        }

        var count = BinaryPrimitives.ReadUInt32BigEndian(bytes[5..]);
        if (count is 0 or > MaxEntries || bytes.Length != HeadLength + (count * ManifestEntry.Length))
        {
            return false;
        }

        var entries = new List<ManifestEntry>((int)count);
        for (var rest = bytes[HeadLength..]; !rest.IsEmpty; rest = rest[ManifestEntry.Length..])
        {
            var payloadLength = BinaryPrimitives.ReadUInt64BigEndian(rest[116..]);
            if (!Cid.TryFromBytes(rest[..36], out var cid) || payloadLength == 0 || payloadLength > (ulong)MaxPayloadLength)
            {
                return false;
            }

            entries.Add(new ManifestEntry(
                cid,
                rest.Slice(36, Commitments.SaltLength).ToArray(),
                new Digest(rest.Slice(52, 32)),
                new Digest(rest.Slice(84, 32)),
                payloadLength));
        }

        manifest = new Manifest(entries);
        return true;
    }
}

/// <summary>
/// What the seller seals to the buyer's locator key in its half of <c>tx_init</c>: manifest CID 36 ‖ manifest file key 16 ‖ gateway as ASCII
/// <c>host:port</c>, 0 to 255 bytes.
/// </summary>
/// <param name="Gateway">Where <c>GET /ipfs/{cid}</c> is answered; empty where the seller has none.</param>
public sealed record Locator(Cid Manifest, ReadOnlyMemory<byte> ManifestKey, string Gateway)
{
    private const int FixedLength = Cid.Length + AgePayload.FileKeyLength;
    private const int MaxGatewayLength = 255;

    public byte[] Encode() => [.. Manifest.ToArray(), .. ManifestKey.Span, .. System.Text.Encoding.ASCII.GetBytes(Gateway)];

    public static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Locator? locator)
    {
        locator = null;
        if (bytes.Length is < FixedLength or > FixedLength + MaxGatewayLength
            || !Cid.TryFromBytes(bytes[..Cid.Length], out var cid)
            || bytes[FixedLength..].ContainsAnyExceptInRange((byte)0x21, (byte)0x7e))
        {
            return false;
        }

        locator = new Locator(
            cid,
            bytes.Slice(Cid.Length, AgePayload.FileKeyLength).ToArray(),
            System.Text.Encoding.ASCII.GetString(bytes[FixedLength..]));
        return true;
    }
}
