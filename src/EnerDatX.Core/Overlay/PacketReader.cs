using System.Buffers.Binary;
using System.Text;
using EnerDatX.Core.Gossip;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Overlay;

/// <summary>
/// Takes big-endian fields from a datagram. Reading past the end, or a field out of its bounds, sets <see cref="Failed"/> and yields
/// a default from then on; nothing throws, so that the caller asks once, at the end.
/// </summary>
internal ref struct PacketReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public bool Failed { get; private set; }

    /// <summary>Everything was read, and nothing failed.</summary>
    public readonly bool IsComplete => !Failed && _rest.IsEmpty;

    public readonly int Remaining => _rest.Length;

    public ReadOnlySpan<byte> Take(int length)
    {
        if (Failed || length > _rest.Length)
        {
            Fail();
            return default;
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    public byte Byte() => Take(1) is [var value] ? value : (byte)0;

    public ushort UInt16() => Take(2) is { IsEmpty: false } b ? BinaryPrimitives.ReadUInt16BigEndian(b) : (ushort)0;

    public uint UInt32() => Take(4) is { IsEmpty: false } b ? BinaryPrimitives.ReadUInt32BigEndian(b) : 0;

    public int Int32() => Take(4) is { IsEmpty: false } b ? BinaryPrimitives.ReadInt32BigEndian(b) : 0;

    public ulong UInt64() => Take(8) is { IsEmpty: false } b ? BinaryPrimitives.ReadUInt64BigEndian(b) : 0;

    public long Int64() => Take(8) is { IsEmpty: false } b ? BinaryPrimitives.ReadInt64BigEndian(b) : 0;

    public Fingerprint Fingerprint() => new(new Place(UInt64(), UInt32()), UInt64(), UInt32());

    public BlockHash Hash() => Take(BlockHash.Length) is { IsEmpty: false } b ? new BlockHash(b) : default;

    /// <summary>A 74-byte key with the right prefix.</summary>
    public PublicKey Key()
    {
        if (PublicKey.TryParse(Take(PublicKey.Length), out var key))
        {
            return SharedHalfBlocks.Current?.Key(key) ?? key;
        }

        Fail();
        return PublicKey.Any;
    }

    public Ipv4Endpoint Ipv4()
    {
        var host = UInt32();
        return new Ipv4Endpoint(host, UInt16());
    }

    public OverlayAddress Address()
    {
        switch (Byte())
        {
            case 1:
                return Ipv4();
            case 2:
                var name = Text(OverlayAddress.MaxNameLength);
                return new OverlayAddress.Name(name, UInt16());
            case 3:
                var host = Take(16) is { IsEmpty: false } b ? BinaryPrimitives.ReadUInt128BigEndian(b) : default;
                return new OverlayAddress.Ipv6(host, UInt16());
            default:
                Fail();
                return OverlayAddress.None;
        }
    }

    /// <summary>uint16 length, then 1 to <paramref name="maxLength"/> visible ASCII characters (0x21 to 0x7e).</summary>
    public string Text(int maxLength)
    {
        var length = UInt16();
        if (length == 0 || length > maxLength)
        {
            Fail();
            return "";
        }

        var text = Take(length);
        if (text.ContainsAnyExceptInRange((byte)0x21, (byte)0x7e))
        {
            Fail();
            return "";
        }

        return Encoding.ASCII.GetString(text);
    }

    /// <summary>A half-block of at most 4 KiB; what follows it stays to be read.</summary>
    /// <returns>Null exactly when <see cref="Failed"/>.</returns>
    public HalfBlock? Block()
    {
        if (Failed || !HalfBlock.TryUnpack(_rest[..Math.Min(_rest.Length, HalfBlock.MaxAcceptedLength)], out var block, out var consumed))
        {
            Fail();
            return null;
        }

        _rest = _rest[consumed..];
        return block;
    }

    public ReadOnlyMemory<byte> Rest() => Take(_rest.Length).ToArray();

    private void Fail()
    {
        Failed = true;
        _rest = default;
    }
}
