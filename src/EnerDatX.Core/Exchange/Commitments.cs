using System.Buffers.Binary;
using System.Security.Cryptography;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Exchange;

/// <summary>What a seller binds himself to before anyone pays. Each starts with its own domain, so that none can pass for another.</summary>
public static class Commitments
{
    public const int SaltLength = 16;

    /// <summary>
    /// Hides where the ciphertext is: SHA-256 of ASCII <c>enerdatx/cid/v1</c> (15) ‖ salt (16) ‖ binary CIDv1 (36).
    /// </summary>
    /// <param name="salt">16 random bytes, revealed with the CID to the buyer.</param>
    public static Digest Payload(ReadOnlySpan<byte> salt, Cid cid)
    {
        Require(salt.Length == SaltLength, nameof(salt));
        return Hash([.. "enerdatx/cid/v1"u8, .. salt, .. cid.ToArray()]);
    }

    /// <summary>
    /// Binds the file key: SHA-256 of ASCII <c>enerdatx/key/v1</c> (15) ‖ dataset id (32) ‖ file key (16). ChaCha20-Poly1305 alone does not.
    /// </summary>
    public static Digest Key(Digest datasetId, ReadOnlySpan<byte> fileKey)
    {
        Require(fileKey.Length == AgePayload.FileKeyLength, nameof(fileKey));
        return Hash([.. "enerdatx/key/v1"u8, .. datasetId.ToArray(), .. fileKey]);
    }

    /// <summary>
    /// The name of an EW asset: <c>EW</c> and the lower-case hex of SHA-256 of the owner's public key (74) ‖ segments root (32); 66 characters.
    /// Only that owner may ask for it.
    /// </summary>
    public static string AssetId(PublicKey owner, Digest segmentsRoot) => $"EW{Hash([.. owner.Bytes, .. segmentsRoot.ToArray()])}";

    private static Digest Hash(ReadOnlySpan<byte> bytes) => new(SHA256.HashData(bytes));

    private static void Require(bool holds, string argument)
    {
        if (!holds)
        {
            throw new ArgumentException("16 bytes are needed.", argument);
        }
    }
}

/// <summary>
/// One segment of a dataset under <c>segmentsRoot</c>: a Merkle tree of RFC 6962's shape over these leaves, in the order of their indices.
/// </summary>
/// <param name="Index">From 0, without gaps.</param>
/// <param name="ReadingsRoot">The Merkle root over this segment's salted readings.</param>
public readonly record struct SegmentLeaf(uint Index, Digest PayloadCommit, Digest KeyCommit, Digest ReadingsRoot)
{
    /// <summary>Bytes that are hashed: 0x00, index, three digests.</summary>
    private const int Length = 1 + sizeof(uint) + (3 * Digest.Length);

    /// <summary>SHA-256 of 0x00 ‖ index (u32, big-endian) ‖ payloadCommit (32) ‖ keyCommit (32) ‖ readingsRoot (32).</summary>
    public Digest Hash()
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[1..], Index);
        PayloadCommit.CopyTo(bytes[5..]);
        KeyCommit.CopyTo(bytes[37..]);
        ReadingsRoot.CopyTo(bytes[69..]);
        return new Digest(SHA256.HashData(bytes));
    }
}
