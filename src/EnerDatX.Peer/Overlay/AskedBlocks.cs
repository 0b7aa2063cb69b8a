using EnerDatX.Core.Ledger;

namespace EnerDatX.Peer.Overlay;

/// <summary>Half-blocks that we asked for by hash: when they come, they are exempt from the limits on what nobody asked for.</summary>
public sealed class AskedBlocks
{
    /// <summary>Open requests that are remembered; the oldest makes room. 32 a request, so this is 256 requests in flight.</summary>
    private const int MaxAsked = 8_192;

    private readonly Remembered<BlockHash, bool> _asked = new(MaxAsked);

    public bool Contains(BlockHash hash) => _asked.Contains(hash);

    public void Add(BlockHash hash) => _asked.Add(hash, true);

    public void Remove(BlockHash hash) => _asked.Remove(hash);
}
