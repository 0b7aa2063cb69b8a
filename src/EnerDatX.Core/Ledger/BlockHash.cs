using System.Buffers.Binary;

namespace EnerDatX.Core.Ledger;

/// <summary>SHA-256 of a packed half-block with its signature, 32 bytes: the half-block's identity.</summary>
public readonly record struct BlockHash : IComparable<BlockHash>
{
    public const int Length = 32;

    /// <summary>The previous hash of a chain's first half-block: 32 × ASCII '0' (0x30), not zero bytes.</summary>
    public static readonly BlockHash Genesis = new(Enumerable.Repeat((byte)'0', Length).ToArray());

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    public BlockHash(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Length)
        {
            throw new ArgumentException("A block hash has 32 bytes.", nameof(bytes));
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

    /// <summary>The first 8 bytes, big-endian.</summary>
    public ulong Prefix => (ulong)(_high >> 64);

    public static bool TryParse(string? hex, out BlockHash hash)
    {
        hash = default;
        var bytes = new byte[Length];
        if (hex is not { Length: 2 * Length } || Convert.FromHexString(hex, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        hash = new BlockHash(bytes);
        return true;
    }

    public int CompareTo(BlockHash other) => (_high, _low).CompareTo((other._high, other._low));

    /// <summary>64 lower-case hex digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
