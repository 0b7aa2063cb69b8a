using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Dispatch.MessageQueues;

namespace EnerDatX.Sim.Time;

/// <summary>
/// The mailbox of a world's actors, with or without a stash. Only the driver thread touches it (<see cref="VirtualDispatcher"/> sees to that), and
/// hardly ever is anything in it, so it is a plain list that exists only then: Akka's own has a kilobyte also when it is empty.
/// </summary>
public sealed class WorldMailbox(Settings settings, Config config) : MailboxType(settings, config), IProducesMessageQueue<WorldMessageQueue>
{
    public override IMessageQueue Create(IActorRef owner, ActorSystem system) => new WorldMessageQueue();
}

/// <summary>See <see cref="WorldMailbox"/>.</summary>
public sealed class WorldMessageQueue : IMessageQueue, IUnboundedMessageQueueSemantics, IUnboundedDequeBasedMessageQueueSemantics
{
    private LinkedList<Envelope>? _waiting;

    public bool HasMessages => _waiting is not null;

    public int Count => _waiting?.Count ?? 0;

    public void Enqueue(IActorRef receiver, Envelope envelope) => (_waiting ??= new LinkedList<Envelope>()).AddLast(envelope);

    public void EnqueueFirst(Envelope envelope) => (_waiting ??= new LinkedList<Envelope>()).AddFirst(envelope);

    public bool TryDequeue(out Envelope envelope)
    {
        if (_waiting is not { First: { } first } waiting)
        {
            envelope = default;
            return false;
        }

        envelope = first.Value;
        waiting.RemoveFirst();
        _waiting = waiting.Count == 0 ? null : waiting;
        return true;
    }

    public void CleanUp(IActorRef owner, IMessageQueue deadletters)
    {
        while (TryDequeue(out var envelope))
        {
            deadletters.Enqueue(owner, envelope);
        }
    }
}
