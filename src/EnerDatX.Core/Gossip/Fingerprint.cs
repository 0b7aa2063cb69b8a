using System.Buffers.Binary;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Gossip;

/// <summary>A place in a chain, without the chain's whole key.</summary>
/// <param name="Chain">The first 8 bytes of the owner's Ed25519 key: nobody finds a second key for one in less than 2⁶⁴ attempts.</param>
public readonly record struct Place(ulong Chain, uint Sequence)
{
    public static Place Of(PublicKey key, uint sequence) => new(TagOf(key), sequence);

    public static ulong TagOf(PublicKey key) => BinaryPrimitives.ReadUInt64BigEndian(key.Ed25519);
}

/// <summary>
/// That a half-block exists, in 24 bytes instead of 400: enough to see that two peers were shown different ones at one place. The hash is cut
/// to 12 bytes; a cheat who wants two half-blocks of its own to look alike has to sign 2⁴⁸ of them (with 8 bytes 2³² would do).
/// </summary>
public readonly record struct Fingerprint(Place Place, ulong HashHigh, uint HashLow)
{
    /// <summary>On the wire: chain 8 ‖ sequence 4 ‖ first 12 bytes of the hash.</summary>
    public const int Length = 24;

    public static Fingerprint Of(HalfBlock block)
    {
        Span<byte> hash = stackalloc byte[BlockHash.Length];
        block.Hash.CopyTo(hash);
        return new Fingerprint(
            Place.Of(block.PublicKey, block.Sequence),
            BinaryPrimitives.ReadUInt64BigEndian(hash),
            BinaryPrimitives.ReadUInt32BigEndian(hash[8..]));
    }

    public bool IsOf(HalfBlock block) => this == Of(block);
}
