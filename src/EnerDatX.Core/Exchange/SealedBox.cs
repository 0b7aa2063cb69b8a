using System.Diagnostics.CodeAnalysis;

namespace EnerDatX.Core.Exchange;

/// <summary>
/// A small secret in a half-block for one reader, such as where a segment lies: an ordinary age file of 200 bytes more than what it holds.
/// </summary>
public static class SealedBox
{
    /// <summary>Bytes around the secret: header 168, nonce 16, tag 16.</summary>
    public const int Overhead = AgeHeader.Length + AgePayload.NonceLength + AgePayload.TagLength;

    /// <summary>In bytes. A half-block has at most 1,300, of which its fixed fields and this box's overhead take more than 300.</summary>
    public const int MaxSecretLength = 1000;

    /// <param name="fileKey">16 random bytes.</param>
    /// <param name="nonce">16 random bytes.</param>
    /// <param name="ephemeralSecret">32 random bytes.</param>
    public static byte[] Seal(
        AgeRecipient recipient, ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> ephemeralSecret, ReadOnlySpan<byte> secret) =>
        secret.Length <= MaxSecretLength
            ? AgeFile.Encrypt(recipient, fileKey, nonce, ephemeralSecret, secret)
            : throw new ArgumentException($"A sealed box holds at most {MaxSecretLength} bytes.", nameof(secret));

    /// <summary>Whether this box is for this identity, whole and authentic; then also what it holds.</summary>
    public static bool TryOpen(AgeIdentity identity, ReadOnlySpan<byte> box, [NotNullWhen(true)] out byte[]? secret)
    {
        secret = null;
        return box.Length is >= Overhead and <= Overhead + MaxSecretLength
            && AgeHeader.Unwrap(box[..AgeHeader.Length], identity, out _) is { } fileKey
            && AgePayload.TryOpen(fileKey, box[AgeHeader.Length..].ToArray(), out secret);
    }
}
