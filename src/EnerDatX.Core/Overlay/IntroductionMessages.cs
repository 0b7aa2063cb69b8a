namespace EnerDatX.Core.Overlay;

/// <summary>What a peer says about its way to the Internet: the first two bits of the introduction messages.</summary>
public enum ConnectionType
{
    Unknown = 0,

    /// <summary>No such meaning is defined (bits 01).</summary>
    Undefined = 1,
    Public = 2,
    SymmetricNat = 3,
}

/// <summary>
/// "Whom do you know?" Sent to a bootstrap address, an introduced one, or a peer. Signed.
/// Old style (246): ipv4 destination, ipv4 source LAN, ipv4 source WAN, bits, uint16 identifier, extra bytes to the end.
/// New style (234): the same with typed addresses, and the identifier before the bits.
/// </summary>
/// <param name="Destination">The receiver's address as the sender sees it.</param>
/// <param name="Bits">0xc0 connection type, 0x20 supports new style, 0x01 advice wanted. The rest is zero, but kept as read.</param>
/// <param name="Identifier">The response repeats it.</param>
/// <param name="Extra">The community's own: TrustChain puts its chain length there, int32.</param>
public sealed record IntroductionRequest(
    bool NewStyle,
    OverlayAddress Destination,
    OverlayAddress SourceLan,
    OverlayAddress SourceWan,
    byte Bits,
    ushort Identifier,
    ReadOnlyMemory<byte> Extra) : OverlayMessage
{
    public const byte OldId = 246;
    public const byte NewId = 234;
    public const byte SupportsNewStyleBit = 0x20;
    public const byte AdviceBit = 0x01;

    public override byte Id => NewStyle ? NewId : OldId;

    public override bool IsSigned => true;

    public ConnectionType ConnectionType => (ConnectionType)(Bits >> 6);

    public bool SupportsNewStyle => (Bits & SupportsNewStyleBit) != 0;

    public bool Advice => (Bits & AdviceBit) != 0;

    internal override void Write(PacketWriter writer)
    {
        if (NewStyle)
        {
            writer.Address(Destination).Address(SourceLan).Address(SourceWan).UInt16(Identifier).Byte(Bits);
        }
        else
        {
            writer.Ipv4(Destination).Ipv4(SourceLan).Ipv4(SourceWan).Byte(Bits).UInt16(Identifier);
        }

        writer.Bytes(Extra.Span);
    }
}

/// <summary>
/// The answer to an <see cref="IntroductionRequest"/>, sent to where that came from; introduces a third peer, or 0.0.0.0:0. Signed.
/// Old style (245): ipv4 destination, source LAN, source WAN, introduced LAN, introduced WAN, bits, uint16 identifier, extra bytes.
/// New style (233): typed addresses, identifier before the bits, and the bits mean something else.
/// </summary>
/// <param name="Destination">The asker's address as the answerer sees it: how a peer learns its own WAN address.</param>
/// <param name="Bits">
/// Old style: 0xc0 connection type, 0x10 supports new style, 0x08 the introduced peer supports it. New style: 0x80 the introduced peer
/// supports it. The rest is kept as read.
/// </param>
public sealed record IntroductionResponse(
    bool NewStyle,
    OverlayAddress Destination,
    OverlayAddress SourceLan,
    OverlayAddress SourceWan,
    OverlayAddress IntroducedLan,
    OverlayAddress IntroducedWan,
    byte Bits,
    ushort Identifier,
    ReadOnlyMemory<byte> Extra) : OverlayMessage
{
    public const byte OldId = 245;
    public const byte NewId = 233;

    public override byte Id => NewStyle ? NewId : OldId;

    public override bool IsSigned => true;

    public ConnectionType ConnectionType => NewStyle ? ConnectionType.Unknown : (ConnectionType)(Bits >> 6);

    public bool SupportsNewStyle => NewStyle || (Bits & 0x10) != 0;

    public bool IntroducedSupportsNewStyle => (Bits & (NewStyle ? 0x80 : 0x08)) != 0;

    internal override void Write(PacketWriter writer)
    {
        if (NewStyle)
        {
            writer.Address(Destination).Address(SourceLan).Address(SourceWan).Address(IntroducedLan).Address(IntroducedWan)
                .UInt16(Identifier).Byte(Bits);
        }
        else
        {
            writer.Ipv4(Destination).Ipv4(SourceLan).Ipv4(SourceWan).Ipv4(IntroducedLan).Ipv4(IntroducedWan)
                .Byte(Bits).UInt16(Identifier);
        }

        writer.Bytes(Extra.Span);
    }
}

/// <summary>
/// "Please open your router for this walker." Sent by the introducer to the peer that it introduces. Not signed.
/// 250: ipv4 walker LAN, ipv4 walker WAN, uint16 identifier; 232: typed addresses.
/// </summary>
/// <param name="Identifier">Of the walker's request; the puncture repeats it.</param>
public sealed record PunctureRequest(bool NewStyle, OverlayAddress WalkerLan, OverlayAddress WalkerWan, ushort Identifier) : OverlayMessage
{
    public const byte OldId = 250;
    public const byte NewId = 232;

    public override byte Id => NewStyle ? NewId : OldId;

    public override bool IsSigned => false;

    internal override void Write(PacketWriter writer) => IntroductionMessages.WritePair(writer, NewStyle, WalkerLan, WalkerWan, Identifier);
}

/// <summary>
/// The datagram that opens the sender's router for the walker, who may then ask for an introduction. Signed.
/// 249: ipv4 source LAN, ipv4 source WAN, uint16 identifier; 231: typed addresses.
/// </summary>
public sealed record Puncture(bool NewStyle, OverlayAddress SourceLan, OverlayAddress SourceWan, ushort Identifier) : OverlayMessage
{
    public const byte OldId = 249;
    public const byte NewId = 231;

    public override byte Id => NewStyle ? NewId : OldId;

    public override bool IsSigned => true;

    internal override void Write(PacketWriter writer) => IntroductionMessages.WritePair(writer, NewStyle, SourceLan, SourceWan, Identifier);
}

/// <summary>Reads the introduction messages of IPv8 (py-ipv8 <c>messaging/payload.py</c>), which every community has.</summary>
internal static class IntroductionMessages
{
    /// <summary>Most extra bytes that are taken: TrustChain needs 4, we none; a later community may say a little more.</summary>
    private const int MaxExtraLength = 1_024;

    public static bool Knows(byte id) => id
        is IntroductionRequest.OldId or IntroductionResponse.OldId or PunctureRequest.OldId or Puncture.OldId
        or IntroductionRequest.NewId or IntroductionResponse.NewId or PunctureRequest.NewId or Puncture.NewId;

    public static OverlayMessage? Read(byte id, ref PacketReader reader)
    {
        if (reader.Remaining > MaxExtraLength)
        {
            return null;
        }

        return id switch
        {
            IntroductionRequest.OldId => ReadRequest(ref reader),
            IntroductionRequest.NewId => ReadNewRequest(ref reader),
            IntroductionResponse.OldId => ReadResponse(ref reader),
            IntroductionResponse.NewId => ReadNewResponse(ref reader),
            PunctureRequest.OldId => new PunctureRequest(false, reader.Ipv4(), reader.Ipv4(), reader.UInt16()),
            PunctureRequest.NewId => new PunctureRequest(true, reader.Address(), reader.Address(), reader.UInt16()),
            Puncture.OldId => new Puncture(false, reader.Ipv4(), reader.Ipv4(), reader.UInt16()),
            Puncture.NewId => new Puncture(true, reader.Address(), reader.Address(), reader.UInt16()),
            _ => null,
        };
    }

    public static void WritePair(PacketWriter writer, bool newStyle, OverlayAddress lan, OverlayAddress wan, ushort identifier)
    {
        if (newStyle)
        {
            writer.Address(lan).Address(wan).UInt16(identifier);
        }
        else
        {
            writer.Ipv4(lan).Ipv4(wan).UInt16(identifier);
        }
    }

    private static IntroductionRequest ReadRequest(ref PacketReader reader)
    {
        var (destination, lan, wan) = (reader.Ipv4(), reader.Ipv4(), reader.Ipv4());
        var bits = reader.Byte();
        return new IntroductionRequest(false, destination, lan, wan, bits, reader.UInt16(), reader.Rest());
    }

    private static IntroductionRequest ReadNewRequest(ref PacketReader reader)
    {
        var (destination, lan, wan) = (reader.Address(), reader.Address(), reader.Address());
        var identifier = reader.UInt16();
        return new IntroductionRequest(true, destination, lan, wan, reader.Byte(), identifier, reader.Rest());
    }

    private static IntroductionResponse ReadResponse(ref PacketReader reader)
    {
        var (destination, lan, wan) = (reader.Ipv4(), reader.Ipv4(), reader.Ipv4());
        var (introducedLan, introducedWan) = (reader.Ipv4(), reader.Ipv4());
        var bits = reader.Byte();
        return new IntroductionResponse(false, destination, lan, wan, introducedLan, introducedWan, bits, reader.UInt16(), reader.Rest());
    }

    private static IntroductionResponse ReadNewResponse(ref PacketReader reader)
    {
        var (destination, lan, wan) = (reader.Address(), reader.Address(), reader.Address());
        var (introducedLan, introducedWan) = (reader.Address(), reader.Address());
        var identifier = reader.UInt16();
        var bits = reader.Byte();
        return new IntroductionResponse(true, destination, lan, wan, introducedLan, introducedWan, bits, identifier, reader.Rest());
    }
}
