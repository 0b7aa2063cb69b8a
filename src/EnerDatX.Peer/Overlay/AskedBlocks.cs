using EnerDatX.Core.Gossip;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Peer.Overlay;

/// <summary>Half-blocks that we asked for by hash or fingerprint: when they come, they are exempt from the limits on what nobody asked for.</summary>
public sealed class AskedBlocks
{
    /// <summary>Open requests that are remembered; the oldest makes room. 32 a request, so this is 256 requests in flight.</summary>
    private const int MaxAsked = 8_192;

    private readonly Remembered<BlockHash, bool> _asked = new(MaxAsked);

    private readonly Remembered<Fingerprint, bool> _fingerprints = new(MaxAsked);

    public bool IsEmpty => _asked.Count + _fingerprints.Count == 0;

    public bool Contains(HalfBlock block) => _asked.Contains(block.Hash) || _fingerprints.Contains(Fingerprint.Of(block));

    public void Add(BlockHash hash) => _asked.Add(hash, true);

    public void Add(Fingerprint fingerprint) => _fingerprints.Add(fingerprint, true);

    /// <summary>True if it was asked for.</summary>
    public bool Remove(HalfBlock block) =>
        !IsEmpty && (_asked.Remove(block.Hash) | _fingerprints.Remove(Fingerprint.Of(block)));
}
