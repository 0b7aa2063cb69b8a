using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace EnerDatX.Core.Identity;

/// <summary>
/// A peer's public key: ASCII <c>LibNaCLPK:</c> (10) ‖ X25519 public (32) ‖ Ed25519 public (32), 74 bytes, as in py-ipv8 and kotlin-ipv8.
/// Immutable; equal by content.
/// </summary>
public sealed class PublicKey : IEquatable<PublicKey>, IComparable<PublicKey>
{
    public const int Length = 74;

    private const int PrefixLength = 10;

    /// <summary>The link of a half-block that is addressed to nobody in particular: 74 × ASCII '0'.</summary>
    public static readonly PublicKey Any = new(Enumerable.Repeat((byte)'0', Length).ToArray());

    private readonly byte[] _source;
    private readonly int _offset;
    private readonly int _hashCode;

    /// <summary>A <see cref="Identity.Mid"/> in a box: most keys in half-blocks are never asked for theirs, and the struct is large.</summary>
    private object? _mid;

    private PublicKey(byte[] source, int offset = 0)
    {
        _source = source;
        _offset = offset;
        _hashCode = HashCode.Combine(
            BinaryPrimitives.ReadInt64LittleEndian(source.AsSpan(offset + PrefixLength)),
            BinaryPrimitives.ReadInt64LittleEndian(source.AsSpan(offset + PrefixLength + 32)));
    }

    public ReadOnlySpan<byte> Bytes => _source.AsSpan(_offset, Length);

    public ReadOnlySpan<byte> X25519 => Bytes.Slice(PrefixLength, 32);

    public ReadOnlySpan<byte> Ed25519 => Bytes.Slice(PrefixLength + 32, 32);

    /// <summary>Whether this is the 74 × '0' that addresses anyone.</summary>
    public bool IsAny => Equals(Any);

    /// <summary>Whether these bytes have the form of a key: right prefix and length (they always have the length).</summary>
    public bool IsWellFormed => Bytes.StartsWith(Prefix);

    /// <summary>SHA-1 of the 74 bytes: the member id of IPv8, and the market's trader id.</summary>
    public Mid Mid => (Mid)(_mid ??= new Mid(SHA1.HashData(Bytes)));

    private static ReadOnlySpan<byte> Prefix => "LibNaCLPK:"u8;

    /// <summary>Takes any 74 bytes, as they stand in a half-block; whether they are a key is a question of its own (<see cref="IsWellFormed"/>).</summary>
    public static PublicKey FromField(ReadOnlySpan<byte> field) =>
        field.Length == Length ? new PublicKey(field.ToArray()) : throw new ArgumentException("A key field has 74 bytes.", nameof(field));

    /// <summary>The key field at <paramref name="offset"/> of a packed half-block, without a copy: nobody may change that array afterwards.</summary>
    internal static PublicKey FromPacked(byte[] packed, int offset) =>
        packed.AsSpan(offset, Length).SequenceEqual(Any.Bytes) ? Any : new PublicKey(packed, offset);

    /// <summary>Length 74 and the right prefix; curve points are checked where signatures are.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out PublicKey? key)
    {
        key = bytes.Length == Length && bytes.StartsWith(Prefix) ? new PublicKey(bytes.ToArray()) : null;
        return key is not null;
    }

    public static bool TryParseHex(string? hex, [NotNullWhen(true)] out PublicKey? key)
    {
        key = null;
        var bytes = new byte[Length];
        return hex is { Length: 2 * Length }
            && Convert.FromHexString(hex, bytes, out _, out _) == System.Buffers.OperationStatus.Done
            && TryParse(bytes, out key);
    }

    public static PublicKey FromParts(ReadOnlySpan<byte> x25519, ReadOnlySpan<byte> ed25519)
    {
        var bytes = new byte[Length];
        Prefix.CopyTo(bytes);
        x25519.CopyTo(bytes.AsSpan(PrefixLength, 32));
        ed25519.CopyTo(bytes.AsSpan(PrefixLength + 32, 32));
        return new PublicKey(bytes);
    }

    /// <summary>Whether <paramref name="signature"/> is this key's Ed25519 signature (64 bytes) of <paramref name="message"/>.</summary>
    public bool Verify(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (!IsWellFormed)
        {
            return false;
        }

        SignatureCount.Check();
        return KeyedSignatures.Key is { } key ? KeyedSignatures.Verify(key, this, message, signature) : Sodium.Ed25519Verify(Ed25519, message, signature);
    }

    public string ToHex() => Convert.ToHexStringLower(Bytes);

    public override string ToString() => $"{Mid.ToString()[..8]}…";

    public bool Equals(PublicKey? other) =>
        ReferenceEquals(this, other) || (other is not null && _hashCode == other._hashCode && Bytes.SequenceEqual(other.Bytes));

    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    public override int GetHashCode() => _hashCode;

    public int CompareTo(PublicKey? other) => other is null ? 1 : Bytes.SequenceCompareTo(other.Bytes);
}
