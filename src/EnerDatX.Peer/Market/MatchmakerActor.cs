using Akka.Actor;
using EnerDatX.Core.Identity;

namespace EnerDatX.Peer.Market;

/// <summary>
/// Proposes matches; a role that every node has by default. A buyer begins the trade, so where the bid is mine the book is told, and
/// where it is somebody else's its owner is.
/// </summary>
public sealed class MatchmakerActor : ReceiveActor
{
    public MatchmakerActor(PublicKey self)
    {
        IActorRef? book = null;
        Receive<OrderListed>(listed =>
        {
            book = Sender;
            book.Tell(new FindCrossings(listed.Id));
        });
        Receive<CrossingsFound>(found =>
        {
            foreach (var crossing in found.Crossings)
            {
                if (crossing.Bid.Block.PublicKey.Equals(self))
                {
                    book!.Tell(new BeginTrade(crossing));
                }
                else
                {
                    Context.Parent.Tell(new SendMatch(crossing));
                }
            }
        });
    }
}
