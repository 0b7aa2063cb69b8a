namespace EnerDatX.Core.Overlay;

/// <summary>
/// One token bucket per <typeparamref name="TKey"/>: full at first, refilled at a steady rate. Bounded: the key that was quiet longest
/// makes room for a new one (and starts full again if it comes back). Integer arithmetic in thousandths of a token. One owner.
/// </summary>
/// <param name="perSecond">Tokens a second.</param>
/// <param name="burst">Tokens in a full bucket.</param>
/// <param name="maxKeys">Buckets that are remembered.</param>
public sealed class TokenBuckets<TKey>(int perSecond, int burst, int maxKeys)
    where TKey : notnull
{
    private const long Thousandths = 1_000;

    private readonly Dictionary<TKey, LinkedListNode<Bucket>> _buckets = [];
    private readonly LinkedList<Bucket> _quietestFirst = new();
    private readonly long _full = burst * Thousandths;

    /// <summary>Takes one token if there is one.</summary>
    /// <param name="nowMs">Milliseconds of any clock; when it goes backwards, nothing is refilled.</param>
    public bool TryTake(TKey key, long nowMs)
    {
        var bucket = BucketOf(key, nowMs);
        var elapsedMs = Math.Clamp(nowMs - bucket.AtMs, 0, _full);
        bucket.Level = Math.Min(_full, bucket.Level + (elapsedMs * perSecond));
        bucket.AtMs = nowMs;
        if (bucket.Level < Thousandths)
        {
            return false;
        }

        bucket.Level -= Thousandths;
        return true;
    }

    private Bucket BucketOf(TKey key, long nowMs)
    {
        if (_buckets.TryGetValue(key, out var node))
        {
            _quietestFirst.Remove(node);
            _quietestFirst.AddLast(node);
            return node.Value;
        }

        if (_buckets.Count >= maxKeys && _quietestFirst.First is { } quietest)
        {
            _buckets.Remove(quietest.Value.Key);
            _quietestFirst.RemoveFirst();
        }

        node = _quietestFirst.AddLast(new Bucket(key) { Level = _full, AtMs = nowMs });
        _buckets.Add(key, node);
        return node.Value;
    }

    private sealed class Bucket(TKey key)
    {
        public TKey Key { get; } = key;

        /// <summary>Thousandths of a token.</summary>
        public long Level { get; set; }

        public long AtMs { get; set; }
    }
}
