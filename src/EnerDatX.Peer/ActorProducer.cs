using Akka.Actor;

namespace EnerDatX.Peer;

/// <summary>
/// Makes actors from a delegate. <c>Props.Create(() =&gt; …)</c> compiles its expression anew for each call, which costs 25 times as much.
/// </summary>
public sealed class ActorProducer(Func<ActorBase> make, Type actorType) : IIndirectActorProducer
{
    public Type ActorType => actorType;

    public static Props Props<TActor>(Func<TActor> make)
        where TActor : ActorBase => Akka.Actor.Props.CreateBy(new ActorProducer(make, typeof(TActor)));

    public ActorBase Produce() => make();

    public void Release(ActorBase actor)
    {
    }
}
