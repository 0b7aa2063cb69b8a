using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Akka.Event;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Sim.Time;

/// <summary>
/// An actor system in virtual time, driven by the thread that created it. The same seed, actors and messages give the same turns in the
/// same order, on any machine and in any process.
/// <para>
/// Worlds share nothing, so several can live side by side, each on its own thread or all on one. What would leave virtual time inside
/// an actor: <c>PipeTo</c> and other task continuations (they run on the thread pool and are counted in <see cref="ForeignEnqueues"/>),
/// the timeout of <c>Ask</c> and the time window of a supervisor's restart limit (both measured in wall time), and iterating
/// <c>Context.GetChildren()</c> (in hash order, which differs between processes).
/// </para>
/// </summary>
public sealed class VirtualWorld : IDisposable
{
    private readonly VirtualClock _clock;
    private readonly TurnTrace? _trace;
    private static readonly byte[] SignatureKey = "enerdatx/keyed/2"u8.ToArray();

    private readonly SharedHalfBlocks _halfBlocks = new();
    private readonly ulong _seed;
    private readonly Dictionary<string, RandomStream> _streams = new(StringComparer.Ordinal);
    private readonly List<ActorFailure> _failures = [];
    private readonly List<UnhandledMessage> _unhandled = [];
    private int _failuresRaised;
    private bool _running;

    private VirtualWorld(ulong seed, ActorSystem system, bool trace)
    {
        _seed = seed;
        System = system;
        _clock = ((VirtualScheduler)system.Scheduler).Clock;
        if (trace)
        {
            _trace = new TurnTrace(_clock);
            _clock.BeforeTurn = _trace.Record;
        }
    }

    public ActorSystem System { get; }

    /// <summary>
    /// Set to sign and verify with a keyed hash within this world's turns, in place of Ed25519: for scale. Half-blocks that were made otherwise are
    /// forged then, so that it is set before anything happens.
    /// </summary>
    public bool SignsWithHash { get; set; }

    internal VirtualClock Clock => _clock;

    /// <summary>One object for each half-block and each key of the world.</summary>
    internal SharedHalfBlocks HalfBlocks => _halfBlocks;

    /// <summary>Virtual time in milliseconds since 1970-01-01 UTC.</summary>
    public long NowMs => _clock.NowTicks / TimeSpan.TicksPerMillisecond;

    /// <summary>Signatures made within this world so far.</summary>
    public long SignaturesMade { get; private set; }

    /// <summary>Signatures checked within this world so far; those of which it is remembered that they were are not checked again.</summary>
    public long SignaturesChecked { get; private set; }

    /// <summary>Turns run so far. A turn is one or two messages of one actor, after all its system messages.</summary>
    public long Turns => _clock.Turns;

    /// <summary>What other threads put into this world so far: messages, actions and timers. Anything but 0 means that the run cannot be repeated.</summary>
    public long ForeignEnqueues => _clock.Ready.Foreign;

    /// <summary>Timers that wait, with cancelled ones that have not been swept yet.</summary>
    public int Timers => _clock.Timetable.Count;

    /// <summary>Every failure of an actor so far, also of those that a supervisor restarted, in order.</summary>
    public IReadOnlyList<ActorFailure> Failures => _failures;

    /// <summary>Messages that their receiver did not understand, in order: not an error to Akka, but often the reason why nothing happens.</summary>
    public IReadOnlyList<UnhandledMessage> Unhandled => _unhandled;

    /// <summary>Set to let the run go on after a failure. Otherwise the run throws it, so that no test passes over a crashed actor.</summary>
    public bool ToleratesFailures { get; set; }

    /// <summary>
    /// Turns that may follow each other without time moving on. More are two actors that answer each other for ever, and the run throws
    /// <see cref="InvalidOperationException"/>. At first 20 million: 20,000 actors with a thousand turns each.
    /// </summary>
    public long TurnsPerInstantLimit
    {
        get => _clock.TurnsPerInstantLimit;
        set => _clock.TurnsPerInstantLimit = value;
    }

    /// <summary>The fingerprint of the order of turns so far, 64 hex digits.</summary>
    /// <exception cref="InvalidOperationException">The world was created without a trace.</exception>
    public string TraceHash => _trace?.ToString() ?? throw new InvalidOperationException("Create the world with trace: true.");

    /// <param name="seed">Seed of every <see cref="Random"/> stream.</param>
    /// <param name="startUtcMs">Virtual time at the start, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="extraHocon">Configuration of the program; clock, dispatchers and loggers stay the world's.</param>
    /// <param name="trace">Whether to hash the order of turns; costs about a microsecond a turn.</param>
    public static VirtualWorld Create(ulong seed, long startUtcMs, string extraHocon = "", bool trace = false)
    {
        var system = ActorSystem.Create("world", WorldConfig.Of(startUtcMs, extraHocon));
        var world = new VirtualWorld(seed, system, trace);
        new FailureListener(system, () => world.NowMs, world._failures.Add, world._unhandled.Add).Subscribe();
        world.RunUntilIdle();
        return world;
    }

    /// <summary>The stream of random numbers for one purpose: always the same object, which goes on where it was.</summary>
    public RandomStream Random(string purpose)
    {
        if (!_streams.TryGetValue(purpose, out var stream))
        {
            stream = new RandomStream(_seed, purpose);
            _streams.Add(purpose, stream);
        }

        return stream;
    }

    /// <summary>Has something done at a time of the future, between two turns and by no actor.</summary>
    /// <param name="atMs">Milliseconds since 1970-01-01 UTC; what is past already is done next.</param>
    public void At(long atMs, Action act) =>
        _clock.Schedule(TimeSpan.FromMilliseconds(Math.Max(0, atMs - NowMs)), new ScheduledAction(act, 0, null));

    /// <summary>Runs everything that is ready or due now; time stands still.</summary>
    public void RunUntilIdle() => Drive(() =>
    {
        while (Step(_clock.NowTicks))
        {
        }
    });

    /// <summary>Runs everything that is due within the duration, and ends with the clock exactly that much later.</summary>
    public void RunFor(TimeSpan duration) => Drive(() =>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero);
        var end = _clock.NowTicks + duration.Ticks;
        while (Step(end))
        {
        }

        _clock.MoveTo(end);
    });

    /// <summary>Runs everything of the next instant at which anything is due, and nothing after it; at the latest to the end of the duration.</summary>
    /// <returns>False when the end was reached, with the clock exactly there.</returns>
    public bool RunInstant(long untilMs)
    {
        var moved = false;
        Drive(() =>
        {
            var end = untilMs * TimeSpan.TicksPerMillisecond;
            moved = Step(end);
            while (Step(_clock.NowTicks))
            {
            }

            if (!moved)
            {
                _clock.MoveTo(end);
            }
        });
        return moved;
    }

    /// <summary>Runs until the condition holds, asked before the first and after every turn.</summary>
    /// <exception cref="TimeoutException">It did not come to hold within that much virtual time.</exception>
    public void RunUntil(Func<bool> condition, TimeSpan limit, [CallerArgumentExpression(nameof(condition))] string what = "") => Drive(() =>
    {
        var end = _clock.NowTicks + limit.Ticks;
        while (!condition())
        {
            if (!Step(end))
            {
                _clock.MoveTo(end);
                throw new TimeoutException($"Not within {limit} of virtual time: {what}");
            }
        }
    });

    /// <summary>
    /// Asks an actor and runs until it answers. Akka's own timeout is not used, because it passes in wall time.
    /// </summary>
    /// <exception cref="TimeoutException">No answer within that much virtual time.</exception>
    public T Ask<T>(ICanTell target, object message, TimeSpan limit)
    {
        var answer = target.Ask<T>(message, Timeout.InfiniteTimeSpan);
        RunUntil(() => answer.IsCompleted, limit, $"an answer to {message}");
        return answer.GetAwaiter().GetResult();
    }

    /// <summary>Asks an actor that answers at once: runs what is ready, and time stands still. False if it does not, for it is starting.</summary>
    public bool TryAsk<T>(ICanTell target, object message, [MaybeNullWhen(false)] out T answer)
    {
        var asked = target.Ask<T>(message, Timeout.InfiniteTimeSpan);
        RunUntilIdle();
        answer = asked.IsCompletedSuccessfully ? asked.Result : default;
        return asked.IsCompletedSuccessfully;
    }

    /// <summary>Does something between two turns as if within one: with this world's signatures, and its half-blocks.</summary>
    public void Do(Action act) => Drive(act);

    /// <summary>Stops every actor, so that each runs its <c>PostStop</c>, and lets go of the system; no thread is left behind.</summary>
    public void Dispose()
    {
        ToleratesFailures = true;
        TurnsPerInstantLimit = long.MaxValue;
        _ = System.Terminate();
        RunUntilIdle();
        _trace?.Dispose();
    }

    private bool Step(long untilTicks)
    {
        var moved = _clock.Step(untilTicks);
        if (_failures.Count > _failuresRaised)
        {
            var first = _failures[_failuresRaised];
            _failuresRaised = _failures.Count;
            if (!ToleratesFailures)
            {
                throw new ActorFailedException(first);
            }
        }

        return moved;
    }

    private void Drive(Action run)
    {
        if (!_clock.Ready.OnDriverThread)
        {
            throw new InvalidOperationException("A world is driven by the thread that created it.");
        }

        if (_running)
        {
            throw new InvalidOperationException("The world is running already; an actor cannot run it.");
        }

        _running = true;
        var (made, checkedBefore) = (SignatureCount.Made, SignatureCount.Checked);
        var (outer, outerShared) = (KeyedSignatures.Key, SharedHalfBlocks.Current);
        KeyedSignatures.Key = SignsWithHash ? SignatureKey : null;
        SharedHalfBlocks.Current = _halfBlocks;
        try
        {
            run();
        }
        finally
        {
            (KeyedSignatures.Key, SharedHalfBlocks.Current) = (outer, outerShared);
            SignaturesMade += SignatureCount.Made - made;
            SignaturesChecked += SignatureCount.Checked - checkedBefore;
            _running = false;
        }
    }
}
