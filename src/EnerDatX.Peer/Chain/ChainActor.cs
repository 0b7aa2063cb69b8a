using Akka.Actor;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Peer.Chain;

/// <summary>
/// The one durable actor: decides, hands the half-block to the journal, and tells, answers and lets it be sent only when it is
/// durable. The only one who signs half-blocks, and only while <see cref="OwnHeadActor"/> says that the key may.
/// </summary>
public sealed class ChainActor : ReceiveActor
{
    private readonly PeerSurroundings _peer;
    private readonly IReadOnlyList<IActorRef> _followers;
    private readonly PendingLedger _ledger;
    private readonly Dictionary<BlockHash, Pending> _pending = [];
    private readonly SigningGate _gate = new();
    private HalfBlock? _head;

    /// <param name="followers">Told of every own half-block in the order of the chain, before anybody else: wallet, order book.</param>
    public ChainActor(PeerSurroundings peer, IReadOnlyList<IActorRef> followers)
    {
        _peer = peer;
        _followers = followers;
        _ledger = new PendingLedger(peer.Ledger);
        _head = peer.Ledger.Latest(peer.Self);

        Receive<Propose>(SignOrWait);
        Receive<PublishSource>(SignOrWait);
        Receive<Countersign>(OnCountersign);
        Receive<SigningDecided>(decided =>
        {
            foreach (var (request, asker) in _gate.Follow(decided.Status))
            {
                Sign(request, asker);
            }
        });
        Receive<Adopt>(OnAdopt);
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

        SignOrWait(request);
    }

    private void SignOrWait(object request)
    {
        if (_gate.Admits(request, Sender))
        {
            Sign(request, Sender);
        }
    }

    private void Sign(object request, IActorRef asker)
    {
        var (block, refusal) = Make(request);
        if (block is null)
        {
            asker.Tell(new NotSigned(refusal!, request));
            return;
        }

        _head = block;
        Append(block, new Pending(asker, request, 0));
    }

    private (HalfBlock? Block, string? Refusal) Make(object request)
    {
        HalfBlock? block;
        string? refusal;
        switch (request)
        {
            case Propose propose:
                OwnChain.TryPropose(_peer.Key, _head, propose.To, propose.Type, propose.Transaction, NowMs, out block, out refusal);
                break;
            case PublishSource source:
                OwnChain.TrySource(_peer.Key, _head, source.Type, source.Transaction, NowMs, out block, out refusal);
                break;
            default:
                var answer = (Countersign)request;
                OwnChain.TryAgree(_peer.Key, _head, answer.Proposal, answer.Transaction, NowMs, out block, out refusal);
                break;
        }

        return (block, refusal);
    }

    /// <summary>Own signatures of before, which the ledger has lost. Nobody is told of them: the peer begins again from the ledger.</summary>
    private void OnAdopt(Adopt adopt)
    {
        foreach (var own in adopt.Blocks.TakeWhile(own => OwnChain.WhyNotNext(_head, own) is null))
        {
            _head = own;
            Append(own, Pending.Silent);
        }
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
        if (pending.IsSilent)
        {
            return;
        }

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
        if (_ledger.Find(block.Hash) is not null)
        {
            if (block.IsProposal && block.LinkPublicKey.Equals(_peer.Self) && !_pending.ContainsKey(block.Hash))
            {
                Context.Parent.Tell(new ProposalRepeated(block, AnswersTo(block)));
            }

            return;
        }

        if (block.PublicKey.Equals(_peer.Self))
        {
            OnOwnSeen(block);
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
        if (verdict.IsAcceptable || isEvidence)
        {
            Append(block, new Pending(null, null, isEvidence ? 0 : received.Ttl, received.IsAsked));
        }
    }

    /// <summary>A signature of the own key that is not held: nothing more is signed before <see cref="OwnHeadActor"/> knows what it means.</summary>
    private void OnOwnSeen(HalfBlock own)
    {
        if (own.SignatureIsValid)
        {
            _gate.Close();
            Context.Parent.Tell(new OwnBlockSeen(own));
        }
    }

    private IReadOnlyList<HalfBlock> AnswersTo(HalfBlock proposal) =>
        [.. _ledger.LinkedTo(proposal).Where(b => b.PublicKey.Equals(_peer.Self) && b.IsAgreement)];

    private sealed record Pending(IActorRef? Asker, object? Request, uint Ttl, bool IsAsked = false)
    {
        /// <summary>Of a half-block that nobody is told of.</summary>
        public static readonly Pending Silent = new(null, null, 0) { IsSilent = true };

        public bool IsSilent { get; private init; }
    }
}
