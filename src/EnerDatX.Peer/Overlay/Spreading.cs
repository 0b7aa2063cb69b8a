using Akka.Actor;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Peer.Overlay;

/// <summary>What is pushed to a few peers unasked, and how far.</summary>
internal sealed class Spreading(PeerSurroundings peer, IActorRef overlay)
{
    /// <summary>
    /// Whoever agrees shows both halves: a proposer who cheats would not spread its own. A dispute is for everybody, and nobody will agree to it.
    /// </summary>
    public void Own(HalfBlock own)
    {
        var isDispute = own.Type == BlockTypes.Dispute;
        if (own.IsProposal && !isDispute && !peer.Settings.PushProposals)
        {
            return;
        }

        var isForEverybody = own.IsSource || isDispute || (own.Type == BlockTypes.Done && own.IsAgreement);
        var ttl = isForEverybody ? peer.Settings.OrderTtl : peer.Settings.BlockTtl;
        overlay.Tell(own.IsAgreement ? Together(own, ttl) : new SpreadBlock(own, ttl));
    }

    /// <summary>No book closes an order on one half of a <c>tx_done</c>: both go together, on every hop, and the proposal not before.</summary>
    public void PassOn(HalfBlock block, uint ttl)
    {
        if (block.Type != BlockTypes.Done)
        {
            overlay.Tell(new SpreadBlock(block, ttl));
        }
        else if (block.IsAgreement)
        {
            overlay.Tell(Together(block, ttl));
        }
    }

    /// <summary>The half-blocks of a proof or of a decided dispute.</summary>
    public void Evidence(IEnumerable<HalfBlock> halves)
    {
        foreach (var half in halves)
        {
            overlay.Tell(new SpreadBlock(half, peer.Settings.OrderTtl));
        }
    }

    private object Together(HalfBlock agreement, uint ttl) =>
        peer.Ledger.Find(agreement.LinkPublicKey, agreement.LinkSequence) is { } proposal
            ? new SpreadPair(proposal, agreement, ttl)
            : new SpreadBlock(agreement, ttl);
}
