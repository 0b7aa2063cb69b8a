namespace EnerDatX.Peer;

/// <summary>The last so many of something that strangers can bring; the oldest is forgotten first.</summary>
/// <param name="capacity">More than this are not remembered.</param>
public sealed class Remembered<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _byKey = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _byAge = new();

    public int Count => _byKey.Count;

    /// <summary>Oldest first.</summary>
    public IEnumerable<TValue> Values => _byAge.Select(entry => entry.Value);

    public bool Contains(TKey key) => _byKey.ContainsKey(key);

    public bool TryGet(TKey key, out TValue value)
    {
        var found = _byKey.TryGetValue(key, out var node);
        value = found ? node!.Value.Value : default!;
        return found;
    }

    /// <summary>True if it was not there before; a new value replaces the old one.</summary>
    public bool Add(TKey key, TValue value)
    {
        var isNew = !Remove(key);
        _byKey[key] = _byAge.AddLast((key, value));
        if (_byKey.Count > capacity)
        {
            Remove(_byAge.First!.Value.Key);
        }

        return isNew;
    }

    public bool Remove(TKey key)
    {
        if (!_byKey.Remove(key, out var node))
        {
            return false;
        }

        _byAge.Remove(node);
        return true;
    }
}
