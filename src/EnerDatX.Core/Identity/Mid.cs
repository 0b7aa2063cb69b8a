using System.Buffers.Binary;

namespace EnerDatX.Core.Identity;

/// <summary>SHA-1 of a public key, 20 bytes: IPv8's member id. As 40 lower-case hex digits it is the market's trader id.</summary>
public readonly record struct Mid : IComparable<Mid>
{
    public const int Length = 20;

    private readonly UInt128 _high;
    private readonly uint _low;

    public Mid(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException("A member id has 20 bytes.", nameof(bytes));
        }

        _high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _high);
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

    public int CompareTo(Mid other) => (_high, _low).CompareTo((other._high, other._low));

    /// <summary>40 lower-case hex digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
