using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EnerDatX.Core.Overlay;

/// <summary>The 20 bytes that name an overlay in every IPv8 packet, after the two version bytes.</summary>
public readonly record struct CommunityId : IComparable<CommunityId>
{
    public const int Length = 20;

    /// <summary>TrustChain of py-ipv8 and kotlin-ipv8: 5ad767b05ae592a02488272ca2a86b847d4562e1.</summary>
    public static readonly CommunityId TrustChain = new(Convert.FromHexString("5ad767b05ae592a02488272ca2a86b847d4562e1"));

    /// <summary>
    /// Our market: SHA-1 of the 17 ASCII bytes <c>enerdatx/market/1</c>, which is 76591f119857b28e48b819f2edc0d411dca4e398; the 1 is the protocol's version,
    /// so that peers of a later, incompatible one do not meet.
    /// </summary>
    public static readonly CommunityId Market = new(SHA1.HashData("enerdatx/market/1"u8));

    private readonly UInt128 _high;
    private readonly uint _low;

    public CommunityId(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException("A community id has 20 bytes.", nameof(bytes));
        }

        _high = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], _low);
    }

    public int CompareTo(CommunityId other) => (_high, _low).CompareTo((other._high, other._low));

    /// <summary>40 lower-case hex digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
