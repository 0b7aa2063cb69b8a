using System.Diagnostics.CodeAnalysis;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Overlay;

/// <summary>What <see cref="Packet.Read"/> made of a datagram.</summary>
public enum PacketForm
{
    /// <summary>A field is cut off, out of its bounds, or bytes are left over.</summary>
    Malformed = 0,

    /// <summary>It does not begin with 00 02.</summary>
    OtherVersion,

    /// <summary>It belongs to an overlay that we are not in.</summary>
    OtherCommunity,

    /// <summary>Its community has no message of this number, or an obsolete one.</summary>
    UnknownMessage,

    /// <summary>All fields were read; signatures are not checked yet.</summary>
    WellFormed,
}

/// <summary>
/// One IPv8 datagram: <c>00 02</c> ‖ community id 20 ‖ message id 1 ‖ [uint16 74 ‖ sender's key 74] ‖ uint64 global time ‖ message
/// ‖ [Ed25519 signature 64 of everything before]. The bracketed parts are there exactly in signed messages. All integers big-endian.
/// </summary>
public sealed class Packet
{
    /// <summary>Longest datagram that we send: fits every path's MTU, so that it is never cut into fragments.</summary>
    public const int MaxSentLength = 1_400;

    private const int IdOffset = 22;
    private const int HeaderLength = 23;

    private readonly ReadOnlyMemory<byte> _bytes;
    private bool? _signatureIsValid;

    private Packet(CommunityId community, PublicKey? sender, ulong globalTime, OverlayMessage message, ReadOnlyMemory<byte> bytes)
    {
        Community = community;
        Sender = sender;
        GlobalTime = globalTime;
        Message = message;
        _bytes = bytes;
    }

    public CommunityId Community { get; }

    /// <summary>Whose signature stands at the end; null for messages that have none.</summary>
    public PublicKey? Sender { get; }

    /// <summary>The sender's own count of its packets (a Lamport clock that nobody compares).</summary>
    public ulong GlobalTime { get; }

    public OverlayMessage Message { get; }

    /// <summary>
    /// Whether the packet's own signature is its sender's (checked once, then remembered). Messages without one have nothing to check:
    /// their half-blocks are signed, and <see cref="Admission"/> looks at those.
    /// </summary>
    public bool SignatureIsValid => _signatureIsValid ??=
        Sender is null || Sender.Verify(_bytes.Span[..^Sodium.SignatureBytes], _bytes.Span[^Sodium.SignatureBytes..]);

    /// <summary>Whether it says that it is this message of this community; its version and the rest are not looked at.</summary>
    public static bool IsOf(CommunityId community, byte messageId, ReadOnlySpan<byte> datagram) =>
        datagram.Length >= HeaderLength && datagram[IdOffset] == messageId && new CommunityId(datagram.Slice(2, CommunityId.Length)) == community;

    /// <summary>The cheap part: version and community, before anything else is looked at.</summary>
    public static PacketForm Frame(ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length < HeaderLength)
        {
            return PacketForm.Malformed;
        }

        if (datagram[0] != 0 || datagram[1] != 2)
        {
            return PacketForm.OtherVersion;
        }

        var community = new CommunityId(datagram.Slice(2, CommunityId.Length));
        if (community != CommunityId.TrustChain && community != CommunityId.Market)
        {
            return PacketForm.OtherCommunity;
        }

        return OverlayMessage.IsKnown(community, datagram[IdOffset]) ? PacketForm.WellFormed : PacketForm.UnknownMessage;
    }

    /// <summary>Reads a whole datagram. Checks no signature. Keeps <paramref name="datagram"/>, which must not change any more.</summary>
    public static PacketForm Read(ReadOnlyMemory<byte> datagram, out Packet? packet)
    {
        packet = null;
        var form = Frame(datagram.Span);
        if (form != PacketForm.WellFormed)
        {
            return form;
        }

        var community = new CommunityId(datagram.Span.Slice(2, CommunityId.Length));
        var id = datagram.Span[IdOffset];
        var signed = OverlayMessage.IsSignedId(community, id);
        var end = datagram.Length - (signed ? Sodium.SignatureBytes : 0);
        if (end < HeaderLength)
        {
            return PacketForm.Malformed;
        }

        var reader = new PacketReader(datagram.Span[HeaderLength..end]);
        if (signed && reader.UInt16() != PublicKey.Length)
        {
            return PacketForm.Malformed;
        }

        var sender = signed ? reader.Key() : null;
        var globalTime = reader.UInt64();
        var message = OverlayMessage.Read(community, id, ref reader);
        if (message is null || !reader.IsComplete)
        {
            return PacketForm.Malformed;
        }

        packet = new Packet(community, sender, globalTime, message, datagram);
        return PacketForm.WellFormed;
    }

    /// <summary>The same for a caller who only wants to know whether.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> datagram, [NotNullWhen(true)] out Packet? packet)
    {
        Read(datagram, out packet);
        return packet is not null;
    }

    /// <summary>The datagram of a message, signed with <paramref name="key"/> where its kind asks for it.</summary>
    /// <param name="globalTime">The sender's own count, see <see cref="GlobalTime"/>.</param>
    /// <exception cref="ArgumentException">A field of the message is out of its bounds.</exception>
    public static byte[] Pack(CommunityId community, ulong globalTime, OverlayMessage message, SecretKey key)
    {
        var packed = Layout(community, message.IsSigned ? key.PublicKey : null, globalTime, message, message.IsSigned ? Sodium.SignatureBytes : 0);
        if (message.IsSigned)
        {
            key.Sign(packed.AsSpan(..^Sodium.SignatureBytes), packed.AsSpan(^Sodium.SignatureBytes..));
        }

        return packed;
    }

    /// <summary>Everything before the signature.</summary>
    /// <param name="room">Bytes to leave free behind it.</param>
    internal static byte[] Layout(CommunityId community, PublicKey? sender, ulong globalTime, OverlayMessage message, int room = 0)
    {
        using var writer = new PacketWriter();
        Span<byte> id = stackalloc byte[CommunityId.Length];
        community.CopyTo(id);
        writer.Byte(0).Byte(2).Bytes(id).Byte(message.Id);
        if (sender is not null)
        {
            writer.UInt16(PublicKey.Length).Bytes(sender.Bytes);
        }

        message.Write(writer.UInt64(globalTime));
        var packed = new byte[writer.Written.Length + room];
        writer.Written.CopyTo(packed);
        return packed;
    }
}
