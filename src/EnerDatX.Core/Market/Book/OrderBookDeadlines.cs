namespace EnerDatX.Core.Market;

/// <summary>
/// The orders by deadline, then arrival: a binary heap in which each order knows its place, so that one that trades or is cancelled
/// leaves at once instead of lingering until its deadline.
/// </summary>
internal sealed class OrderBookDeadlines
{
    private readonly List<OrderBookEntry> _heap = [];

    public OrderBookEntry? First => _heap.Count == 0 ? null : _heap[0];

    public void Add(OrderBookEntry entry)
    {
        _heap.Add(entry);
        Rise(entry, _heap.Count - 1);
    }

    public void Remove(OrderBookEntry entry)
    {
        var last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        if (ReferenceEquals(last, entry))
        {
            return;
        }

        if (IsBefore(last, entry))
        {
            Rise(last, entry.DeadlineIndex);
        }
        else
        {
            Sink(last, entry.DeadlineIndex);
        }
    }

    private void Rise(OrderBookEntry entry, int index)
    {
        while (index > 0)
        {
            var parent = (index - 1) / 2;
            if (!IsBefore(entry, _heap[parent]))
            {
                break;
            }

            Place(_heap[parent], index);
            index = parent;
        }

        Place(entry, index);
    }

    private void Sink(OrderBookEntry entry, int index)
    {
        for (var child = (2 * index) + 1; child < _heap.Count; child = (2 * index) + 1)
        {
            if (child + 1 < _heap.Count && IsBefore(_heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!IsBefore(_heap[child], entry))
            {
                break;
            }

            Place(_heap[child], index);
            index = child;
        }

        Place(entry, index);
    }

    private void Place(OrderBookEntry entry, int index)
    {
        _heap[index] = entry;
        entry.DeadlineIndex = index;
    }

    private static bool IsBefore(OrderBookEntry entry, OrderBookEntry other) =>
        entry.DeadlineMs != other.DeadlineMs ? entry.DeadlineMs < other.DeadlineMs : entry.Arrival < other.Arrival;
}
