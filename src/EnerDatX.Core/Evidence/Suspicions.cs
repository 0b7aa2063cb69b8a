using System.Collections.Immutable;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Evidence;

/// <summary>
/// What this node alone holds against others without any proof: timeouts, answers that did not fit. A level per key that halves with time. It is
/// told to nobody and shuts nobody out: it may only put others first.
/// </summary>
/// <param name="halfLifeMs">Milliseconds after which half of a level is left.</param>
/// <param name="capacity">Most keys: strangers can make any number. The lowest level is forgotten first.</param>
public sealed class Suspicions(long halfLifeMs, int capacity)
{
    /// <summary>Highest level: after 20 half-lives without anything new, nothing of it is left.</summary>
    public const int MaxLevel = 1 << 20;

    private const long PeersHalfLifeMs = 600_000;
    private const int MostPeers = 1_024;

    private ImmutableSortedDictionary<PublicKey, Mark> _marks = ImmutableSortedDictionary<PublicKey, Mark>.Empty;

    public int Count => _marks.Count;

    /// <summary>Against those who tell of what they cannot show: half of it is forgotten in ten minutes.</summary>
    public static Suspicions OfPeers() => new(PeersHalfLifeMs, MostPeers);

    /// <param name="weight">At least 1.</param>
    /// <param name="nowMs">Milliseconds since 1970; a clock that went back makes nothing older.</param>
    public void Add(PublicKey key, int weight, long nowMs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(weight, 1);
        var before = _marks.TryGetValue(key, out var mark) ? Decayed(mark, nowMs) : new Mark(0, nowMs);
        _marks = _marks.SetItem(key, before with { Level = (int)Math.Min(MaxLevel, (long)before.Level + weight) });
        if (_marks.Count > capacity)
        {
            _marks = _marks.Remove(_marks.MinBy(entry => (Decayed(entry.Value, nowMs).Level, entry.Value.SinceMs)).Key);
        }
    }

    /// <summary>0 is nothing.</summary>
    public int LevelOf(PublicKey key, long nowMs) => _marks.TryGetValue(key, out var mark) ? Decayed(mark, nowMs).Level : 0;

    /// <summary>Whole half-lives only: what is left of the last one is kept in the time, so that it makes no difference how often one asks.</summary>
    private Mark Decayed(Mark mark, long nowMs)
    {
        var halvings = Math.Max(0, (nowMs - mark.SinceMs) / halfLifeMs);
        return new Mark(halvings > 31 ? 0 : mark.Level >> (int)halvings, mark.SinceMs + (halvings * halfLifeMs));
    }

    private readonly record struct Mark(int Level, long SinceMs);
}
