namespace EnerDatX.Core.Market;

/// <summary>Completed and cancelled orders; the oldest is forgotten when there are too many (<see cref="OrderBookLimits"/>).</summary>
internal sealed class OrderBookClosed(int capacity)
{
    private readonly HashSet<OrderId> _ids = [];
    private readonly Queue<OrderId> _byAge = new();

    public bool Contains(OrderId id) => _ids.Contains(id);

    public void Add(OrderId id)
    {
        if (!_ids.Add(id))
        {
            return;
        }

        _byAge.Enqueue(id);
        if (_byAge.Count > capacity)
        {
            _ids.Remove(_byAge.Dequeue());
        }
    }
}
