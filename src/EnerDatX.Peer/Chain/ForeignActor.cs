using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Peer.Overlay;

namespace EnerDatX.Peer.Chain;

/// <summary>Peer → foreign: a half-block of a type that this node countersigns; maybe not for the first time.</summary>
public sealed record ForeignCame(HalfBlock Block);

/// <summary>
/// Countersigns what the owner of the node allows of other applications' proposals (py-ipv8 <c>process_half_block</c>): validates, looks at the
/// proposer's last half-blocks where they are unknown, agrees with the same transaction, and shows both halves.
/// </summary>
public sealed class ForeignActor : ReceiveActor
{
    /// <summary>Half-blocks before the proposal that are asked for (py-ipv8 <c>validation_range</c>).</summary>
    private const uint ValidationRange = 5;

    /// <summary>Proposals that wait for their predecessors; one more is dropped, and its proposer sends it again.</summary>
    private const int MaxWaiting = 64;

    private readonly PeerSurroundings _peer;
    private readonly IActorRef _chain;
    private readonly SortedDictionary<(PublicKey Proposer, uint Sequence), HalfBlock> _waiting = [];

    public ForeignActor(PeerSurroundings peer, IActorRef chain)
    {
        _peer = peer;
        _chain = chain;
        Receive<ForeignCame>(came => OnCame(came.Block));
        Receive<ChainCrawled>(OnCrawled);
        Receive<Signed>(signed => Context.Parent.Tell(new SpreadPair(((Countersign)signed.For).Proposal, signed.Block)));

        // The proposer waits in vain: there is no word for "no" in TrustChain.
        Receive<NotSigned>(_ => { });
    }

    private void OnCame(HalfBlock proposal)
    {
        if (!proposal.IsProposal
            || !proposal.LinkPublicKey.Equals(_peer.Self)
            || _peer.Ledger.LinkedTo(proposal).Any(b => b.PublicKey.Equals(_peer.Self)))
        {
            return;
        }

        if (IsInPlace(proposal))
        {
            Agree(proposal);
        }
        else if (_waiting.Count < MaxWaiting
            && _waiting.TryAdd((proposal.PublicKey, proposal.Sequence), proposal)
            && WaitingOf(proposal.PublicKey).Count == 1)
        {
            var first = proposal.Sequence > ValidationRange ? proposal.Sequence - ValidationRange : HalfBlock.GenesisSequence;
            Context.Parent.Tell(new CrawlChain(proposal.PublicKey, proposal.PublicKey, first, proposal.Sequence - 1));
        }
    }

    /// <summary>One crawl for all that wait. What is still in the air then is not signed; the proposer will ask again.</summary>
    private void OnCrawled(ChainCrawled crawled)
    {
        foreach (var proposal in WaitingOf(crawled.Of))
        {
            _waiting.Remove((proposal.PublicKey, proposal.Sequence));
            if (IsInPlace(proposal))
            {
                Agree(proposal);
            }
        }
    }

    private List<HalfBlock> WaitingOf(PublicKey proposer) => [.. _waiting.Values.Where(w => w.PublicKey.Equals(proposer))];

    /// <summary>Nothing is wrong with it, and the half-block before it is known.</summary>
    private bool IsInPlace(HalfBlock proposal) =>
        HalfBlockValidator.Validate(proposal, _peer.Ledger).State is ValidationState.Valid or ValidationState.PartialNext;

    private void Agree(HalfBlock proposal) => _chain.Tell(new Countersign(proposal, proposal.Transaction.ToArray()));
}
