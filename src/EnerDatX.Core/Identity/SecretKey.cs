using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace EnerDatX.Core.Identity;

/// <summary>
/// A peer's secret key: ASCII <c>LibNaCLSK:</c> (10) ‖ X25519 secret (32) ‖ Ed25519 seed (32), 74 bytes.
/// The two halves are independent. Never logged, never sent.
/// </summary>
public sealed class SecretKey
{
    public const int Length = 74;

    private const int PrefixLength = 10;

    private readonly byte[] _bytes;
    private readonly byte[] _expanded = new byte[64];

    private SecretKey(byte[] bytes)
    {
        _bytes = bytes;
        var verifyKey = new byte[Sodium.KeyBytes];
        Sodium.Ed25519KeyPair(bytes.AsSpan(PrefixLength + 32, 32), verifyKey, _expanded);
        PublicKey = PublicKey.FromParts(Sodium.X25519Public(bytes.AsSpan(PrefixLength, 32)), verifyKey);
    }

    public PublicKey PublicKey { get; }

    private static ReadOnlySpan<byte> Prefix => "LibNaCLSK:"u8;

    /// <summary>Makes a key from two times 32 random bytes, which the caller draws.</summary>
    public static SecretKey FromSeeds(ReadOnlySpan<byte> x25519Secret, ReadOnlySpan<byte> ed25519Seed)
    {
        if (x25519Secret.Length != 32 || ed25519Seed.Length != 32)
        {
            throw new ArgumentException("Both seeds have 32 bytes.");
        }

        var bytes = new byte[Length];
        Prefix.CopyTo(bytes);
        x25519Secret.CopyTo(bytes.AsSpan(PrefixLength));
        ed25519Seed.CopyTo(bytes.AsSpan(PrefixLength + 32));
        return new SecretKey(bytes);
    }

    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SecretKey? key)
    {
        key = bytes.Length == Length && bytes.StartsWith(Prefix) ? new SecretKey(bytes.ToArray()) : null;
        return key is not null;
    }

    /// <summary>The 74 bytes, for the key file only.</summary>
    public byte[] Export() => (byte[])_bytes.Clone();

    /// <summary>A detached Ed25519 signature, 64 bytes.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        var signature = new byte[Sodium.SignatureBytes];
        Sign(message, signature);
        return signature;
    }

    /// <summary>The same into 64 bytes of the caller's, which must not overlap the message.</summary>
    public void Sign(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        SignatureCount.Make();
        if (KeyedSignatures.Key is { } key)
        {
            KeyedSignatures.Sign(key, PublicKey, message, signature);
        }
        else
        {
            Sodium.Ed25519Sign(_expanded, message, signature);
        }
    }

    /// <summary>
    /// A 32-byte X25519 secret for one purpose, derived with HKDF-SHA256 (RFC 5869) from this key, so that a node restored
    /// from its key alone opens again what it once bought. Revealing one derived secret tells nothing about any other.
    /// </summary>
    /// <param name="purpose">Domain, for example <c>enerdatx/one-time/v1</c>.</param>
    /// <param name="context">What it is for: hash of the trade, segment number.</param>
    public byte[] DeriveX25519(string purpose, ReadOnlySpan<byte> context)
    {
        var info = new byte[Encoding.ASCII.GetByteCount(purpose) + 1 + context.Length];
        var written = Encoding.ASCII.GetBytes(purpose, info);
        context.CopyTo(info.AsSpan(written + 1));
        return HKDF.DeriveKey(HashAlgorithmName.SHA256, _bytes[PrefixLength..], 32, info: info);
    }

    public override string ToString() => $"secret key of {PublicKey}";
}
