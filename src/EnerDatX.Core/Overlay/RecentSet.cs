namespace EnerDatX.Core.Overlay;

/// <summary>Remembers things for a short while. Bounded; one owner; time is an argument.</summary>
/// <param name="windowMs">Milliseconds until a thing is forgotten.</param>
/// <param name="maxEntries">When more come within the window, the oldest are forgotten.</param>
public sealed class RecentSet<T>(long windowMs, int maxEntries)
    where T : notnull
{
    /// <summary>Entries that there is room for also when nothing is remembered.</summary>
    private const int KeptCapacity = 64;

    private readonly HashSet<T> _known = [];
    private readonly Queue<(T Thing, long AtMs)> _inOrder = new();

    public bool Contains(T thing, long nowMs)
    {
        Forget(nowMs, maxEntries);
        return _known.Contains(thing);
    }

    /// <summary>Whether it is new; remembers it if so.</summary>
    public bool Add(T thing, long nowMs)
    {
        Forget(nowMs, maxEntries - 1);
        if (!_known.Add(thing))
        {
            return false;
        }

        _inOrder.Enqueue((thing, nowMs));
        return true;
    }

    private void Forget(long nowMs, int most)
    {
        while (_inOrder.TryPeek(out var oldest) && (oldest.AtMs + windowMs <= nowMs || _inOrder.Count > most))
        {
            _known.Remove(_inOrder.Dequeue().Thing);
        }

        // After a burst: the next one may be long in coming, and there may be thousands of these.
        if (_inOrder.Count == 0 && _known.Capacity > KeptCapacity)
        {
            _known.TrimExcess();
            _inOrder.TrimExcess();
        }
    }
}
