using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Exchange;

/// <summary>The X25519 recipient type of age (C2SP age.md): the file key, encrypted under a key agreed with an ephemeral share.</summary>
internal static class AgeX25519
{
    public const string Type = "X25519";

    private const int BodyLength = AgePayload.FileKeyLength + AgePayload.TagLength;

    public static AgeStanza Wrap(ReadOnlySpan<byte> fileKey, AgeRecipient recipient, ReadOnlySpan<byte> ephemeralSecret)
    {
        var share = Sodium.X25519Public(ephemeralSecret);
        var shared = Sodium.X25519Shared(ephemeralSecret, recipient.Key)
            ?? throw new InvalidOperationException("A recipient is never a point of small order.");
        var body = new byte[BodyLength];
        using var cipher = new ChaCha20Poly1305(WrapKey(shared, share, recipient));
        cipher.Encrypt(
            new byte[AgePayload.ChunkNonceLength], fileKey, body.AsSpan(0, AgePayload.FileKeyLength), body.AsSpan(AgePayload.FileKeyLength));
        return new AgeStanza(Type, [CanonicalBase64.Encode(share)], body);
    }

    /// <summary>The file key, or null: no match (another type, or another recipient's) or header failure (this type, but malformed).</summary>
    public static byte[]? Unwrap(AgeStanza stanza, AgeIdentity identity, out AgeOutcome outcome)
    {
        outcome = AgeOutcome.NoMatch;
        if (stanza.Type != Type)
        {
            return null;
        }

        // The body's length is checked before decrypting: with keys of many lengths one ciphertext could fit many identities.
        if (stanza.Body.Length != BodyLength || !TryReadShare(stanza, out var share)
            || Sodium.X25519Shared(identity.Secret, share) is not { } shared)
        {
            outcome = AgeOutcome.HeaderFailure;
            return null;
        }

        var key = new byte[AgePayload.FileKeyLength];
        using var cipher = new ChaCha20Poly1305(WrapKey(shared, share, identity.Recipient));
        try
        {
            cipher.Decrypt(
                new byte[AgePayload.ChunkNonceLength],
                stanza.Body.AsSpan(0, key.Length),
                stanza.Body.AsSpan(key.Length),
                key);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        outcome = AgeOutcome.Success;
        return key;
    }

    private static bool TryReadShare(AgeStanza stanza, [NotNullWhen(true)] out byte[]? share)
    {
        share = null;
        return stanza.Arguments.Count == 1
            && CanonicalBase64.TryDecode(Encoding.ASCII.GetBytes(stanza.Arguments[0]), out share)
            && share.Length == AgeRecipient.Length;
    }

    private static byte[] WrapKey(byte[] shared, byte[] share, AgeRecipient recipient) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, 32, [.. share, .. recipient.Key], "age-encryption.org/v1/X25519"u8.ToArray());
}
