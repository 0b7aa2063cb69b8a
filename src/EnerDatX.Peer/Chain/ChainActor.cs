using Akka.Actor;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Peer.Chain;

/// <summary>
/// The one durable actor: decides, hands the half-block to the journal, and tells, answers and lets it be sent only when it is
/// durable. The only one who signs half-blocks.
/// </summary>
public sealed class ChainActor : ReceiveActor
{
    private readonly PeerSurroundings _peer;
    private readonly IReadOnlyList<IActorRef> _followers;
    private readonly PendingLedger _ledger;
    private readonly Dictionary<BlockHash, Pending> _pending = [];
    private HalfBlock? _head;

    /// <param name="followers">Told of every own half-block in the order of the chain, before anybody else: wallet, order book.</param>
    public ChainActor(PeerSurroundings peer, IReadOnlyList<IActorRef> followers)
    {
        _peer = peer;
        _followers = followers;
        _ledger = new PendingLedger(peer.Ledger);
        _head = peer.Ledger.Latest(peer.Self);

        Receive<Propose>(propose =>
        {
            OwnChain.TryPropose(_peer.Key, _head, propose.To, propose.Type, propose.Transaction, NowMs, out var block, out var refusal);
            Journal(block, refusal, propose);
        });
        Receive<PublishSource>(source =>
        {
            OwnChain.TrySource(_peer.Key, _head, source.Type, source.Transaction, NowMs, out var block, out var refusal);
            Journal(block, refusal, source);
        });
        Receive<Countersign>(OnCountersign);
        Receive<BlockReceived>(OnReceived);
        Receive<UntilDurable>(peer.Journal.Forward);
        Receive<Appended>(appended => OnAppended(appended.Block));

        // The journal knows a later head than this actor: whatever was decided since is void. Restarting reads the head again.
        Receive<AppendRefused>(refused => throw new InvalidOperationException($"The journal refused {refused.Block}: {refused.Reason}"));
    }

    private static ulong NowMs => (ulong)Context.System.Scheduler.Now.ToUnixTimeMilliseconds();

    private void OnCountersign(Countersign request)
    {
        // Idempotent by identity: a proposal is countersigned once, however often it is asked for.
        if (AnswersTo(request.Proposal) is [var answered, ..])
        {
            Sender.Tell(new Signed(answered, request));
            return;
        }

        OwnChain.TryAgree(_peer.Key, _head, request.Proposal, request.Transaction, NowMs, out var block, out var refusal);
        Journal(block, refusal, request);
    }

    private void Journal(HalfBlock? block, string? refusal, object request)
    {
        if (block is null)
        {
            Sender.Tell(new NotSigned(refusal!, request));
            return;
        }

        _head = block;
        Append(block, new Pending(Sender, request, 0));
    }

    private void Append(HalfBlock block, Pending pending)
    {
        _pending[block.Hash] = pending;
        _ledger.Add(block);
        _peer.Journal.Tell(new Append(block));
    }

    private void OnAppended(HalfBlock block)
    {
        if (!_pending.Remove(block.Hash, out var pending))
        {
            return;
        }

        _ledger.Settle(block);
        var isOwn = pending.Request is not null;
        if (isOwn)
        {
            foreach (var follower in _followers)
            {
                follower.Tell(new OwnBlockStored(block));
            }

            pending.Asker!.Tell(new Signed(block, pending.Request!));
        }

        Context.Parent.Tell(new BlockStored(block, isOwn, pending.Ttl, pending.IsAsked));
    }

    private void OnReceived(BlockReceived received)
    {
        var block = received.Block;
        if (_ledger.Holds(block))
        {
            if (block.IsProposal && block.LinkPublicKey.Equals(_peer.Self) && !_pending.ContainsKey(block.Hash))
            {
                Context.Parent.Tell(new ProposalRepeated(block, AnswersTo(block)));
            }

            return;
        }

        var verdict = HalfBlockValidator.Validate(block, _ledger);
        var proofs = ProofSearch.CompletedBy(block, verdict, _ledger);
        foreach (var proof in proofs)
        {
            // Before the half-block: whoever finds both branches of a fork after a crash finds the proof too.
            if (_ledger.ProofAgainst(proof.Culprit) is null)
            {
                _peer.Journal.Tell(new RememberProof(proof));
            }

            Context.Parent.Tell(new CheatProved(proof));
        }

        // A well-signed half-block that conflicts with a held one is kept beside it: it is the proof.
        var isEvidence = proofs.Count > 0;
        if ((verdict.IsAcceptable || isEvidence) && !block.PublicKey.Equals(_peer.Self))
        {
            Append(block, new Pending(null, null, isEvidence ? 0 : received.Ttl, received.IsAsked));
        }
    }

    private IReadOnlyList<HalfBlock> AnswersTo(HalfBlock proposal) =>
        [.. _ledger.LinkedTo(proposal).Where(b => b.PublicKey.Equals(_peer.Self) && b.IsAgreement)];

    private sealed record Pending(IActorRef? Asker, object? Request, uint Ttl, bool IsAsked = false);
}
