using Akka.Actor;
using Akka.Event;

namespace EnerDatX.Sim.Time;

/// <summary>Something that went wrong in an actor.</summary>
/// <param name="AtMs">Virtual time in milliseconds since 1970-01-01 UTC.</param>
/// <param name="Source">The path of the actor that failed, or the source of the log entry.</param>
/// <param name="Cause">The exception; null for an error that an actor logged without one.</param>
public sealed record ActorFailure(long AtMs, string Source, string Message, Exception? Cause)
{
    public override string ToString() => $"at {AtMs} ms, {Source}: {Message}";
}

/// <summary>Thrown out of a world's run by the first failure that the world does not tolerate.</summary>
public sealed class ActorFailedException(ActorFailure failure) : Exception(failure.ToString(), failure.Cause)
{
    public ActorFailure Failure { get; } = failure;
}

/// <summary>
/// Hears of every failure as it happens. A supervisor publishes what it decides on to the event stream: an error, or for a child that it
/// resumes a warning with a cause; what an actor logs as an error comes the same way. This is a reference without an actor behind it, so
/// publishing calls it directly, within the turn that failed, and nothing needs to be pumped. Not heard: a strategy with logging turned off.
/// </summary>
internal sealed class FailureListener(ActorSystem system, Func<long> nowMs, Action<ActorFailure> failed, Action<UnhandledMessage> unhandled)
    : MinimalActorRef
{
    public override ActorPath Path { get; } = new RootActorPath(new Address("akka", system.Name)) / "failures";

    public override IActorRefProvider Provider => ((ExtendedActorSystem)system).Provider;

    public void Subscribe()
    {
        system.EventStream.Subscribe(this, typeof(Error));
        system.EventStream.Subscribe(this, typeof(Warning));
        system.EventStream.Subscribe(this, typeof(UnhandledMessage));
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        switch (message)
        {
            case UnhandledMessage ignored:
                unhandled(ignored);
                break;
            case LogEvent entry when entry is Error || entry.Cause is not null:
                failed(new ActorFailure(nowMs(), entry.LogSource, $"{entry.Message}", entry.Cause));
                break;
        }
    }
}
