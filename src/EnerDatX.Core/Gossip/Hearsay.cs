using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Gossip;

/// <summary>What hearing a fingerprint came to.</summary>
public enum Hearing
{
    /// <summary>It says nothing: its place is known with this very hash.</summary>
    Known = 0,

    /// <summary>Its place was not known.</summary>
    New,

    /// <summary>Its place is known with another hash: somebody signed twice, or somebody lies.</summary>
    Conflicting,
}

/// <summary>
/// Which half-blocks are said to exist: who said so, and how often it was passed on. Epidemic: what was told least is told next, what is old
/// or was told often enough is kept to itself. One owner; not thread-safe; time is an argument.
/// </summary>
/// <remarks>
/// Two halves of one place that are each told on reach a common peer once both are known to about √(5·N/(1−β)) peers (N peers, β of them
/// silent; docs/PROTOCOL.md, "Gossip"); telling each to nearly everyone costs 24 bytes × <see cref="HearsayLimits.MaxTold"/> per peer.
/// </remarks>
public sealed class Hearsay
{
    private const long Forgotten = -1;

    private readonly HearsayLimits _limits;
    private readonly Dictionary<Place, int> _slots = [];
    private readonly List<Entry> _entries = [];
    private readonly Queue<(int Slot, long Arrival)>[] _toTell;
    private long _arrivals;

    public Hearsay(HearsayLimits limits)
    {
        _limits = limits;
        _toTell = [.. Enumerable.Range(0, limits.MaxTold).Select(_ => new Queue<(int, long)>())];
    }

    public int Count => _slots.Count;

    /// <param name="source">Who said so; null for a half-block that is held.</param>
    /// <param name="known">Where it conflicts: what is known of its place.</param>
    public Hearing Hear(Fingerprint fingerprint, PublicKey? source, long nowMs, out Fingerprint known)
    {
        known = default;
        if (!_slots.TryGetValue(fingerprint.Place, out var slot))
        {
            Enter(new Entry(fingerprint, source, nowMs, _arrivals++));
            return Hearing.New;
        }

        known = _entries[slot].Fingerprint;
        if (known != fingerprint)
        {
            return Hearing.Conflicting;
        }

        if (source is null)
        {
            _entries[slot] = _entries[slot] with { Source = null };
        }

        return Hearing.Known;
    }

    /// <summary>Who said that this half-block exists; null if nobody did, or if it is held.</summary>
    public PublicKey? SourceOf(Fingerprint fingerprint) =>
        _slots.TryGetValue(fingerprint.Place, out var slot) && _entries[slot].Fingerprint == fingerprint ? _entries[slot].Source : null;

    /// <summary>Nobody could show this half-block: it is not told any more, and its place is free for the truth.</summary>
    public void Forget(Fingerprint fingerprint)
    {
        if (_slots.TryGetValue(fingerprint.Place, out var slot) && _entries[slot].Fingerprint == fingerprint)
        {
            _slots.Remove(fingerprint.Place);
            _entries[slot] = _entries[slot] with { Arrival = Forgotten };
        }
    }

    /// <summary>Whether there is anything that was not told often enough and is still news.</summary>
    public bool HasNews(long nowMs)
    {
        foreach (var queue in _toTell)
        {
            while (queue.TryPeek(out var next))
            {
                if (IsNews(next, nowMs))
                {
                    return true;
                }

                queue.Dequeue();
            }
        }

        return false;
    }

    /// <summary>The next fingerprints to tell, those that were told least first, and counts them as told.</summary>
    /// <param name="except">Whoever is told: what it said itself is no news to it.</param>
    public IReadOnlyList<Fingerprint> Tell(int most, PublicKey except, long nowMs)
    {
        var told = new List<Fingerprint>();
        var again = new List<((int Slot, long Arrival) Queued, int Times)>();
        for (var times = 0; times < _limits.MaxTold && told.Count < most; times++)
        {
            var queue = _toTell[times];
            for (var left = queue.Count; left > 0 && told.Count < most; left--)
            {
                var next = queue.Dequeue();
                if (!IsNews(next, nowMs))
                {
                    continue;
                }

                var entry = _entries[next.Slot];
                if (entry.Source?.Equals(except) == true)
                {
                    queue.Enqueue(next);
                    continue;
                }

                told.Add(entry.Fingerprint);
                again.Add((next, times + 1));
            }
        }

        foreach (var (queued, times) in again.Where(a => a.Times < _limits.MaxTold))
        {
            _toTell[times].Enqueue(queued);
        }

        return told;
    }

    private bool IsNews((int Slot, long Arrival) queued, long nowMs) =>
        _entries[queued.Slot] is var entry && entry.Arrival == queued.Arrival && nowMs - entry.HeardMs <= _limits.NewsMs;

    private void Enter(Entry entry)
    {
        var slot = (int)(entry.Arrival % _limits.Capacity);
        if (slot < _entries.Count)
        {
            if (_entries[slot].Arrival != Forgotten)
            {
                _slots.Remove(_entries[slot].Fingerprint.Place);
            }

            _entries[slot] = entry;
        }
        else
        {
            _entries.Add(entry);
        }

        _slots[entry.Fingerprint.Place] = slot;
        _toTell[0].Enqueue((slot, entry.Arrival));
    }

    private readonly record struct Entry(Fingerprint Fingerprint, PublicKey? Source, long HeardMs, long Arrival);
}
