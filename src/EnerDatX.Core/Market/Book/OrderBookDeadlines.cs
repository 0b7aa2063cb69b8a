namespace EnerDatX.Core.Market;

/// <summary>
/// The orders by deadline, then arrival. Most orders trade or are cancelled long before their deadline: they stay here until they come up or
/// until they are more than the open ones, and are then left out all at once. So leaving costs nothing, and at most half of this is waste.
/// </summary>
internal sealed class OrderBookDeadlines(OrderBookPool<OrderBookEntry> entries)
{
    /// <summary>Below this it is not worth the while to count.</summary>
    private const int MinWaste = 64;

    private readonly PriorityQueue<int, (long DeadlineMs, long Arrival)> _queue = new();

    /// <param name="open">How many orders are open, this one included.</param>
    public void Add(int order, int open)
    {
        if (_queue.Count > (2 * open) + MinWaste)
        {
            LeaveOutClosed(open);
        }

        ref var entry = ref entries[order];
        _queue.Enqueue(order, (entry.DeadlineMs, entry.Arrival));
    }

    /// <summary>An open order whose time is over, or 0.</summary>
    public int TakeOver(long nowMs)
    {
        while (_queue.TryPeek(out var order, out var due) && due.DeadlineMs <= nowMs)
        {
            _queue.Dequeue();
            if (IsOpen(order, due.Arrival))
            {
                return order;
            }
        }

        return 0;
    }

    /// <summary>Whether it is still this order that is at its place.</summary>
    private bool IsOpen(int order, long arrival) => entries[order].Arrival == arrival;

    private void LeaveOutClosed(int open)
    {
        var kept = new List<(int, (long, long))>(open);
        foreach (var (order, due) in _queue.UnorderedItems)
        {
            if (IsOpen(order, due.Arrival))
            {
                kept.Add((order, due));
            }
        }

        _queue.Clear();
        _queue.EnqueueRange(kept);
    }
}
