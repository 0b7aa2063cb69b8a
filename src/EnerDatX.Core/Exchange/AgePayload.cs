using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace EnerDatX.Core.Exchange;

/// <summary>
/// The payload of an age file (C2SP age.md): a nonce (16) and then STREAM, chunks of 64 KiB under ChaCha20-Poly1305, each bound to its
/// place and the last one marked. It stands alone: whoever has its file key can open it, and a header wraps that key for one more reader.
/// </summary>
public static class AgePayload
{
    public const int FileKeyLength = 16;
    public const int NonceLength = 16;
    public const int ChunkLength = 64 * 1024;

    internal const int TagLength = 16;
    internal const int ChunkNonceLength = 12;

    /// <summary>Bytes of the payload for that many bytes of plaintext. The empty plaintext has one chunk, which is empty.</summary>
    public static long SealedLength(long plaintextLength) =>
        NonceLength + plaintextLength + (TagLength * Math.Max(1, (plaintextLength + ChunkLength - 1) / ChunkLength));

    /// <param name="fileKey">16 random bytes, used for this payload only.</param>
    /// <param name="nonce">16 random bytes, used for this payload only.</param>
    public static byte[] Seal(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plaintext)
    {
        RequireFileKey(fileKey);
        if (nonce.Length != NonceLength)
        {
            throw new ArgumentException("A payload's nonce has 16 bytes.", nameof(nonce));
        }

        var payload = new byte[SealedLength(plaintext.Length)];
        nonce.CopyTo(payload);
        using var cipher = CipherFor(fileKey, nonce);
        Span<byte> chunkNonce = stackalloc byte[ChunkNonceLength];
        var (read, written, counter) = (0, NonceLength, 0ul);
        do
        {
            var chunk = plaintext.Slice(read, Math.Min(ChunkLength, plaintext.Length - read));
            read += chunk.Length;
            WriteChunkNonce(chunkNonce, counter++, final: read == plaintext.Length);
            cipher.Encrypt(chunkNonce, chunk, payload.AsSpan(written, chunk.Length), payload.AsSpan(written + chunk.Length, TagLength));
            written += chunk.Length + TagLength;
        }
        while (read < plaintext.Length);

        return payload;
    }

    /// <summary>Whether all of <paramref name="payload"/> (nonce and chunks) is authentic under this file key; then also what it says.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> fileKey, byte[] payload, [NotNullWhen(true)] out byte[]? plaintext)
    {
        plaintext = null;
        RequireFileKey(fileKey);
        using var sealedBytes = new MemoryStream(payload, writable: false);
        using var opened = new MemoryStream(payload.Length);
        var source = new ByteSource(sealedBytes.Read);
        if (!TryReadNonce(source, out var nonce) || !Open(fileKey, nonce, source, opened))
        {
            return false;
        }

        plaintext = opened.ToArray();
        return true;
    }

    internal static bool TryReadNonce(ByteSource source, out byte[] nonce)
    {
        nonce = new byte[NonceLength];
        return source.Read(nonce) == NonceLength;
    }

    /// <summary>Writes each chunk once it is authentic; false as soon as one is not, or the end is not where it is marked.</summary>
    internal static bool Open(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> nonce, ByteSource source, Stream plaintext)
    {
        using var cipher = CipherFor(fileKey, nonce);
        var chunk = new byte[ChunkLength + TagLength];
        var opened = new byte[ChunkLength];
        for (var counter = 0ul; ; counter++)
        {
            var length = source.Read(chunk);
            if (source.IsBroken)
            {
                return false;
            }

            var full = length == chunk.Length;
            if (full && TryOpenChunk(cipher, counter, final: false, chunk, opened))
            {
                plaintext.Write(opened);
                continue;
            }

            // Only a last chunk can be here, and only the empty plaintext has an empty one.
            var size = length - TagLength;
            if (size < 0 || (size == 0 && counter > 0) || !TryOpenChunk(cipher, counter, final: true, chunk.AsSpan(0, length), opened.AsSpan(0, size)))
            {
                return false;
            }

            plaintext.Write(opened.AsSpan(0, size));
            return source.Peek(1).IsEmpty && !source.IsBroken;
        }
    }

    internal static void RequireFileKey(ReadOnlySpan<byte> fileKey)
    {
        if (fileKey.Length != FileKeyLength)
        {
            throw new ArgumentException("A file key has 16 bytes.", nameof(fileKey));
        }
    }

    private static bool TryOpenChunk(ChaCha20Poly1305 cipher, ulong counter, bool final, ReadOnlySpan<byte> chunk, Span<byte> opened)
    {
        Span<byte> nonce = stackalloc byte[ChunkNonceLength];
        WriteChunkNonce(nonce, counter, final);
        try
        {
            cipher.Decrypt(nonce, chunk[..^TagLength], chunk[^TagLength..], opened);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    /// <summary>An 11-byte big-endian counter and 1 for the last chunk, else 0. Eight of the eleven are enough for 2^80 bytes.</summary>
    private static void WriteChunkNonce(Span<byte> nonce, ulong counter, bool final)
    {
        nonce.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(nonce[3..], counter);
        nonce[^1] = final ? (byte)1 : (byte)0;
    }

    private static ChaCha20Poly1305 CipherFor(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> nonce)
    {
        Span<byte> key = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, key, nonce, "payload"u8);
        return new ChaCha20Poly1305(key);
    }
}
