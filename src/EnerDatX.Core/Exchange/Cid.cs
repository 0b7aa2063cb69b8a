using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace EnerDatX.Core.Exchange;

/// <summary>How the block behind a CID is read (multicodec table).</summary>
public enum CidCodec : byte
{
    /// <summary>Of <c>default(Cid)</c>, which names nothing.</summary>
    None = 0,

    /// <summary>The block is content.</summary>
    Raw = 0x55,

    /// <summary>The block is a node with links (dag-pb).</summary>
    DagPb = 0x70,
}

/// <summary>
/// The content identifier of one block: CIDv1 with a SHA-256 multihash, binary 0x01 ‖ codec ‖ 0x12 ‖ 0x20 ‖ hash (36 bytes), as text
/// <c>b</c> and base32 (59 characters). A CIDv0 (<c>Qm…</c>) is read as the CIDv1 of the same dag-pb block. Ordered by its bytes.
/// </summary>
public readonly record struct Cid(CidCodec Codec, Digest Hash) : IComparable<Cid>
{
    public const int Length = 36;

    private const byte Version1 = 1;
    private const byte Sha256Code = 0x12;
    private const int HeaderLength = Length - Digest.Length;
    private const int TextLength = 59;
    private const int V0Length = 2 + Digest.Length;
    private const int V0TextLength = 46;

    public static Cid Of(CidCodec codec, ReadOnlySpan<byte> block) => new(codec, new Digest(SHA256.HashData(block)));

    /// <summary>Whether this is the identifier of exactly these bytes.</summary>
    public bool IsOf(ReadOnlySpan<byte> block) => Codec != CidCodec.None && Hash == new Digest(SHA256.HashData(block));

    /// <summary>Binary CIDv1 (36 bytes) or CIDv0 (34); any other codec, hash function or length is refused.</summary>
    public static bool TryFromBytes(ReadOnlySpan<byte> bytes, out Cid cid)
    {
        cid = default;
        if (bytes.Length == V0Length && bytes[0] == Sha256Code && bytes[1] == Digest.Length)
        {
            cid = new Cid(CidCodec.DagPb, new Digest(bytes[2..]));
            return true;
        }

        if (bytes.Length != Length || bytes[0] != Version1 || bytes[2] != Sha256Code || bytes[3] != Digest.Length
            || (CidCodec)bytes[1] is not (CidCodec.Raw or CidCodec.DagPb))
        {
            return false;
        }

        cid = new Cid((CidCodec)bytes[1], new Digest(bytes[HeaderLength..]));
        return true;
    }

    /// <summary>Lower-case base32 CIDv1 or base58 CIDv0, with nothing around it. No path, no other base, one text per value and version.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Cid cid)
    {
        cid = default;
        return text?.Length switch
        {
            TextLength => text[0] == 'b' && Multibase.TryDecodeBase32(text.AsSpan(1), Length, out var bytes) && TryFromBytes(bytes, out cid),
            V0TextLength => Multibase.TryDecodeBase58(text, V0Length, out var bytes) && TryFromBytes(bytes, out cid),
            _ => false,
        };
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        (bytes[0], bytes[1], bytes[2], bytes[3]) = (Version1, (byte)Codec, Sha256Code, Digest.Length);
        Hash.CopyTo(bytes.AsSpan(HeaderLength));
        return bytes;
    }

    public int CompareTo(Cid other) => (Codec, Hash).CompareTo((other.Codec, other.Hash));

    public override string ToString() => "b" + Multibase.EncodeBase32(ToArray());
}
