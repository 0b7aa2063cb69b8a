using Akka.Actor;
using EnerDatX.Core.Ledger;
using EnerDatX.Peer.Chain;
using EnerDatX.Sim.Time;

namespace EnerDatX.Sim.Peers;

/// <summary>
/// Answers as <see cref="JournalActor"/> does over a store that never fails, without a turn: for worlds of many peers. What is appended is durable at
/// once, so that nobody can crash between signing and writing; scenarios with faults use the real one.
/// </summary>
internal sealed class MemoryJournal(VirtualWorld world, ILedgerStore store, IOwnChainMarks marks) : MinimalActorRef
{
    public override ActorPath Path { get; } = new RootActorPath(new Address("akka", world.System.Name)) / "journals" / "journal";

    public override IActorRefProvider Provider => ((ExtendedActorSystem)world.System).Provider;

    protected override void TellInternal(object message, IActorRef sender)
    {
        switch (message)
        {
            case Append(var block):
                Append(block, sender);
                break;
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

    private void Append(HalfBlock block, IActorRef sender)
    {
        try
        {
            store.Append([block]);
        }
        catch (LedgerConflictException conflict)
        {
            sender.Tell(new AppendRefused(block, conflict.Message), this);
            return;
        }

        marks.Follow(block);
        sender.Tell(new Appended(block), this);
    }
}
