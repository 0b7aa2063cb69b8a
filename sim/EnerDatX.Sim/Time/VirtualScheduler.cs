using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace EnerDatX.Sim.Time;

/// <summary>
/// Akka's scheduler in virtual time, put in place by <c>akka.scheduler.implementation</c>. Akka creates it with the system's
/// configuration and log before any dispatcher, and gives it to every dispatcher; it therefore carries the world's clocks, and no static
/// is needed to bring the parts of one world together. Timers (<c>IWithTimers</c>), receive timeouts, state machines and circuit
/// breakers all come through here.
/// </summary>
public sealed class VirtualScheduler(Config config, ILoggingAdapter log) : SchedulerBase(config, log)
{
    /// <summary>Start of virtual time in milliseconds since 1970-01-01 UTC.</summary>
    internal const string StartKey = "akka.scheduler.virtual-start-utc-ms";

    /// <summary>Lanes of the world.</summary>
    internal const string LanesKey = "akka.scheduler.virtual-lanes";

    /// <summary>Of each lane.</summary>
    internal VirtualClock[] Clocks { get; } =
        [.. Enumerable.Range(0, config.GetInt(LanesKey, 1)).Select(lane => new VirtualClock(config.GetLong(StartKey) * TimeSpan.TicksPerMillisecond, lane))];

    /// <summary>Of the lane that this thread runs.</summary>
    internal VirtualClock Clock => Clocks.Length == 1 ? Clocks[0] : Clocks[Lane.Current];

    protected override DateTimeOffset TimeNow => DateTimeOffset.UnixEpoch.AddTicks(Clock.NowTicks);

    public override TimeSpan MonotonicClock => TimeSpan.FromTicks(Clock.NowTicks - Clock.StartTicks);

    public override TimeSpan HighResMonotonicClock => MonotonicClock;

    protected override void InternalScheduleTellOnce(
        TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Clock.Schedule(delay, new ScheduledTell(receiver, message, sender, 0, cancelable));

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Clock.Schedule(initialDelay, new ScheduledTell(receiver, message, sender, interval.Ticks, cancelable));

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Clock.Schedule(delay, new ScheduledAction(action, 0, cancelable));

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Clock.Schedule(delay, new ScheduledAction(action.Run, 0, cancelable));

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Clock.Schedule(initialDelay, new ScheduledAction(action, interval.Ticks, cancelable));

    protected override void InternalScheduleRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Clock.Schedule(initialDelay, new ScheduledAction(action.Run, interval.Ticks, cancelable));
}
