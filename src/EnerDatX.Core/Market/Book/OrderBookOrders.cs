using System.Runtime.InteropServices;

namespace EnerDatX.Core.Market;

/// <summary>
/// The orders that the book knows by id: the open ones, and the closed ones that it remembers, so that one lookup tells all there is to
/// know about a tick. The oldest closed order is forgotten when there are too many.
/// </summary>
internal sealed class OrderBookOrders(int closedCapacity)
{
    private readonly Dictionary<OrderId, int> _places = [];
    private readonly Queue<(OrderId Id, int Place)> _closed = new();

    public OrderBookPool<OrderBookEntry> Entries { get; } = new();

    public int Open { get; private set; }

    /// <summary>The place of an open order, or 0.</summary>
    public int Find(OrderId id) => _places.TryGetValue(id, out var place) && Entries[place].IsOpen ? place : 0;

    /// <summary>Makes a place for an id that is not known, or gives its place.</summary>
    public int FindOrAdd(OrderId id, out bool isKnown)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, id, out isKnown);
        if (!isKnown)
        {
            place = Entries.Take();
            Entries[place].Id = id;
        }

        return place;
    }

    /// <summary>The order at this place has got its tick.</summary>
    public void Opened() => Open++;

    /// <summary>As if this order, which is not closed, had never been here.</summary>
    public void Forget(int place)
    {
        Open -= Entries[place].IsOpen ? 1 : 0;
        _places.Remove(Entries[place].Id);
        Entries.Give(place);
    }

    /// <summary>Remembers the order at this place as closed: its id leads to an empty place.</summary>
    public void Close(int place)
    {
        ref var entry = ref Entries[place];
        Open -= entry.IsOpen ? 1 : 0;
        _closed.Enqueue((entry.Id, place));
        entry = default;
        if (_closed.Count > closedCapacity)
        {
            var oldest = _closed.Dequeue();
            _places.Remove(oldest.Id);
            Entries.GiveEmpty(oldest.Place);
        }
    }
}
