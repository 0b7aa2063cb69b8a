using EnerDatX.Core.Ledger;

namespace EnerDatX.Peer.Overlay;

/// <summary>Half-blocks that we asked for by hash: when they come, they are exempt from the limits on what nobody asked for.</summary>
public sealed class AskedBlocks
{
    /// <summary>Open requests that are remembered; the oldest makes room. 32 a request, so this is 256 requests in flight.</summary>
    private const int MaxAsked = 8_192;

    private readonly HashSet<BlockHash> _asked = [];
    private readonly Queue<BlockHash> _inOrder = new();

    public bool Contains(BlockHash hash) => _asked.Contains(hash);

    public void Add(BlockHash hash)
    {
        if (!_asked.Add(hash))
        {
            return;
        }

        _inOrder.Enqueue(hash);
        if (_inOrder.Count > MaxAsked)
        {
            _asked.Remove(_inOrder.Dequeue());
        }
    }

    public void Remove(BlockHash hash) => _asked.Remove(hash);
}
