using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Peer.Overlay;

namespace EnerDatX.Peer.Chain;

/// <summary>Peer → foreign: a half-block of a type that this node countersigns; maybe not for the first time.</summary>
public sealed record ForeignCame(HalfBlock Block);

/// <summary>
/// User → foreign: sign a proposal of another application of the node's owner. Answered with <see cref="Signed"/> or <see cref="NotSigned"/>. The
/// market's own types are refused: only the market's rules sign those.
/// </summary>
public sealed record ProposeForeign(string Type, PublicKey To, byte[] Transaction);

/// <summary>
/// Countersigns what the owner of the node allows of other applications' proposals (py-ipv8 <c>process_half_block</c>): validates, looks at the
/// proposer's last half-blocks where they are unknown, and agrees with the same transaction.
/// </summary>
public sealed class ForeignActor : ReceiveActor
{
    /// <summary>Proposals that wait for their predecessors; one more is dropped, and its proposer sends it again.</summary>
    private const int MaxWaiting = 64;

    private readonly PeerSurroundings _peer;
    private readonly IActorRef _chain;
    private readonly SortedDictionary<(PublicKey Proposer, uint Sequence), HalfBlock> _waiting = [];

    public ForeignActor(PeerSurroundings peer, IActorRef chain)
    {
        _peer = peer;
        _chain = chain;
        Receive<ProposeForeign>(OnPropose);
        Receive<ForeignCame>(came => OnCame(came.Block));
        Receive<ChainCrawled>(OnCrawled);
        Receive<Signed>(_ => { });

        // The proposer waits in vain: there is no word for "no" in TrustChain.
        Receive<NotSigned>(_ => { });
    }

    private uint LookBack => _peer.Settings.ForeignLookBack;

    private void OnPropose(ProposeForeign asked)
    {
        var proposal = new Propose(asked.Type, asked.To, asked.Transaction);
        if (BlockTypes.OfMarket.Contains(asked.Type))
        {
            Sender.Tell(new NotSigned($"{asked.Type} belongs to the market, whose rules sign it", proposal));
        }
        else
        {
            _chain.Tell(proposal, Sender);
        }
    }

    private void OnCame(HalfBlock proposal)
    {
        if (!proposal.IsProposal
            || !proposal.LinkPublicKey.Equals(_peer.Self)
            || _peer.Ledger.LinkedTo(proposal).Any(b => b.PublicKey.Equals(_peer.Self)))
        {
            return;
        }

        if (LookBack == 0 || IsInPlace(proposal))
        {
            Agree(proposal);
        }
        else if (_waiting.Count < MaxWaiting
            && _waiting.TryAdd((proposal.PublicKey, proposal.Sequence), proposal)
            && WaitingOf(proposal.PublicKey).Count == 1)
        {
            var first = proposal.Sequence > LookBack ? proposal.Sequence - LookBack : HalfBlock.GenesisSequence;
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
