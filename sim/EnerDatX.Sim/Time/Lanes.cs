using System.Collections.Concurrent;

namespace EnerDatX.Sim.Time;

/// <summary>
/// Runs the lanes of a world side by side, on as many threads as there are processors. Each lane runs what is due earlier than anything that another
/// can still send it: the other's time and the least time of a datagram (conservative synchronisation; Chandy and Misra, 1979). What comes from
/// another lane is kept in the order of (time, lane, number there), so that threads change nothing but how long it takes.
/// </summary>
internal sealed class Lanes : IDisposable
{
    /// <summary>Words between the progress of one lane and the next: they are written all the time, by different processors.</summary>
    private const int Apart = 16;

    private readonly VirtualClock[] _clocks;
    private readonly Action<int> _enter;
    private readonly Func<int, long, bool> _step;
    private readonly Action<Action> _counting;
    private readonly ConcurrentQueue<Sent>[] _arriving;
    private readonly long[] _progress;
    private readonly int _threads;
    private readonly Barrier? _together;
    private long _endTicks;
    private volatile Exception? _failure;
    private volatile bool _isBroken;
    private volatile bool _isOver;

    /// <param name="enter">Makes this thread the one that runs a lane.</param>
    /// <param name="step">Runs one turn of a lane, if there is one until then.</param>
    /// <param name="counting">Does a thread's part of a run, and counts what it did.</param>
    public Lanes(VirtualClock[] clocks, Action<int> enter, Func<int, long, bool> step, Action<Action> counting)
    {
        (_clocks, _enter, _step, _counting) = (clocks, enter, step, counting);
        _arriving = [.. clocks.Select(_ => new ConcurrentQueue<Sent>())];
        _progress = new long[clocks.Length * Apart];
        _threads = Math.Min(clocks.Length, Environment.ProcessorCount);
        if (_threads > 1)
        {
            _together = new Barrier(_threads);
            for (var thread = 1; thread < _threads; thread++)
            {
                var mine = thread;
                new Thread(() => Follow(mine)) { IsBackground = true, Name = $"lane {mine}" }.Start();
            }
        }
    }

    /// <summary>100 ns units that everything takes from one lane to another at least.</summary>
    public long LookAheadTicks { get; set; }

    /// <summary>From the lane that this thread runs.</summary>
    public void Send(int lane, TimeSpan delay, Appointment appointment)
    {
        var here = _clocks[Lane.Current];
        _arriving[lane].Enqueue(new Sent(here.NowTicks + delay.Ticks, here.Timetable.NextArrival(), appointment));
    }

    /// <summary>Puts what other lanes have sent into this one's timetable.</summary>
    public void TakeArrived(int lane)
    {
        while (_arriving[lane].TryDequeue(out var sent))
        {
            _clocks[lane].Timetable.AddFrom(sent.DueTicks, sent.Arrival, sent.Appointment);
        }
    }

    /// <summary>Runs everything that is due until then.</summary>
    public void RunTo(long endTicks)
    {
        if (LookAheadTicks <= 0 || _isBroken)
        {
            throw new InvalidOperationException(_isBroken ? "A lane has failed." : "Lanes need a network in which everything takes some time.");
        }

        for (var lane = 0; lane < _clocks.Length; lane++)
        {
            Publish(lane, _clocks[lane].NowTicks);
        }

        _endTicks = endTicks;
        _together?.SignalAndWait();
        try
        {
            _counting(() => Work(0));
        }
        finally
        {
            _together?.SignalAndWait();
        }

        if (_failure is { } failure)
        {
            throw new InvalidOperationException(failure.Message, failure);
        }
    }

    public void Dispose()
    {
        _isOver = true;
        _together?.SignalAndWait();
    }

    private void Follow(int thread)
    {
        while (true)
        {
            _together!.SignalAndWait();
            if (_isOver)
            {
                return;
            }

            _counting(() => Work(thread));
            _together.SignalAndWait();
        }
    }

    /// <summary>Runs this thread's lanes to the end, each as far as it may, in turn.</summary>
    private void Work(int thread)
    {
        var wait = new SpinWait();
        var isDone = false;
        while (!isDone && !_isBroken)
        {
            isDone = true;
            var hasMoved = false;
            for (var lane = thread; lane < _clocks.Length; lane += _threads)
            {
                hasMoved |= Advance(lane);
                isDone &= ProgressOf(lane) > _endTicks;
            }

            if (hasMoved)
            {
                wait.Reset();
            }
            else if (!isDone)
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    /// <returns>Whether time went on for this lane.</returns>
    private bool Advance(int lane)
    {
        var untilTicks = MayRunTo(lane);
        if (untilTicks < ProgressOf(lane))
        {
            return false;
        }

        _enter(lane);
        TakeArrived(lane);
        var isWhole = false;
        try
        {
            while (_step(lane, untilTicks))
            {
                Publish(lane, _clocks[lane].NowTicks);
            }

            isWhole = true;
        }
        catch (InvalidOperationException failure)
        {
            // Too many turns at one instant: the driver hears of it, not only this thread.
            _failure = failure;
        }
        finally
        {
            _isBroken |= !isWhole; // nobody waits for this lane any more
        }

        Publish(lane, untilTicks + 1);
        return true;
    }

    /// <summary>Nothing that is not in its queue yet can be due until then.</summary>
    private long MayRunTo(int lane)
    {
        var until = _endTicks;
        for (var other = 0; other < _clocks.Length; other++)
        {
            until = other == lane ? until : Math.Min(until, ProgressOf(other) + LookAheadTicks - 1);
        }

        return until;
    }

    /// <summary>Everything that a lane does earlier than this is done, and what it sent of it is in the others' queues.</summary>
    private long ProgressOf(int lane) => Volatile.Read(ref _progress[lane * Apart]);

    private void Publish(int lane, long ticks) => Volatile.Write(ref _progress[lane * Apart], ticks);

    private readonly record struct Sent(long DueTicks, long Arrival, Appointment Appointment);
}
