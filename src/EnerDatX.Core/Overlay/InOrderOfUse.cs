namespace EnerDatX.Core.Overlay;

/// <summary>
/// A table that knows which of its keys was used longest ago. What it holds stands in one array, linked by numbers: a list with a node for each
/// would be one more place in memory to look at for every use, of which a large simulation has millions a second. One owner.
/// </summary>
public sealed class InOrderOfUse<TKey, TValue>
    where TKey : notnull
{
    private const int None = -1;
    private const int SmallestSize = 4;

    /// <summary>Slots that there is room for also when nothing is held.</summary>
    private const int KeptSize = 16;

    private readonly Dictionary<TKey, int> _slotOf = [];
    private Slot[] _slots = [];
    private int _used;
    private int _free = None;
    private int _oldest = None;
    private int _newest = None;

    public int Count => _slotOf.Count;

    /// <summary>Whose use was longest ago; -1 when empty.</summary>
    public int Oldest => _oldest;

    /// <summary>Whether one more can be added without growing.</summary>
    public bool HasRoom => _free != None || _used < _slots.Length;

    public bool Contains(TKey key) => _slotOf.Count > 0 && _slotOf.ContainsKey(key);

    /// <summary>The slot of a key, valid until that key is removed; -1 when it is not there.</summary>
    public int Find(TKey key) => _slotOf.Count > 0 && _slotOf.TryGetValue(key, out var slot) ? slot : None;

    /// <summary>The slot used next after this one; -1 after the newest.</summary>
    public int After(int slot) => _slots[slot].Next;

    public TKey KeyAt(int slot) => _slots[slot].Key;

    public ref TValue ValueAt(int slot) => ref _slots[slot].Value;

    /// <summary>A key that is not there yet, as the one used last.</summary>
    public int Add(TKey key, TValue value)
    {
        var slot = Take();
        _slotOf.Add(key, slot);
        (_slots[slot].Key, _slots[slot].Value) = (key, value);
        Append(slot);
        return slot;
    }

    public void Use(int slot)
    {
        if (slot != _newest)
        {
            Unlink(slot);
            Append(slot);
        }
    }

    public void Remove(int slot)
    {
        _slotOf.Remove(_slots[slot].Key);
        Unlink(slot);
        _slots[slot] = new Slot { Next = _free };
        _free = slot;
        if (_slotOf.Count == 0 && _slots.Length > KeptSize)
        {
            (_slots, _used, _free) = ([], 0, None);
        }
    }

    private int Take()
    {
        if (_free != None)
        {
            var slot = _free;
            _free = _slots[slot].Next;
            return slot;
        }

        if (_used == _slots.Length)
        {
            Array.Resize(ref _slots, Math.Max(SmallestSize, 2 * _used));
        }

        return _used++;
    }

    private void Append(int slot)
    {
        (_slots[slot].Before, _slots[slot].Next) = (_newest, None);
        if (_newest == None)
        {
            _oldest = slot;
        }
        else
        {
            _slots[_newest].Next = slot;
        }

        _newest = slot;
    }

    private void Unlink(int slot)
    {
        var (before, next) = (_slots[slot].Before, _slots[slot].Next);
        if (before == None)
        {
            _oldest = next;
        }
        else
        {
            _slots[before].Next = next;
        }

        if (next == None)
        {
            _newest = before;
        }
        else
        {
            _slots[next].Before = before;
        }
    }

    private struct Slot
    {
        public TKey Key;
        public TValue Value;
        public int Before;
        public int Next;
    }
}
