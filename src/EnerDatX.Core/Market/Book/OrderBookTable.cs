namespace EnerDatX.Core.Market;

/// <summary>
/// Numbers under hashes, both in one array of 8 bytes a slot: looking for something mostly costs one miss of the cache, and growing goes through
/// memory in order. The caller compares what the numbers stand for, and gives hashes that a stranger cannot choose.
/// </summary>
internal sealed class OrderBookTable
{
    private const int MinBits = 4;

    private Slot[] _slots = new Slot[1 << MinBits];

    /// <summary>A slot's place is given by the highest bits of its hash, so that a larger table has the same order.</summary>
    private int _shift = 32 - MinBits;

    public int Count { get; private set; }

    /// <summary>Where a walk over the numbers under this hash begins.</summary>
    public int Start(uint hash) => (int)(hash >> _shift);

    /// <summary>The next number under this hash, or 0 if there are no more.</summary>
    /// <param name="slot">Where the walk has come to.</param>
    public int Next(uint hash, ref int slot)
    {
        var slots = _slots;
        while (true)
        {
            ref var one = ref slots[slot];
            slot = (slot + 1) & (slots.Length - 1);
            if (one.Number == 0 || one.Hash == hash)
            {
                return one.Number;
            }
        }
    }

    /// <param name="number">Not 0; not under this hash yet.</param>
    public void Add(uint hash, int number)
    {
        // At most three quarters full: beyond that the walks become long.
        if (Count >= _slots.Length / 4 * 3)
        {
            Grow();
        }

        Count++;
        Put(new Slot(hash, number));
    }

    public void Replace(uint hash, int number, int by) => _slots[Find(hash, number)] = new Slot(hash, by);

    /// <summary>Those behind it move up, so that no walk ends before what it looks for.</summary>
    public void Remove(uint hash, int number)
    {
        Count--;
        var mask = _slots.Length - 1;
        var gap = Find(hash, number);
        for (var next = (gap + 1) & mask; _slots[next].Number != 0; next = (next + 1) & mask)
        {
            var home = Start(_slots[next].Hash);
            if (((next - home) & mask) >= ((next - gap) & mask))
            {
                _slots[gap] = _slots[next];
                gap = next;
            }
        }

        _slots[gap] = default;
    }

    private int Find(uint hash, int number)
    {
        var mask = _slots.Length - 1;
        var slot = Start(hash);
        while (_slots[slot].Number != number)
        {
            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Put(Slot one)
    {
        var mask = _slots.Length - 1;
        var slot = Start(one.Hash);
        while (_slots[slot].Number != 0)
        {
            slot = (slot + 1) & mask;
        }

        _slots[slot] = one;
    }

    private void Grow()
    {
        var before = _slots;
        _slots = new Slot[2 * before.Length];
        _shift--;
        foreach (var one in before)
        {
            if (one.Number != 0)
            {
                Put(one);
            }
        }
    }

    private readonly record struct Slot(uint Hash, int Number);
}
