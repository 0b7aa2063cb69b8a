using Akka.Actor;

namespace EnerDatX.Peer;

/// <summary>A part of a peer that most peers never need: it comes into being with its first message. Used in its parent's turns only.</summary>
/// <param name="parent">Whose child it becomes.</param>
internal sealed class OnDemand(IActorContext parent, string name, Func<Props> props)
{
    private IActorRef? _actor;

    public void Tell(object message) => Actor().Tell(message);

    public void Forward(object message) => Actor().Forward(message);

    /// <summary>For what means nothing to a part that nobody has needed so far.</summary>
    public void TellIfThere(object message) => _actor?.Tell(message);

    private IActorRef Actor() => _actor ??= parent.ActorOf(props(), name);
}
