using EnerDatX.Core.Overlay;

namespace EnerDatX.Peer;

/// <summary>The last so many of something that strangers can bring; the oldest is forgotten first.</summary>
/// <param name="capacity">More than this are not remembered.</param>
public sealed class Remembered<TKey, TValue>(int capacity)
    where TKey : notnull
{
    /// <summary>Made with the first: of most kinds most peers never see one.</summary>
    private InOrderOfUse<TKey, TValue>? _entries;

    public int Count => _entries?.Count ?? 0;

    /// <summary>Oldest first.</summary>
    public IEnumerable<TValue> Values
    {
        get
        {
            for (var slot = _entries?.Oldest ?? -1; slot >= 0; slot = _entries!.After(slot))
            {
                yield return _entries!.ValueAt(slot);
            }
        }
    }

    public bool Contains(TKey key) => _entries?.Contains(key) ?? false;

    public bool TryGet(TKey key, out TValue value)
    {
        var slot = _entries?.Find(key) ?? -1;
        value = slot >= 0 ? _entries!.ValueAt(slot) : default!;
        return slot >= 0;
    }

    /// <summary>True if it was not there before; a new value replaces the old one.</summary>
    public bool Add(TKey key, TValue value)
    {
        var entries = _entries ??= new InOrderOfUse<TKey, TValue>();
        var slot = entries.Find(key);
        if (slot >= 0)
        {
            entries.ValueAt(slot) = value;
            entries.Use(slot);
            return false;
        }

        entries.Add(key, value);
        if (entries.Count > capacity)
        {
            entries.Remove(entries.Oldest);
        }

        return true;
    }

    /// <summary>Changes what is remembered of a key, not its age; nothing if it is not remembered.</summary>
    public void Replace(TKey key, TValue value)
    {
        var slot = _entries?.Find(key) ?? -1;
        if (slot >= 0)
        {
            _entries!.ValueAt(slot) = value;
        }
    }

    public bool Remove(TKey key)
    {
        var slot = _entries?.Find(key) ?? -1;
        if (slot < 0)
        {
            return false;
        }

        _entries!.Remove(slot);
        return true;
    }
}
