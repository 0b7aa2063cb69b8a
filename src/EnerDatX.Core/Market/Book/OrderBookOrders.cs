namespace EnerDatX.Core.Market;

/// <summary>
/// The orders that the book knows by id: the open ones, and the closed ones that it remembers, so that one lookup tells all there is to
/// know about a tick. The oldest closed order is forgotten when there are too many.
/// </summary>
internal sealed class OrderBookOrders(int closedCapacity)
{
    /// <summary>Under an id's hash: the place of an open order, or the number of a closed one, negative.</summary>
    private readonly OrderBookTable _table = new();

    /// <summary>Ids only, in order of closing, round and round.</summary>
    private readonly OrderBookPool<OrderId> _closed = new();

    private readonly int _forgottenAtOnce = Math.Max(1, closedCapacity / 1_024);
    private int _oldestClosed = 1;
    private int _newestClosed;
    private int _remembered;

    public OrderBookPool<OrderBookEntry> Entries { get; } = new();

    public int Open { get; private set; }

    /// <summary>The place of an open order, or 0.</summary>
    public int Find(OrderId id) => Math.Max(0, Find(id, HashOf(id)));

    /// <summary>Whether this id is not known yet; nothing changes.</summary>
    /// <param name="hash">For <see cref="Add"/>.</param>
    public OrderBookVerdict IsNew(OrderId id, out uint hash)
    {
        hash = HashOf(id);
        return Find(id, hash) switch
        {
            0 => OrderBookVerdict.Done,
            > 0 => OrderBookVerdict.AlreadyInBook,
            < 0 => OrderBookVerdict.AlreadyClosed,
        };
    }

    /// <summary>A place for an order whose id is not known.</summary>
    public int Add(OrderId id, uint hash)
    {
        var place = Entries.Take();
        ref var entry = ref Entries[place];
        entry.Id = id;
        entry.Hash = hash;
        _table.Add(hash, place);
        Open++;
        return place;
    }

    /// <summary>As if the order at this place had never been here.</summary>
    public void Forget(int place)
    {
        _table.Remove(Entries[place].Hash, place);
        Entries.Give(place);
        Open--;
    }

    /// <summary>Remembers the order at this place as closed.</summary>
    public void Close(int place)
    {
        if (closedCapacity == 0)
        {
            Forget(place);
            return;
        }

        ref var entry = ref Entries[place];
        _table.Replace(entry.Hash, place, -Remember(entry.Id));
        Entries.Give(place);
        Open--;
    }

    /// <summary>Remembers as closed what was not open. Nothing changes if it is remembered already.</summary>
    public void Close(OrderId id)
    {
        var hash = HashOf(id);
        if (closedCapacity != 0 && Find(id, hash) == 0)
        {
            _table.Add(hash, -Remember(id));
        }
    }

    private static uint HashOf(OrderId id) => unchecked((uint)id.GetHashCode());

    private int Find(OrderId id, uint hash)
    {
        var slot = _table.Start(hash);
        while (true)
        {
            var number = _table.Next(hash, ref slot);
            if (number == 0 || (number > 0 ? Entries[number].Id : _closed[-number]) == id)
            {
                return number;
            }
        }
    }

    /// <summary>The number of an id among the closed ones.</summary>
    private int Remember(OrderId id)
    {
        if (_remembered == closedCapacity)
        {
            ForgetOldest();
        }

        _remembered++;
        _newestClosed = After(_newestClosed);
        if (_newestClosed > _closed.Last)
        {
            _closed.Take();
        }

        _closed[_newestClosed] = id;
        return _newestClosed;
    }

    /// <summary>Many at once: each is somewhere else in memory, and the processor waits for all of them together.</summary>
    private void ForgetOldest()
    {
        for (var i = 0; i < _forgottenAtOnce; i++)
        {
            _table.Remove(HashOf(_closed[_oldestClosed]), -_oldestClosed);
            _oldestClosed = After(_oldestClosed);
        }

        _remembered -= _forgottenAtOnce;
    }

    private int After(int number) => number == closedCapacity ? 1 : number + 1;
}
