using Akka.Actor;
using Akka.Event;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Sim.Time;

/// <summary>
/// An actor system in virtual time, driven by the thread that created it. The same seed, actors and messages give the same turns in the
/// same order, on any machine and in any process.
/// <para>
/// A world may have several lanes, which run side by side and meet in the network only (<see cref="Lanes"/>). How many there are changes what happens, as
/// another seed would; on how many processors they run does not.
/// </para>
/// <para>
/// Worlds share nothing, so several can live side by side, each on its own thread or all on one. What would leave virtual time inside
/// an actor: <c>PipeTo</c> and other task continuations (they run on the thread pool and are counted in <see cref="ForeignEnqueues"/>),
/// the timeout of <c>Ask</c> and the time window of a supervisor's restart limit (both measured in wall time), and iterating
/// <c>Context.GetChildren()</c> (in hash order, which differs between processes).
/// </para>
/// </summary>
public sealed partial class VirtualWorld : IDisposable
{
    private readonly VirtualScheduler _scheduler;
    private readonly Lanes? _lanes;
    private readonly IActorRef[] _roots;
    private readonly List<ILaneLog> _logs = [];
    private readonly TurnTrace? _trace;
    private static readonly byte[] SignatureKey = "enerdatx/keyed/2"u8.ToArray();

    private readonly SharedHalfBlocks[] _halfBlocks;
    private readonly ulong _seed;
    private readonly Dictionary<string, RandomStream> _streams = new(StringComparer.Ordinal);
    private readonly List<ActorFailure> _failures = [];
    private readonly List<UnhandledMessage> _unhandled = [];
    private int _failuresRaised;
    private long _signaturesMade;
    private long _signaturesChecked;
    private bool _running;

    private VirtualWorld(ulong seed, ActorSystem system, bool trace)
    {
        _seed = seed;
        System = system;
        _scheduler = (VirtualScheduler)system.Scheduler;
        _halfBlocks = [.. _scheduler.Clocks.Select(_ => new SharedHalfBlocks())];
        _roots = [];
        if (LaneCount > 1)
        {
            _lanes = new Lanes(_scheduler.Clocks, Enter, (lane, untilTicks) => _scheduler.Clocks[lane].Step(untilTicks), Counting);
            _roots = [.. _scheduler.Clocks.Select((_, lane) => system.ActorOf(Props.Create<LaneRootActor>(), $"lane-{lane}"))];
        }

        if (trace)
        {
            _trace = new TurnTrace(Clock);
            Clock.BeforeTurn = _trace.Record;
        }
    }

    public ActorSystem System { get; }

    /// <summary>
    /// Set to sign and verify with a keyed hash within this world's turns, in place of Ed25519: for scale. Half-blocks that were made otherwise are
    /// forged then, so that it is set before anything happens.
    /// </summary>
    public bool SignsWithHash { get; set; }

    public int LaneCount => _scheduler.Clocks.Length;

    /// <summary>The least time that anything takes from one lane to another; more than 0 before lanes run.</summary>
    public TimeSpan LookAhead
    {
        get => TimeSpan.FromTicks(_lanes?.LookAheadTicks ?? 0);
        set
        {
            if (_lanes is not null)
            {
                _lanes.LookAheadTicks = value.Ticks;
            }
        }
    }

    /// <summary>Whether lanes may be running side by side now: what they share is not to be touched.</summary>
    internal bool AreLanesRunning { get; private set; }

    /// <summary>Of the lane that this thread runs; all clocks say the same while no lane runs.</summary>
    internal VirtualClock Clock => _scheduler.Clock;

    /// <summary>Virtual time in milliseconds since 1970-01-01 UTC.</summary>
    public long NowMs => Clock.NowTicks / TimeSpan.TicksPerMillisecond;

    /// <summary>Signatures made within this world so far.</summary>
    public long SignaturesMade => Interlocked.Read(ref _signaturesMade);

    /// <summary>Signatures checked within this world so far; those of which it is remembered that they were are not checked again.</summary>
    public long SignaturesChecked => Interlocked.Read(ref _signaturesChecked);

    /// <summary>Turns run so far. A turn is one or two messages of one actor, after all its system messages.</summary>
    public long Turns => _scheduler.Clocks.Sum(clock => clock.Turns);

    /// <summary>What other threads put into this world so far: messages, actions and timers. Anything but 0 means that the run cannot be repeated.</summary>
    public long ForeignEnqueues => _scheduler.Clocks.Sum(clock => clock.Ready.Foreign);

    /// <summary>Timers that wait, with cancelled ones that have not been swept yet.</summary>
    public int Timers => _scheduler.Clocks.Sum(clock => clock.Timetable.Count);

    /// <summary>Every failure of an actor so far, also of those that a supervisor restarted, in order.</summary>
    public IReadOnlyList<ActorFailure> Failures => _failures;

    /// <summary>Messages that their receiver did not understand, in order: not an error to Akka, but often the reason why nothing happens.</summary>
    public IReadOnlyList<UnhandledMessage> Unhandled => _unhandled;

    /// <summary>Set to let the run go on after a failure. Otherwise the run throws it, so that no test passes over a crashed actor.</summary>
    public bool ToleratesFailures { get; set; }

    /// <summary>
    /// Turns of a lane that may follow each other without time moving on. More are two actors that answer each other for ever, and the run throws
    /// <see cref="InvalidOperationException"/>. At first 20 million: 20,000 actors with a thousand turns each.
    /// </summary>
    public long TurnsPerInstantLimit
    {
        get => Clock.TurnsPerInstantLimit;
        set => Array.ForEach(_scheduler.Clocks, clock => clock.TurnsPerInstantLimit = value);
    }

    /// <summary>The fingerprint of the order of turns so far, 64 hex digits.</summary>
    /// <exception cref="InvalidOperationException">The world was created without a trace.</exception>
    public string TraceHash => _trace?.ToString() ?? throw new InvalidOperationException("Create the world with trace: true.");

    /// <param name="seed">Seed of every <see cref="Random"/> stream.</param>
    /// <param name="startUtcMs">Virtual time at the start, in milliseconds since 1970-01-01 UTC.</param>
    /// <param name="extraHocon">Configuration of the program; clock, dispatchers and loggers stay the world's.</param>
    /// <param name="trace">Whether to hash the order of turns; costs about a microsecond a turn, and a world of several lanes has no such order.</param>
    /// <param name="lanes">Parts that may run side by side.</param>
    public static VirtualWorld Create(ulong seed, long startUtcMs, string extraHocon = "", bool trace = false, int lanes = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        if (trace && lanes > 1)
        {
            throw new ArgumentException("Turns of several lanes have no order.", nameof(trace));
        }

        var system = ActorSystem.Create("world", WorldConfig.Of(startUtcMs, lanes, extraHocon));
        var world = new VirtualWorld(seed, system, trace);
        var (failures, unhandled) = (world.Log<ActorFailure>((_, failure) => world._failures.Add(failure)), world.Log<UnhandledMessage>((_, message) => world._unhandled.Add(message)));
        new FailureListener(system, () => world.NowMs, failures.Add, unhandled.Add).Subscribe();
        world.RunUntilIdle();
        return world;
    }

    /// <summary>Hears of things that happen in lanes.</summary>
    /// <param name="hear">Virtual time in 100 ns units since 1970, and what happened; told by the thread that drives the world.</param>
    public LaneLog<T> Log<T>(Action<long, T> hear)
    {
        var log = new LaneLog<T>(this, hear);
        _logs.Add(log);
        return log;
    }

    /// <summary>The stream of random numbers for one purpose: always the same object, which goes on where it was.</summary>
    public RandomStream Random(string purpose)
    {
        lock (_streams)
        {
            if (!_streams.TryGetValue(purpose, out var stream))
            {
                stream = new RandomStream(_seed, purpose);
                _streams.Add(purpose, stream);
            }

            return stream;
        }
    }

    /// <summary>Starts an actor in a lane.</summary>
    public IActorRef ActorOf(int lane, Props props, string? name = null)
    {
        if (_roots.Length == 0)
        {
            return System.ActorOf(props, name);
        }

        IActorRef actor = ActorRefs.Nobody;
        Lane.Within(lane, () => actor = ((ActorCell)((ActorRefWithCell)_roots[lane]).Underlying).AttachChild(props, false, name));
        return actor;
    }

    /// <summary>One object for the key in each lane, so that it is equal to itself at a glance.</summary>
    internal void Share(PublicKey key) => Array.ForEach(_halfBlocks, shared => shared.Key(key));

    /// <summary>Has it kept in a lane, which may be another one than that of this thread.</summary>
    /// <param name="delay">To another lane at least <see cref="LookAhead"/>.</param>
    internal void Schedule(int lane, TimeSpan delay, Appointment appointment)
    {
        if (_lanes is null || lane == Lane.Current)
        {
            Clock.Schedule(delay, appointment);
        }
        else
        {
            _lanes.Send(lane, delay, appointment);
        }
    }

    /// <summary>Has something done in this thread's lane at a time of the future, between two turns and by no actor.</summary>
    /// <param name="atMs">Milliseconds since 1970-01-01 UTC; what is past already is done next.</param>
    public void At(long atMs, Action act) =>
        Clock.Schedule(TimeSpan.FromMilliseconds(Math.Max(0, atMs - NowMs)), new ScheduledAction(act, 0, null));

    /// <summary>
    /// Lets go of everything at once. Its actors do not stop, which would take as long as their start; they just never run again, and hold nothing but
    /// memory. No thread is left behind.
    /// </summary>
    public void Abandon()
    {
        _trace?.Dispose();
        _lanes?.Dispose();
    }

    /// <summary>Stops every actor, so that each runs its <c>PostStop</c>, and lets go of the system; no thread is left behind.</summary>
    public void Dispose()
    {
        ToleratesFailures = true;
        TurnsPerInstantLimit = long.MaxValue;
        _ = System.Terminate();
        RunUntilIdle();
        Abandon();
    }

    /// <summary>Above the actors of one lane, so that no actor is of two.</summary>
    private sealed class LaneRootActor : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }
}
