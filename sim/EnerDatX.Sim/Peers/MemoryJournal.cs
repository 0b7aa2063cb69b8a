using Akka.Actor;
using EnerDatX.Core.Ledger;
using EnerDatX.Peer.Chain;
using EnerDatX.Sim.Time;

namespace EnerDatX.Sim.Peers;

/// <summary>
/// What is left of a journal where half-blocks are durable at once (<see cref="VirtualPeer.JournalsAtOnce"/>): answers as <see cref="JournalActor"/>
/// does over a store that never fails, without a turn. Nobody can crash between signing and writing; scenarios with faults use the real one.
/// </summary>
internal sealed class MemoryJournal(VirtualWorld world, ILedgerStore store, IOwnChainMarks marks) : MinimalActorRef
{
    public override ActorPath Path { get; } = new RootActorPath(new Address("akka", world.System.Name)) / "journals" / "journal";

    public override IActorRefProvider Provider => ((ExtendedActorSystem)world.System).Provider;

    protected override void TellInternal(object message, IActorRef sender)
    {
        switch (message)
        {
            case UntilDurable until:
                sender.Tell(new Durable(until.For), this);
                break;
            case RememberVerified verified:
                store.RememberVerified(verified.Credits);
                break;
            case RememberProof remember:
                store.RememberProof(remember.Proof);
                break;
            case RequireHead require:
                marks.Require(require.Head);
                break;
            case SettleHead:
                marks.Settle();
                break;
        }
    }
}
