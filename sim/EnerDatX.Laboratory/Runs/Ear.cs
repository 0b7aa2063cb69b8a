using Akka.Actor;
using EnerDatX.Peer;

namespace EnerDatX.Laboratory.Runs;

/// <summary>Hears what peers publish for their user interfaces, as it happens and without a turn of its own.</summary>
internal sealed class Ear(ActorSystem system, Action<MarketEvent> hear) : MinimalActorRef
{
    public override ActorPath Path { get; } = new RootActorPath(new Address("akka", system.Name)) / "ear";

    public override IActorRefProvider Provider => ((ExtendedActorSystem)system).Provider;

    public void Listen() => system.EventStream.Subscribe(this, typeof(MarketEvent));

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is MarketEvent happened)
        {
            hear(happened);
        }
    }
}
