using System.Buffers.Binary;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Overlay;

/// <summary>
/// Remembers for a short while what came from where, by SipHash over address and bytes. The address is part of it, so that nobody can
/// have a peer's datagram dropped by sending a copy first; and the key is the peer's own, so that nobody can by sending another of the same hash. One
/// owner; not thread-safe.
/// </summary>
/// <param name="windowMs">Milliseconds until the same datagram is new again.</param>
/// <param name="maxEntries">When more come within the window, the oldest are forgotten.</param>
/// <param name="secret">16 random bytes.</param>
public sealed class DuplicateCache(long windowMs, int maxEntries, byte[] secret)
{
    private const int AddressLength = 6;

    /// <summary>Bytes; every datagram that we make fits.</summary>
    private const int MaxOnStack = 2_048;

    private readonly RecentSet<ulong> _recent = new(windowMs, maxEntries);

    /// <summary>Whether this is the first time within the window; remembers it if so.</summary>
    public bool IsFirst(Ipv4Endpoint from, ReadOnlySpan<byte> datagram, long nowMs) => _recent.Add(Digest(from, datagram), nowMs);

    private ulong Digest(Ipv4Endpoint from, ReadOnlySpan<byte> datagram)
    {
        var length = AddressLength + datagram.Length;
        var both = length <= MaxOnStack ? stackalloc byte[length] : new byte[length];
        BinaryPrimitives.WriteUInt32BigEndian(both, from.Host);
        BinaryPrimitives.WriteUInt16BigEndian(both[4..], from.Port);
        datagram.CopyTo(both[AddressLength..]);
        return Sodium.SipHash(secret, both);
    }
}
