using Akka.Actor;

namespace EnerDatX.Sim.Time;

/// <summary>Something to do at a virtual time.</summary>
internal abstract class Appointment
{
    /// <summary>100 ns units until it is kept again; 0 = once.</summary>
    public virtual long IntervalTicks => 0;

    public virtual bool IsCancelled => false;

    public abstract void Keep();
}

/// <summary>What Akka's scheduler was asked for.</summary>
internal sealed class ScheduledAction(Action act, long intervalTicks, ICancelable? cancelable) : Appointment
{
    public override long IntervalTicks => intervalTicks;

    public override bool IsCancelled => cancelable is { IsCancellationRequested: true };

    public override void Keep() => act();
}

/// <summary>The same for a message: a world has a timer for each of its peers' timers, so that a closure less counts.</summary>
internal sealed class ScheduledTell(ICanTell receiver, object message, IActorRef sender, long intervalTicks, ICancelable? cancelable) : Appointment
{
    public override long IntervalTicks => intervalTicks;

    public override bool IsCancelled => cancelable is { IsCancellationRequested: true };

    public override void Keep() => receiver.Tell(message, sender);
}
