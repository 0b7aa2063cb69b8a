using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace EnerDatX.Sim.Time;

/// <summary>
/// What is due when, by (due time, order of arrival), so that equal times keep the order in which they were asked for. A cancelled
/// appointment stays until it is due or swept; it never moves the clock.
/// </summary>
/// <remarks>
/// A wheel of short intervals (Varghese and Lauck, 1987): nearly all appointments are datagrams and timers of the next seconds, and putting one
/// into its interval touches no other. Only the interval that is running is in order, and what lies beyond the wheel.
/// </remarks>
internal sealed class Timetable
{
    /// <summary>Arrivals of one lane are numbered below those of the next.</summary>
    private const int LaneShift = 56;

    /// <summary>Below this size a sweep is not worth its cost.</summary>
    private const int SmallestSweep = 1_024;

    /// <summary>An interval has 2^14 × 100 ns = 1.6 ms.</summary>
    private const int IntervalBits = 14;

    /// <summary>Intervals of the wheel, a power of two: 13 seconds.</summary>
    private const int Intervals = 8_192;

    private readonly List<Entry>?[] _wheel = new List<Entry>?[Intervals];
    private readonly PriorityQueue<Entry, (long DueTicks, long Arrival)> _running = new();
    private readonly PriorityQueue<Entry, (long DueTicks, long Arrival)> _beyond = new();
    private readonly ConcurrentQueue<(long DueTicks, Appointment Appointment)> _foreign = new();
    private long _interval;
    private long _arrivals;
    private int _onWheel;
    private int _sweepAt = SmallestSweep;

    /// <param name="lane">Whose it is: what comes from several lanes for one time is kept in the order of their numbers.</param>
    public Timetable(long nowTicks, int lane)
    {
        _interval = nowTicks >> IntervalBits;
        _arrivals = (long)lane << LaneShift;
    }

    public int Count => _onWheel + _running.Count + _beyond.Count + _foreign.Count;

    public void Add(long dueTicks, Appointment appointment)
    {
        if (Count >= _sweepAt)
        {
            Sweep();
        }

        Place(new Entry(dueTicks, _arrivals++, appointment));
    }

    /// <summary>The number under which something of this lane goes to another one; see <see cref="AddFrom"/>.</summary>
    public long NextArrival() => _arrivals++;

    /// <summary>From another lane: when it is brought here makes no difference to when it is kept.</summary>
    /// <param name="arrival">Of the lane that it comes from.</param>
    public void AddFrom(long dueTicks, long arrival, Appointment appointment) => Place(new Entry(dueTicks, arrival, appointment));

    /// <summary>From a thread that does not drive the world.</summary>
    public void AddForeign(long dueTicks, Appointment appointment) => _foreign.Enqueue((dueTicks, appointment));

    /// <summary>Takes the first appointment that is not cancelled and is due at <paramref name="untilTicks"/> or before.</summary>
    public bool TryTakeDue(long untilTicks, out long dueTicks, [NotNullWhen(true)] out Appointment? appointment)
    {
        TakeForeign();
        while (TryFindFirst(untilTicks))
        {
            var first = _running.Dequeue();
            if (!first.Appointment.IsCancelled)
            {
                (dueTicks, appointment) = (first.DueTicks, first.Appointment);
                return true;
            }
        }

        (dueTicks, appointment) = (0, null);
        return false;
    }

    private void TakeForeign()
    {
        while (!_foreign.IsEmpty && _foreign.TryDequeue(out var foreign))
        {
            Add(foreign.DueTicks, foreign.Appointment);
        }
    }

    private void Place(Entry entry)
    {
        var interval = entry.DueTicks >> IntervalBits;
        if (interval <= _interval)
        {
            _running.Enqueue(entry, (entry.DueTicks, entry.Arrival));
        }
        else if (interval - _interval < Intervals)
        {
            (_wheel[interval % Intervals] ??= []).Add(entry);
            _onWheel++;
        }
        else
        {
            _beyond.Enqueue(entry, (entry.DueTicks, entry.Arrival));
        }
    }

    /// <summary>Whether the first of the running interval is due by then; turns the wheel to the next interval with anything in it until it is.</summary>
    private bool TryFindFirst(long untilTicks)
    {
        var last = untilTicks >> IntervalBits;
        while (true)
        {
            if (_running.TryPeek(out var first, out _))
            {
                return first.DueTicks <= untilTicks;
            }

            if (_interval >= last || (_onWheel == 0 && _beyond.Count == 0))
            {
                return false;
            }

            Turn(last);
        }
    }

    private void Turn(long last)
    {
        // With nothing on the wheel it jumps to where the first of the rest is.
        var next = _onWheel > 0 ? _interval + 1 : _beyond.Peek().DueTicks >> IntervalBits;
        _interval = Math.Min(next, last);
        while (_beyond.TryPeek(out var entry, out _) && (entry.DueTicks >> IntervalBits) - _interval < Intervals)
        {
            Place(_beyond.Dequeue());
        }

        if (_wheel[_interval % Intervals] is { Count: > 0 } due)
        {
            foreach (var entry in due)
            {
                _running.Enqueue(entry, (entry.DueTicks, entry.Arrival));
            }

            _onWheel -= due.Count;
            due.Clear();
        }
    }

    /// <summary>
    /// Drops the cancelled ones. A receive timeout is cancelled and asked for again at every message, so a busy actor would otherwise fill
    /// the table with dead entries. Sweeping whenever the table has doubled keeps the cost per entry constant.
    /// </summary>
    private void Sweep()
    {
        foreach (var interval in _wheel)
        {
            _onWheel -= interval?.RemoveAll(entry => entry.Appointment.IsCancelled) ?? 0;
        }

        Sweep(_running);
        Sweep(_beyond);
        _sweepAt = Math.Max(SmallestSweep, 2 * Count);
    }

    private static void Sweep(PriorityQueue<Entry, (long DueTicks, long Arrival)> queue)
    {
        var live = queue.UnorderedItems.Where(item => !item.Element.Appointment.IsCancelled).ToList();
        queue.Clear();
        queue.EnqueueRange(live);
    }

    private readonly record struct Entry(long DueTicks, long Arrival, Appointment Appointment);
}
