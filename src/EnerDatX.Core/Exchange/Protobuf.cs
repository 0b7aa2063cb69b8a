namespace EnerDatX.Core.Exchange;

/// <summary>The little of protobuf's wire format that dag-pb and UnixFS need: varints and byte strings.</summary>
internal static class Protobuf
{
    private const int WireVarint = 0;
    private const int WireBytes = 2;
    private const int MaxVarintBytes = 9;

    public static void WriteVarint(List<byte> into, int field, long value)
    {
        Write(into, (field << 3) | WireVarint);
        Write(into, value);
    }

    public static void WriteBytes(List<byte> into, int field, ReadOnlySpan<byte> value)
    {
        Write(into, (field << 3) | WireBytes);
        Write(into, value.Length);
        into.AddRange(value);
    }

    /// <summary>
    /// Takes one field from the front of <paramref name="rest"/>. False when it is cut off, of another wire type, or negative as an i64.
    /// A varint leaves <paramref name="bytes"/> empty; a byte string leaves <paramref name="number"/> -1.
    /// </summary>
    public static bool TryReadField(scoped ref ReadOnlySpan<byte> rest, out int field, out long number, out ReadOnlySpan<byte> bytes)
    {
        (field, number) = (0, -1);
        bytes = default;
        if (!TryRead(ref rest, out var tag) || tag >> 3 is < 1 or > 100)
        {
            return false;
        }

        field = (int)(tag >> 3);
        switch (tag & 7)
        {
            case WireVarint:
                return TryRead(ref rest, out number);
            case WireBytes when TryRead(ref rest, out var length) && length <= rest.Length:
                bytes = rest[..(int)length];
                rest = rest[(int)length..];
                return true;
            default:
                return false;
        }
    }

    private static void Write(List<byte> into, long value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            into.Add((byte)((value & 0x7f) | 0x80));
        }

        into.Add((byte)value);
    }

    /// <summary>At most 63 bits: no size in a file needs more.</summary>
    private static bool TryRead(scoped ref ReadOnlySpan<byte> rest, out long value)
    {
        value = 0;
        for (var i = 0; i < Math.Min(MaxVarintBytes, rest.Length); i++)
        {
            value |= (long)(rest[i] & 0x7f) << (7 * i);
            if (rest[i] < 0x80)
            {
                rest = rest[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
