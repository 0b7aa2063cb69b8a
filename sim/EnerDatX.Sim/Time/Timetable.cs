using Akka.Actor;

namespace EnerDatX.Sim.Time;

/// <summary>Something to do at a virtual time: once, or again every <see cref="IntervalTicks"/>.</summary>
/// <param name="IntervalTicks">100 ns units; 0 means once.</param>
internal sealed record Appointment(Action Act, long IntervalTicks, ICancelable? Cancelable)
{
    public bool IsCancelled => Cancelable is { IsCancellationRequested: true };
}

/// <summary>
/// What is due when: a priority queue by (due time, order of arrival), so that equal times keep the order in which they were asked for.
/// A cancelled appointment stays until it is due or swept; it never moves the clock.
/// </summary>
internal sealed class Timetable
{
    /// <summary>Below this size a sweep is not worth its cost.</summary>
    private const int SmallestSweep = 1_024;

    private readonly Lock _gate = new();
    private readonly PriorityQueue<Appointment, (long DueTicks, long Arrival)> _queue = new();
    private long _arrivals;
    private int _sweepAt = SmallestSweep;

    public int Count => _queue.Count;

    public void Add(long dueTicks, Appointment appointment)
    {
        lock (_gate)
        {
            if (_queue.Count >= _sweepAt)
            {
                Sweep();
            }

            _queue.Enqueue(appointment, (dueTicks, _arrivals++));
        }
    }

    /// <summary>Takes the first appointment that is not cancelled and is due at <paramref name="untilTicks"/> or before.</summary>
    public bool TryTakeDue(long untilTicks, out long dueTicks, out Appointment appointment)
    {
        lock (_gate)
        {
            while (_queue.TryPeek(out appointment!, out var key))
            {
                dueTicks = key.DueTicks;
                if (!appointment.IsCancelled && dueTicks > untilTicks)
                {
                    return false;
                }

                _queue.Dequeue();
                if (!appointment.IsCancelled)
                {
                    return true;
                }
            }
        }

        dueTicks = 0;
        return false;
    }

    /// <summary>
    /// Drops the cancelled ones. A receive timeout is cancelled and asked for again at every message, so a busy actor would otherwise fill
    /// the queue with dead entries. Sweeping whenever the queue has doubled keeps the cost per entry constant.
    /// </summary>
    private void Sweep()
    {
        var live = _queue.UnorderedItems.Where(item => !item.Element.IsCancelled).ToList();
        _queue.Clear();
        _queue.EnqueueRange(live);
        _sweepAt = Math.Max(SmallestSweep, 2 * live.Count);
    }
}
