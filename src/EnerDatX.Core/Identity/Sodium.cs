using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EnerDatX.Core.Identity;

/// <summary>
/// The few calls of libsodium (1.0.18 or later, <c>libsodium.so.23</c>) that the base class library lacks:
/// Ed25519 (RFC 8032), X25519 (RFC 7748), Argon2id (RFC 9106), XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha), SipHash. Lengths are checked here, so that nothing reads past a span.
/// </summary>
public static unsafe partial class Sodium
{
    public const int KeyBytes = 32;
    public const int SignatureBytes = 64;
    public const int PassphraseSaltBytes = 16;
    public const int AeadNonceBytes = 24;
    public const int SipKeyBytes = 16;
    public const int AeadTagBytes = 16;

    /// <summary>Argon2id, version 1.3, as <c>crypto_pwhash_ALG_ARGON2ID13</c>.</summary>
    private const int Argon2Id13 = 2;

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

    /// <summary>SipHash-2-4 (Aumasson and Bernstein, 2012): 64 bits that nobody can aim at without the key of <see cref="SipKeyBytes"/>.</summary>
    public static ulong SipHash(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message)
    {
        Require(key.Length == SipKeyBytes);
        ulong result;
        fixed (byte* k = key, m = message)
        {
            _ = crypto_shorthash(&result, m, (ulong)message.Length, k);
        }

        return result;
    }

    /// <summary>The same with 128 bits.</summary>
    public static UInt128 SipHash128(ReadOnlySpan<byte> key, ReadOnlySpan<byte> message)
    {
        Require(key.Length == SipKeyBytes);
        UInt128 result;
        fixed (byte* k = key, m = message)
        {
            _ = crypto_shorthash_siphashx24(&result, m, (ulong)message.Length, k);
        }

        return result;
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

    /// <summary>Derives a key from a passphrase (Argon2id, one lane).</summary>
    /// <param name="passes">Over the memory; at least 1.</param>
    /// <param name="memoryBytes">At least 8,192; all of it is used.</param>
    /// <returns>False when there is not so much memory, and the key is not set.</returns>
    public static bool Argon2Id(ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt, ulong passes, ulong memoryBytes, Span<byte> key)
    {
        Require(salt.Length == PassphraseSaltBytes && key.Length == KeyBytes && passes >= 1 && memoryBytes >= 8_192);
        fixed (byte* p = passphrase, s = salt, k = key)
        {
            return crypto_pwhash(k, (ulong)key.Length, p, (ulong)passphrase.Length, s, passes, checked((nuint)memoryBytes), Argon2Id13) == 0;
        }
    }

    /// <summary>Encrypts and authenticates; the ciphertext is longer by <see cref="AeadTagBytes"/>.</summary>
    /// <param name="header">Authenticated, not encrypted.</param>
    public static void AeadSeal(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> header, ReadOnlySpan<byte> plaintext, Span<byte> ciphertext)
    {
        Require(key.Length == KeyBytes && nonce.Length == AeadNonceBytes && ciphertext.Length == plaintext.Length + AeadTagBytes);
        fixed (byte* k = key, n = nonce, h = header, p = plaintext, c = ciphertext)
        {
            _ = crypto_aead_xchacha20poly1305_ietf_encrypt(c, null, p, (ulong)plaintext.Length, h, (ulong)header.Length, null, n, k);
        }
    }

    /// <returns>False when key, header or ciphertext is not what was sealed; the plaintext is then zero.</returns>
    public static bool AeadOpen(
        ReadOnlySpan<byte> key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> header, ReadOnlySpan<byte> ciphertext, Span<byte> plaintext)
    {
        Require(key.Length == KeyBytes && nonce.Length == AeadNonceBytes && ciphertext.Length == plaintext.Length + AeadTagBytes);
        fixed (byte* k = key, n = nonce, h = header, c = ciphertext, p = plaintext)
        {
            return crypto_aead_xchacha20poly1305_ietf_decrypt(p, null, null, c, (ulong)ciphertext.Length, h, (ulong)header.Length, n, k) == 0;
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
    private static partial int crypto_shorthash(ulong* result, byte* message, ulong messageLength, byte* key);

    [LibraryImport(Library)]
    private static partial int crypto_shorthash_siphashx24(UInt128* result, byte* message, ulong messageLength, byte* key);

    [LibraryImport(Library)]
    private static partial int crypto_scalarmult_base(byte* result, byte* secret);

    [LibraryImport(Library)]
    private static partial int crypto_scalarmult(byte* result, byte* secret, byte* theirPublic);

    [LibraryImport(Library)]
    private static partial int crypto_pwhash(
        byte* key, ulong keyLength, byte* passphrase, ulong passphraseLength, byte* salt, ulong passes, nuint memoryBytes, int algorithm);

    [LibraryImport(Library)]
    private static partial int crypto_aead_xchacha20poly1305_ietf_encrypt(
        byte* ciphertext, ulong* ciphertextLength, byte* plaintext, ulong plaintextLength, byte* header, ulong headerLength, byte* secretNonce, byte* nonce, byte* key);

    [LibraryImport(Library)]
    private static partial int crypto_aead_xchacha20poly1305_ietf_decrypt(
        byte* plaintext, ulong* plaintextLength, byte* secretNonce, byte* ciphertext, ulong ciphertextLength, byte* header, ulong headerLength, byte* nonce, byte* key);
}
