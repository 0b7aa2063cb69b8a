using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Dispatch;

namespace EnerDatX.Sim.Time;

/// <summary>
/// One thing to run: a message for an actor; or (with <see cref="Run"/>) a mailbox with its actor or, without a receiver, an action given to a
/// dispatcher.
/// </summary>
internal readonly struct Turn
{
    public Turn(IRunnable run, ActorCell? receiver)
    {
        Run = run;
        Receiver = receiver;
    }

    public Turn(ActorCell receiver, Envelope envelope)
    {
        Receiver = receiver;
        Envelope = envelope;
    }

    public IRunnable? Run { get; }

    public ActorCell? Receiver { get; }

    public Envelope Envelope { get; }
}

/// <summary>
/// The one run queue of a lane: first come, first served.
/// <para>
/// System messages are the exception. Akka keeps children and watchers in immutable hash containers, and string hashes differ from
/// process to process, so when a parent stops, suspends or restarts several children, the order in which it wakes them does, too.
/// Everything woken by a system message is therefore held back until the turn ends and then queued in order of its path. Nothing is
/// overtaken on its way to one actor: a message whose turn comes while the actor's mailbox holds anything goes behind that.
/// </para>
/// <para>
/// Only the driver thread may enqueue. An enqueue from any other thread is a loss of determinism; it is let in by a queue of its own, so
/// that nothing is corrupted, and counted, so that a test can assert 0.
/// </para>
/// </summary>
internal sealed class TurnQueue
{
    private static readonly Comparison<Turn> ByPath = static (a, b) => a.Receiver!.Self.Path.CompareTo(b.Receiver!.Self.Path);

    private readonly ConcurrentQueue<Turn> _fromOthers = new();
    private readonly Queue<Turn> _ready = new();
    private readonly List<Turn> _woken = [];
    private int _driverThread = Environment.CurrentManagedThreadId;
    private IRunnable? _running;
    private ActorCell? _runningReceiver;
    private long _foreign;

    public bool OnDriverThread => Environment.CurrentManagedThreadId == _driverThread;

    /// <summary>What foreign threads have asked for so far.</summary>
    public long Foreign => Interlocked.Read(ref _foreign);

    /// <summary>From now on this thread drives the lane; nobody may be driving it.</summary>
    public void DriveHere() => _driverThread = Environment.CurrentManagedThreadId;

    public void CountForeign() => Interlocked.Increment(ref _foreign);

    public void Add(Turn turn)
    {
        // A mailbox that ends its turn with messages left queues itself, and then nobody says whose it is.
        var isRunning = turn.Receiver is null && turn.Run is not null && ReferenceEquals(turn.Run, _running);
        _ready.Enqueue(isRunning ? new Turn(turn.Run!, _runningReceiver) : turn);
    }

    public void AddForeign(Turn turn)
    {
        CountForeign();
        _fromOthers.Enqueue(turn);
    }

    /// <summary>Adds a turn that a system message caused; it is queued when the running turn ends.</summary>
    public void Wake(Turn turn) => _woken.Add(turn);

    public bool TryTake(out Turn turn)
    {
        if (_woken.Count > 0)
        {
            QueueWoken();
        }

        while (!_fromOthers.IsEmpty && _fromOthers.TryDequeue(out var foreign))
        {
            _ready.Enqueue(foreign);
        }

        var taken = _ready.TryDequeue(out turn);
        (_running, _runningReceiver) = (turn.Run, turn.Receiver);
        return taken;
    }

    private void QueueWoken()
    {
        if (_woken.Count > 1)
        {
            _woken.Sort(ByPath);
        }

        foreach (var turn in _woken)
        {
            _ready.Enqueue(turn);
        }

        _woken.Clear();
    }
}
