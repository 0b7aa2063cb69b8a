using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Market;

/// <summary>
/// A dispute as one file that anybody can judge with nothing else: its half-blocks, and what their owner wants to show beside them. Equal bundles
/// have equal bytes.
/// </summary>
/// <remarks>
/// Bytes (big-endian): <c>EDXB</c> 4, version u8 = 1, count u8 (6 or 7), per half-block its length u16 and its bytes; then parts, each at most once
/// and in the order of their tags: tag u8, length u32, bytes. 1: locator secret 32 ‖ sealed manifest. 2: binary CID 36 ‖ salt 16 ‖ ciphertext.
/// </remarks>
public sealed record DisputeBundle(DisputedDelivery Disputed, Exhibits Exhibits)
{
    /// <summary>Longest bundle in bytes: what a reader needs as memory, a few times over.</summary>
    public static readonly long MaxLength = HeadLength + (DisputedDelivery.MostHalves * (LengthLength + HalfBlock.MaxAcceptedLength))
        + PartHeadLength + AgeIdentity.Length + Manifest.MaxSealedLength
        + PartHeadLength + Cid.Length + Commitments.SaltLength + Manifest.MaxPayloadLength;

    private const int HeadLength = 6;
    private const int LengthLength = 2;
    private const int PartHeadLength = 5;
    private const byte Version = 1;
    private const byte LocatorTag = 1;
    private const byte SegmentTag = 2;

    private static ReadOnlySpan<byte> Magic => "EDXB"u8;

    /// <summary>What the dispute is about, as far as anything is said.</summary>
    public (string Network, int Segment) Claim =>
        MarketHead.NetworkOf(Disputed.Dispute) is { } network && DisputeTransaction.TryRead(Disputed.Dispute, network, out var dispute)
            ? (network, dispute.Segment)
            : (string.Empty, -1);

    /// <summary>The verdict, the same for everybody who has these bytes.</summary>
    public Judgement Judge() => Market.Judge.Decide(Disputed, Exhibits);

    public byte[] Encode()
    {
        var bytes = new MemoryStream();
        bytes.Write(Magic);
        bytes.WriteByte(Version);
        bytes.WriteByte((byte)Disputed.Halves.Count);
        Span<byte> length = stackalloc byte[sizeof(uint)];
        foreach (var half in Disputed.Halves)
        {
            BinaryPrimitives.WriteUInt16BigEndian(length, checked((ushort)half.Packed.Length));
            bytes.Write(length[..LengthLength]);
            bytes.Write(half.Packed);
        }

        if (Exhibits.Locator is { } locator)
        {
            WritePart(bytes, LocatorTag, locator.Secret, locator.SealedManifest);
        }

        if (Exhibits.Segment is { } segment)
        {
            WritePart(bytes, SegmentTag, segment.Cid.ToArray(), segment.Salt, segment.Payload);
        }

        return bytes.ToArray();
    }

    /// <summary>Reads exactly one bundle whose half-blocks are one disputed delivery with good signatures, or says why it is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out DisputeBundle? bundle, [NotNullWhen(false)] out string? refusal)
    {
        bundle = null;
        refusal = bytes.Length > MaxLength ? $"a bundle has at most {MaxLength} bytes"
            : bytes.Length < HeadLength || !bytes.StartsWith(Magic) ? "this is no bundle: it does not begin with EDXB"
            : bytes[4] != Version ? $"version {bytes[4]} of a bundle is not known here"
            : bytes[5] is < DisputedDelivery.LeastHalves or > DisputedDelivery.MostHalves ? "a bundle has 6 or 7 half-blocks"
            : null;
        if (refusal is not null)
        {
            return false;
        }

        var rest = bytes[HeadLength..];
        if (ReadHalves(ref rest, bytes[5]) is not { } disputed)
        {
            refusal = "a half-block is cut off or malformed";
            return false;
        }

        if (!disputed.TryRead(out _, out refusal) || !TryReadParts(rest, out var exhibits, out refusal))
        {
            return false;
        }

        bundle = new DisputeBundle(disputed, exhibits);
        return true;
    }

    private static DisputedDelivery? ReadHalves(ref ReadOnlySpan<byte> rest, int count)
    {
        var halves = new List<HalfBlock>(count);
        for (var i = 0; i < count; i++)
        {
            if (rest.Length < LengthLength)
            {
                return null;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(rest);
            rest = rest[LengthLength..];
            if (length > HalfBlock.MaxAcceptedLength || length > rest.Length || !HalfBlock.TryUnpack(rest[..length], out var half))
            {
                return null;
            }

            halves.Add(half);
            rest = rest[length..];
        }

        return DisputedDelivery.Of(halves);
    }

    private static bool TryReadParts(ReadOnlySpan<byte> rest, [NotNullWhen(true)] out Exhibits? exhibits, [NotNullWhen(false)] out string? refusal)
    {
        exhibits = Exhibits.None;
        refusal = null;
        for (var last = 0; !rest.IsEmpty && refusal is null;)
        {
            if (rest.Length < PartHeadLength
                || BinaryPrimitives.ReadUInt32BigEndian(rest[1..]) is var length && length > rest.Length - PartHeadLength)
            {
                refusal = "a part is cut off";
                break;
            }

            var tag = rest[0];
            var content = rest.Slice(PartHeadLength, (int)length);
            rest = rest[(PartHeadLength + (int)length)..];
            refusal = tag <= last ? "the parts are not in order" : TakePart(tag, content, ref exhibits);
            last = tag;
        }

        exhibits = refusal is null ? exhibits : null;
        return exhibits is not null;
    }

    private static string? TakePart(byte tag, ReadOnlySpan<byte> content, ref Exhibits exhibits)
    {
        switch (tag)
        {
            case LocatorTag when content.Length >= AgeIdentity.Length && content.Length - AgeIdentity.Length <= Manifest.MaxSealedLength:
                exhibits = exhibits with { Locator = new LocatorOpening(content[..AgeIdentity.Length].ToArray(), content[AgeIdentity.Length..].ToArray()) };
                return null;
            case SegmentTag when content.Length >= Cid.Length + Commitments.SaltLength && Cid.TryFromBytes(content[..Cid.Length], out var cid):
                var payload = content[(Cid.Length + Commitments.SaltLength)..];
                exhibits = exhibits with { Segment = new SegmentOpening(cid, content.Slice(Cid.Length, Commitments.SaltLength).ToArray(), payload.ToArray()) };
                return null;
            default:
                return tag is LocatorTag or SegmentTag ? $"part {tag} is malformed" : $"part {tag} is not known here";
        }
    }

    private static void WritePart(MemoryStream bytes, byte tag, params ReadOnlySpan<byte[]> contents)
    {
        Span<byte> head = stackalloc byte[PartHeadLength];
        head[0] = tag;
        var length = 0;
        foreach (var content in contents)
        {
            length += content.Length;
        }

        BinaryPrimitives.WriteUInt32BigEndian(head[1..], (uint)length);
        bytes.Write(head);
        foreach (var content in contents)
        {
            bytes.Write(content);
        }
    }
}
