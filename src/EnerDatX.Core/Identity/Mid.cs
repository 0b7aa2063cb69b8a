using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EnerDatX.Core.Identity;

/// <summary>SHA-1 of a public key, 20 bytes: IPv8's member id. As 40 lower-case hex digits it is the market's trader id.</summary>
[StructLayout(LayoutKind.Sequential, Pack = sizeof(uint))]
public readonly record struct Mid : IComparable<Mid>
{
    public const int Length = 20;

    // Neither aligned to 16 bytes, as a UInt128 would be, nor to 8: so it has 20 bytes indeed, and an order's id has 24.
    private readonly ulong _high;
    private readonly ulong _middle;
    private readonly uint _low;

    public Mid(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException("A member id has 20 bytes.", nameof(bytes));
        }

        _high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _middle = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _low = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8), _middle);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(16), _low);
        return bytes;
    }

    public static bool TryParse(string? hex, out Mid mid)
    {
        mid = default;
        var bytes = new byte[Length];
        if (hex is not { Length: 2 * Length } || Convert.FromHexString(hex, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        mid = new Mid(bytes);
        return true;
    }

    public int CompareTo(Mid other) => (_high, _middle, _low).CompareTo((other._high, other._middle, other._low));

    /// <summary>40 lower-case hex digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
