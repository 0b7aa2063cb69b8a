namespace EnerDatX.Core.Overlay;

/// <summary>
/// One token bucket per <typeparamref name="TKey"/>: full at first, refilled at a steady rate. A bucket that has filled up again is the same as none
/// and is forgotten before the table grows, so that what is remembered are the keys of the last moments. Bounded: the key that was quiet longest
/// makes room for a new one (and starts full again if it comes back). Integer arithmetic in thousandths of a token. One owner.
/// </summary>
/// <param name="perSecond">Tokens a second.</param>
/// <param name="burst">Tokens in a full bucket.</param>
/// <param name="maxKeys">Buckets that are remembered.</param>
public sealed class TokenBuckets<TKey>(int perSecond, int burst, int maxKeys)
    where TKey : notnull
{
    private const long Thousandths = 1_000;

    private readonly InOrderOfUse<TKey, Bucket> _buckets = new();
    private readonly long _full = burst * Thousandths;

    /// <summary>Buckets that are remembered now.</summary>
    public int Count => _buckets.Count;

    /// <summary>Takes one token if there is one.</summary>
    /// <param name="nowMs">Milliseconds of any clock; when it goes backwards, nothing is refilled.</param>
    public bool TryTake(TKey key, long nowMs)
    {
        ref var bucket = ref _buckets.ValueAt(SlotOf(key, nowMs));
        bucket = new Bucket(LevelOf(bucket, nowMs), nowMs);
        if (bucket.Level < Thousandths)
        {
            return false;
        }

        bucket = bucket with { Level = bucket.Level - Thousandths };
        return true;
    }

    private long LevelOf(Bucket bucket, long nowMs)
    {
        var elapsedMs = Math.Clamp(nowMs - bucket.AtMs, 0, _full);
        return Math.Min(_full, bucket.Level + (elapsedMs * perSecond));
    }

    private void ForgetFull(long nowMs)
    {
        while (_buckets.Oldest is >= 0 and var oldest && LevelOf(_buckets.ValueAt(oldest), nowMs) == _full)
        {
            _buckets.Remove(oldest);
        }
    }

    private int SlotOf(TKey key, long nowMs)
    {
        var slot = _buckets.Find(key);
        if (slot >= 0)
        {
            _buckets.Use(slot);
            return slot;
        }

        if (!_buckets.HasRoom)
        {
            ForgetFull(nowMs);
        }

        if (_buckets.Count >= maxKeys && _buckets.Oldest is >= 0 and var quietest)
        {
            _buckets.Remove(quietest);
        }

        return _buckets.Add(key, new Bucket(_full, nowMs));
    }

    /// <param name="Level">Thousandths of a token.</param>
    private readonly record struct Bucket(long Level, long AtMs);
}
