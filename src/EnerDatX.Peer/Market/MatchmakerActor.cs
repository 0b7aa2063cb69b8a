using Akka.Actor;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Overlay;

namespace EnerDatX.Peer.Market;

/// <summary>
/// Proposes matches; a role that every node has by default. A buyer begins the trade, so where the bid is mine the book is told, and
/// where it is somebody else's its owner is.
/// </summary>
public sealed class MatchmakerActor : ReceiveActor
{
    public MatchmakerActor(PeerSurroundings peer)
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
                if (crossing.Bid.Block.PublicKey.Equals(peer.Self))
                {
                    book!.Tell(new BeginTrade(crossing));
                }
                else
                {
                    var hint = new MatchHint(peer.Settings.Network, crossing.Ask.Block.Hash, crossing.Bid.Block.Hash, 1);
                    Context.Parent.Tell(new SendTo(crossing.Bid.Block.PublicKey, CommunityId.Market, hint));
                }
            }
        });
    }
}
