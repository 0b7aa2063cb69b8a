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
    private const int None = -1;
    private const int SmallestSize = 16;

    private readonly HearsayLimits _limits;
    private readonly Queue<long>?[] _toTell;

    /// <summary>By slot; grows to the capacity. Entries whose places have one remainder are linked, from the one in <see cref="_firstAt"/> on.</summary>
    private Entry[] _entries = [];
    private int[] _firstAt = [];
    private int _used;
    private long _arrivals;

    public Hearsay(HearsayLimits limits)
    {
        _limits = limits;
        _toTell = new Queue<long>?[limits.MaxTold];
    }

    public int Count { get; private set; }

    /// <param name="source">Who said so; null for a half-block that is held.</param>
    /// <param name="known">Where it conflicts: what is known of its place.</param>
    public Hearing Hear(Fingerprint fingerprint, PublicKey? source, long nowMs, out Fingerprint known)
    {
        known = default;
        var slot = SlotOf(fingerprint.Place);
        if (slot == None)
        {
            Enter(new Entry { Fingerprint = fingerprint, Source = source, HeardMs = nowMs, Arrival = _arrivals++ });
            return Hearing.New;
        }

        known = _entries[slot].Fingerprint;
        if (known != fingerprint)
        {
            return Hearing.Conflicting;
        }

        if (source is null)
        {
            _entries[slot].Source = null;
        }

        return Hearing.Known;
    }

    /// <summary>Whether a half-block with this fingerprint was heard of as one that is held.</summary>
    public bool IsHeld(Fingerprint fingerprint)
    {
        var slot = SlotOf(fingerprint.Place);
        return slot != None && _entries[slot].Source is null && _entries[slot].Fingerprint == fingerprint;
    }

    /// <summary>Who said that this half-block exists; null if nobody did, or if it is held.</summary>
    public PublicKey? SourceOf(Fingerprint fingerprint)
    {
        var slot = SlotOf(fingerprint.Place);
        return slot != None && _entries[slot].Fingerprint == fingerprint ? _entries[slot].Source : null;
    }

    /// <summary>Nobody could show this half-block: it is not told any more, and its place is free for the truth.</summary>
    public void Forget(Fingerprint fingerprint)
    {
        var slot = SlotOf(fingerprint.Place);
        if (slot != None && _entries[slot].Fingerprint == fingerprint)
        {
            Unlink(slot);
        }
    }

    /// <summary>Whether there is anything that was not told often enough and is still news.</summary>
    public bool HasNews(long nowMs)
    {
        foreach (var queue in _toTell)
        {
            while (queue is not null && queue.TryPeek(out var next))
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
    /// <param name="most">As many as a message has room for.</param>
    /// <param name="except">Whoever is told: what it said itself is no news to it.</param>
    public Fingerprint[] Tell(int most, PublicKey except, long nowMs)
    {
        Span<Fingerprint> told = stackalloc Fingerprint[most];
        Span<(long Arrival, int Times)> again = stackalloc (long, int)[most];
        var count = 0;
        for (var times = 0; times < _limits.MaxTold && count < most; times++)
        {
            if (_toTell[times] is not { } queue)
            {
                continue;
            }

            for (var left = queue.Count; left > 0 && count < most; left--)
            {
                var next = queue.Dequeue();
                if (!IsNews(next, nowMs))
                {
                    continue;
                }

                ref readonly var entry = ref _entries[next % _limits.Capacity];
                if (entry.Source?.Equals(except) == true)
                {
                    queue.Enqueue(next);
                    continue;
                }

                told[count] = entry.Fingerprint;
                again[count++] = (next, times + 1);
            }
        }

        foreach (var (arrival, times) in again[..count])
        {
            ToTell(arrival, times);
        }

        return told[..count].ToArray();
    }

    private void ToTell(long arrival, int times)
    {
        if (times < _limits.MaxTold)
        {
            (_toTell[times] ??= new Queue<long>()).Enqueue(arrival);
        }
    }

    private bool IsNews(long arrival, long nowMs)
    {
        ref readonly var entry = ref _entries[arrival % _limits.Capacity];
        return entry.Arrival == arrival && nowMs - entry.HeardMs <= _limits.NewsMs;
    }

    private int SlotOf(Place place)
    {
        if (Count == 0)
        {
            return None;
        }

        var slot = _firstAt[RemainderOf(place)];
        while (slot != None && _entries[slot].Fingerprint.Place != place)
        {
            slot = _entries[slot].Next;
        }

        return slot;
    }

    /// <summary>
    /// A liar chooses places as it likes, so they are mixed with a secret of the process, not by linear steps (then some places collide whatever the
    /// secret), and the chain's halves one by one (together they would be folded first). The order is never seen.
    /// </summary>
    private int RemainderOf(Place place)
    {
        var mixed = unchecked((uint)HashCode.Combine((uint)(place.Chain >> 32), (uint)place.Chain, place.Sequence));
        return (int)(((ulong)mixed * (ulong)_firstAt.Length) >> 32);
    }

    private void Enter(Entry entry)
    {
        var slot = (int)(entry.Arrival % _limits.Capacity);
        if (slot == _used)
        {
            MakeRoom();
            _used++;
        }
        else if (_entries[slot].Arrival != Forgotten)
        {
            Unlink(slot);
        }

        _entries[slot] = entry;
        Link(slot);
        ToTell(entry.Arrival, 0);
    }

    private void MakeRoom()
    {
        if (_used < _entries.Length)
        {
            return;
        }

        var size = Math.Min(_limits.Capacity, Math.Max(SmallestSize, 2 * _used));
        Array.Resize(ref _entries, size);
        _firstAt = new int[size];
        Array.Fill(_firstAt, None);
        Count = 0;
        for (var slot = 0; slot < _used; slot++)
        {
            if (_entries[slot].Arrival != Forgotten)
            {
                Link(slot);
            }
        }
    }

    private void Link(int slot)
    {
        ref var first = ref _firstAt[RemainderOf(_entries[slot].Fingerprint.Place)];
        _entries[slot].Next = first;
        first = slot;
        Count++;
    }

    /// <summary>Takes the entry out of the table: what is queued of it is no news any more.</summary>
    private void Unlink(int slot)
    {
        ref var first = ref _firstAt[RemainderOf(_entries[slot].Fingerprint.Place)];
        if (first == slot)
        {
            first = _entries[slot].Next;
        }
        else
        {
            var before = first;
            while (_entries[before].Next != slot)
            {
                before = _entries[before].Next;
            }

            _entries[before].Next = _entries[slot].Next;
        }

        _entries[slot].Arrival = Forgotten;
        Count--;
    }

    private struct Entry
    {
        public Fingerprint Fingerprint;
        public PublicKey? Source;
        public long HeardMs;
        public long Arrival;

        /// <summary>The next slot whose place has the same remainder.</summary>
        public int Next;
    }
}
