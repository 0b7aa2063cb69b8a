namespace EnerDatX.Core.Market;

/// <summary>Completed and cancelled orders, by whatever names them; the oldest is forgotten when there are too many (<see cref="OrderBookLimits"/>).</summary>
internal sealed class OrderBookClosed<TName>(int capacity)
    where TName : notnull
{
    private readonly HashSet<TName> _ids = [];
    private readonly Queue<TName> _byAge = new();

    public bool Contains(TName id) => _ids.Contains(id);

    /// <summary>True if it was not there before.</summary>
    public bool Add(TName id)
    {
        if (!_ids.Add(id))
        {
            return false;
        }

        _byAge.Enqueue(id);
        if (_byAge.Count > capacity)
        {
            _ids.Remove(_byAge.Dequeue());
        }

        return true;
    }
}
