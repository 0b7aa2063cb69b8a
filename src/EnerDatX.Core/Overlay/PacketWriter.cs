using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace EnerDatX.Core.Overlay;

/// <summary>Appends big-endian fields, to a borrowed array until it is disposed of; the mirror of <see cref="PacketReader"/>.</summary>
internal sealed class PacketWriter : IDisposable
{
    /// <summary>Bytes; every datagram that we send fits.</summary>
    private const int FirstSize = 2_048;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _length) = ([], 0);
    }

    public PacketWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Next(bytes.Length));
        return this;
    }

    public PacketWriter Byte(byte value) => Bytes([value]);

    public PacketWriter UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Next(2), value);
        return this;
    }

    public PacketWriter UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Next(4), value);
        return this;
    }

    public PacketWriter Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Next(4), value);
        return this;
    }

    public PacketWriter UInt64(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(Next(8), value);
        return this;
    }

    public PacketWriter Int64(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(Next(8), value);
        return this;
    }

    public PacketWriter UInt128(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128BigEndian(Next(16), value);
        return this;
    }

    public PacketWriter Hash(Ledger.BlockHash hash)
    {
        hash.CopyTo(Next(Ledger.BlockHash.Length));
        return this;
    }

    public PacketWriter Fingerprint(Gossip.Fingerprint fingerprint) =>
        UInt64(fingerprint.Place.Chain).UInt32(fingerprint.Place.Sequence).UInt64(fingerprint.HashHigh).UInt32(fingerprint.HashLow);

    public PacketWriter Ipv4(Ipv4Endpoint endpoint) => UInt32(endpoint.Host).UInt16(endpoint.Port);

    /// <summary>Old style: IPv4 only.</summary>
    /// <exception cref="ArgumentException">The address is of another kind; old-style messages cannot hold it.</exception>
    public PacketWriter Ipv4(OverlayAddress address) => address is OverlayAddress.Ipv4 v4
        ? Ipv4(v4.Endpoint)
        : throw new ArgumentException($"An old-style message holds IPv4 addresses only, not {address}.", nameof(address));

    /// <summary>New style: a type byte in front.</summary>
    public PacketWriter Address(OverlayAddress address) => address switch
    {
        OverlayAddress.Ipv4 v4 => Byte(1).Ipv4(v4.Endpoint),
        OverlayAddress.Name name => Byte(2).Text(name.Host, OverlayAddress.MaxNameLength).UInt16(name.Port),
        OverlayAddress.Ipv6 v6 => Byte(3).UInt128(v6.Host).UInt16(v6.Port),
        _ => throw new ArgumentException("An address of no known kind.", nameof(address)),
    };

    /// <summary>uint16 length, then visible ASCII.</summary>
    /// <exception cref="ArgumentException">Empty, too long, or other characters: no reader would take it.</exception>
    public PacketWriter Text(string text, int maxLength) =>
        text.Length >= 1 && text.Length <= maxLength && !text.AsSpan().ContainsAnyExceptInRange('\x21', '\x7e')
            ? UInt16((ushort)text.Length).Bytes(Encoding.ASCII.GetBytes(text))
            : throw new ArgumentException($"'{text}' is not 1 to {maxLength} visible ASCII characters.", nameof(text));

    private Span<byte> Next(int length)
    {
        if (length > _buffer.Length - _length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _buffer.Length, _length + length));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        var span = _buffer.AsSpan(_length, length);
        _length += length;
        return span;
    }
}
