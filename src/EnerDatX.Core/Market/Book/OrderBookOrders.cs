namespace EnerDatX.Core.Market;

/// <summary>
/// The orders that the book knows by id: the open ones, and the closed ones that it remembers, so that one lookup tells all there is to
/// know about a tick. The oldest closed order is forgotten when there are too many.
/// </summary>
internal sealed class OrderBookOrders(int closedCapacity)
{
    /// <summary>Under an id's hash: the place of an open order, or the number of a closed one, negative.</summary>
    private readonly OrderBookTable _table = new();

    /// <summary>Ids only, in order of closing; when all are in use, each new one takes the oldest one's place.</summary>
    private readonly OrderBookPool<OrderId> _closed = new();

    private int _oldestClosed = 1;

    public OrderBookPool<OrderBookEntry> Entries { get; } = new();

    public int Open { get; private set; }

    /// <summary>The place of an open order, or 0.</summary>
    public int Find(OrderId id) => Math.Max(0, Find(id, HashOf(id)));

    /// <summary>Whether this id is not known yet; nothing changes.</summary>
    public OrderBookVerdict IsNew(OrderId id) => Find(id, HashOf(id)) switch
    {
        0 => OrderBookVerdict.Done,
        > 0 => OrderBookVerdict.AlreadyInBook,
        < 0 => OrderBookVerdict.AlreadyClosed,
    };

    /// <summary>A place for an order whose id is not known.</summary>
    public int Add(OrderId id)
    {
        var place = Entries.Take();
        ref var entry = ref Entries[place];
        entry.Id = id;
        entry.Hash = HashOf(id);
        _table.Add(entry.Hash, place);
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
        int number;
        if (_closed.Last < closedCapacity)
        {
            number = _closed.Take();
        }
        else
        {
            number = _oldestClosed;
            _oldestClosed = number == closedCapacity ? 1 : number + 1;
            _table.Remove(HashOf(_closed[number]), -number);
        }

        _closed[number] = id;
        return number;
    }
}
