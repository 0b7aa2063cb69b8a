using Akka.Actor;
using EnerDatX.Sim.Time;

namespace EnerDatX.Sim.Tests.Time;

/// <summary>An actor that writes down what it is told, and when.</summary>
internal sealed class Told(List<(long AtMs, object Message)> notes) : UntypedActor
{
    public static (IActorRef Actor, List<(long AtMs, object Message)> Notes) In(VirtualWorld world)
    {
        var notes = new List<(long, object)>();
        return (world.System.ActorOf(Props.Create(() => new Told(notes))), notes);
    }

    protected override void OnReceive(object message) =>
        notes.Add((Context.System.Scheduler.Now.ToUnixTimeMilliseconds(), message));
}

/// <summary>An actor that does what it is told to do.</summary>
internal sealed class Obedient : UntypedActor
{
    public static IActorRef In(VirtualWorld world, string? name = null) => world.System.ActorOf(Props.Create(() => new Obedient()), name);

    protected override void OnReceive(object message)
    {
        if (message is Action<IUntypedActorContext> act)
        {
            act(Context);
        }
        else
        {
            Unhandled(message);
        }
    }
}
