using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EnerDatX.Core.Identity;

/// <summary>
/// The few calls of libsodium (1.0.18 or later, <c>libsodium.so.23</c>) that the base class library lacks:
/// Ed25519 (RFC 8032), X25519 (RFC 7748). Lengths are checked here, so that nothing reads past a span.
/// </summary>
public static unsafe partial class Sodium
{
    public const int KeyBytes = 32;
    public const int SignatureBytes = 64;

    private const string Library = "libsodium.so.23";

    static Sodium()
    {
        if (sodium_init() < 0)
        {
            throw new InvalidOperationException("libsodium could not be initialised.");
        }
    }

    /// <summary>Derives the Ed25519 public key and the 64-byte expanded secret key from a 32-byte seed.</summary>
    public static void Ed25519KeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> expandedSecretKey)
    {
        Require(seed.Length == KeyBytes && publicKey.Length == KeyBytes && expandedSecretKey.Length == 64);
        fixed (byte* s = seed, p = publicKey, x = expandedSecretKey)
        {
            _ = crypto_sign_seed_keypair(p, x, s);
        }
    }

    /// <summary>Signs with a 64-byte expanded secret key; the signature has 64 bytes.</summary>
    public static void Ed25519Sign(ReadOnlySpan<byte> expandedSecretKey, ReadOnlySpan<byte> message, Span<byte> signature)
    {
        Require(expandedSecretKey.Length == 64 && signature.Length == SignatureBytes);
        fixed (byte* x = expandedSecretKey, m = message, s = signature)
        {
            _ = crypto_sign_detached(s, null, m, (ulong)message.Length, x);
        }
    }

    /// <summary>Strict verification: a non-canonical S and keys of small order are refused.</summary>
    public static bool Ed25519Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != KeyBytes || signature.Length != SignatureBytes)
        {
            return false;
        }

        fixed (byte* p = publicKey, m = message, s = signature)
        {
            return crypto_sign_verify_detached(s, m, (ulong)message.Length, p) == 0;
        }
    }

    /// <summary>The X25519 public key of a 32-byte secret.</summary>
    public static byte[] X25519Public(ReadOnlySpan<byte> secret)
    {
        Require(secret.Length == KeyBytes);
        var result = new byte[KeyBytes];
        fixed (byte* s = secret, r = result)
        {
            _ = crypto_scalarmult_base(r, s);
        }

        return result;
    }

    /// <summary>The X25519 shared secret, or null when it is all zero (a point of small order).</summary>
    public static byte[]? X25519Shared(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> theirPublic)
    {
        Require(secret.Length == KeyBytes && theirPublic.Length == KeyBytes);
        var result = new byte[KeyBytes];
        fixed (byte* s = secret, p = theirPublic, r = result)
        {
            return crypto_scalarmult(r, s, p) == 0 ? result : null;
        }
    }

    private static void Require(bool holds, [CallerMemberName] string call = "")
    {
        if (!holds)
        {
            throw new ArgumentException($"{call}: an argument has the wrong length.");
        }
    }

    [LibraryImport(Library)]
    private static partial int sodium_init();

    [LibraryImport(Library)]
    private static partial int crypto_sign_seed_keypair(byte* publicKey, byte* secretKey, byte* seed);

    [LibraryImport(Library)]
    private static partial int crypto_sign_detached(byte* signature, ulong* length, byte* message, ulong messageLength, byte* secretKey);

    [LibraryImport(Library)]
    private static partial int crypto_sign_verify_detached(byte* signature, byte* message, ulong messageLength, byte* publicKey);

    [LibraryImport(Library)]
    private static partial int crypto_scalarmult_base(byte* result, byte* secret);

    [LibraryImport(Library)]
    private static partial int crypto_scalarmult(byte* result, byte* secret, byte* theirPublic);
}
