using System.Buffers.Binary;

namespace EnerDatX.Core.Exchange;

/// <summary>A SHA-256 value, 32 bytes: a commitment, a leaf, a Merkle root or the hash inside a CID. Equal and ordered by content.</summary>
public readonly record struct Digest : IComparable<Digest>
{
    public const int Length = 32;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    public Digest(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException("A digest has 32 bytes.", nameof(bytes));
        }

        _high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]);
    }

    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], _low);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    public int CompareTo(Digest other) => (_high, _low).CompareTo((other._high, other._low));

    /// <summary>64 lower-case hex digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
