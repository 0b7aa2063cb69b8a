using EnerDatX.Core.Overlay;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Overlay;

public sealed class TokenBucketsTests
{
    [Fact]
    public void Keys_that_were_quiet_until_their_buckets_filled_again_are_forgotten()
    {
        var buckets = new TokenBuckets<int>(perSecond: 100, burst: 10, maxKeys: 100_000);
        for (var key = 0; key < 10_000; key++)
        {
            Assert.True(buckets.TryTake(key, key * 10L));
        }

        Assert.InRange(buckets.Count, 1, 16);
    }

    [Fact]
    public void A_key_whose_bucket_has_not_filled_is_not_forgotten()
    {
        var buckets = new TokenBuckets<int>(perSecond: 1, burst: 2, maxKeys: 1_000);
        Assert.True(buckets.TryTake(0, 0));
        Assert.True(buckets.TryTake(0, 0));
        for (var key = 1; key < 500; key++)
        {
            Assert.True(buckets.TryTake(key, 500));
        }

        Assert.False(buckets.TryTake(0, 900));
        Assert.True(buckets.TryTake(0, 1_900));
    }

    /// <summary>Forgetting is never seen: the answers are those of buckets that are all kept.</summary>
    [Fact]
    public void It_answers_as_if_it_forgot_nothing() =>
        Prop.ForAll<(byte Key, byte Later)[]>(takes =>
        {
            var buckets = new TokenBuckets<int>(perSecond: 5, burst: 3, maxKeys: 1_000);
            var kept = new Dictionary<int, (long Level, long AtMs)>();
            var nowMs = 0L;
            return takes.All(take =>
            {
                nowMs += take.Later;
                return buckets.TryTake(take.Key, nowMs) == Take(kept, take.Key, nowMs);
            });
        }).QuickCheckThrowOnFailure();

    private static bool Take(Dictionary<int, (long Level, long AtMs)> kept, int key, long nowMs)
    {
        var (level, atMs) = kept.GetValueOrDefault(key, (3_000, nowMs));
        level = Math.Min(3_000, level + ((nowMs - atMs) * 5));
        var isThere = level >= 1_000;
        kept[key] = (isThere ? level - 1_000 : level, nowMs);
        return isThere;
    }
}
