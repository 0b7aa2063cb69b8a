using Akka.Actor;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Peer.Chain;

/// <summary>
/// The one durable actor: decides, hands the half-block to the journal, and tells, answers and lets it be sent only when it is
/// durable. The only one who signs half-blocks, and only while <see cref="OwnHeadActor"/> says that the key may.
/// </summary>
public sealed class ChainActor : UntypedActor
{
    private readonly PeerSurroundings _peer;
    private readonly IReadOnlyList<IActorRef> _followers;
    private readonly PendingLedger _ledger;
    private readonly Dictionary<BlockHash, Pending> _pending = [];
    private readonly SigningGate _gate = new();
    private HalfBlock? _head;
    private long _arrivals;

    /// <param name="followers">Told of every own half-block in the order of the chain, before anybody else: wallet, order book.</param>
    public ChainActor(PeerSurroundings peer, IReadOnlyList<IActorRef> followers)
    {
        _peer = peer;
        _followers = followers;
        _ledger = new PendingLedger(peer.Ledger);
        _head = peer.Ledger.Latest(peer.Self);
    }

    private static ulong NowMs => (ulong)Context.System.Scheduler.Now.ToUnixTimeMilliseconds();

    /// <remarks>By a switch, not by <c>Receive</c>: this is in the way of every half-block, and a table of delegates costs as much as what they do.</remarks>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case BlockReceived received:
                OnReceived(received);
                break;
            case PairReceived pair:
                OnReceived(pair.First);
                OnReceived(pair.Second);
                break;
            case Appended appended:
                OnAppended(appended.Block);
                break;
            case Propose or PublishSource or Countersign:
                SignOrWait(message);
                break;
            case SigningDecided decided:
                OnDecided(decided.Status);
                break;
            case UntilDurable:
                _peer.Journal.Forward(message);
                break;
            case AppendFailed failed:
                OnFailed(failed);
                break;
            case AppendRefused refused:
                OnRefused(refused);
                break;
            case Adopt adopt:
                OnAdopt(adopt);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnReceived(BlockReceived received)
    {
        if (!Takes(received))
        {
            received.Done?.Invoke();
        }
    }

    private void OnDecided(SigningStatus status)
    {
        foreach (var (request, asker) in _gate.Follow(status))
        {
            Sign(request, asker);
        }
    }

    private void SignOrWait(object request)
    {
        if (!IsAnswered(request, Sender) && _gate.Admits(request, Sender))
        {
            Sign(request, Sender);
        }
    }

    /// <summary>Idempotent by identity: a proposal is countersigned once, however often it is asked for, and however many of these waited at the gate.</summary>
    private bool IsAnswered(object request, IActorRef asker)
    {
        if (request is not Countersign { Proposal: var proposal } || AnswersTo(proposal) is not [var answered, ..])
        {
            return false;
        }

        if (_pending.TryGetValue(answered.Hash, out var pending))
        {
            pending.Askers!.Add((asker, request));
        }
        else
        {
            asker.Tell(new Signed(answered, request));
        }

        return true;
    }

    private void Sign(object request, IActorRef asker)
    {
        if (IsAnswered(request, asker))
        {
            return;
        }

        var (block, refusal) = Make(request);
        if (block is null)
        {
            asker.Tell(new NotSigned(refusal!, request));
            return;
        }

        _head = block;
        Append(new Pending(block, [(asker, request)], 0));
    }

    private (HalfBlock? Block, string? Refusal) Make(object request)
    {
        HalfBlock? block;
        string? refusal;
        switch (request)
        {
            case Propose propose:
                OwnChain.TryPropose(_peer.Key, _head, propose.To, propose.Type, WithPointers(propose.Type, propose.Transaction), NowMs, out block, out refusal);
                break;
            case PublishSource source:
                OwnChain.TrySource(_peer.Key, _head, source.Type, WithPointers(source.Type, source.Transaction), NowMs, out block, out refusal);
                break;
            default:
                var answer = (Countersign)request;
                if (_head?.TimestampMs > answer.LatestHeadMs)
                {
                    return (null, "the deadline passed before it was signed");
                }

                OwnChain.TryAgree(_peer.Key, _head, answer.Proposal, answer.Transaction, NowMs, out block, out refusal);
                break;
        }

        return (block, refusal);
    }

    private byte[] WithPointers(string type, byte[] transaction) =>
        BackPointers.AddTo(transaction, type, _head?.Sequence ?? 0, _peer.Settings.BackPointers, sequence => _ledger.Find(_peer.Self, sequence));

    /// <summary>Own signatures of before, which the ledger has lost. Nobody is told of them: the peer begins again from the ledger.</summary>
    private void OnAdopt(Adopt adopt)
    {
        foreach (var own in adopt.Blocks.TakeWhile(own => OwnChain.WhyNotNext(_head, own) is null))
        {
            _head = own;
            Append(new Pending(own, [], 0) { IsAdopted = true });
        }
    }

    private void Append(Pending pending)
    {
        if (_peer.AppendAtOnce is { } append)
        {
            append(pending.Block);
            Announce(pending);
            return;
        }

        pending.Arrival = _arrivals++;
        _pending[pending.Block.Hash] = pending;
        _ledger.Add(pending.Block);
        _peer.Journal.Tell(new Append(pending.Block));
    }

    private void OnAppended(HalfBlock block)
    {
        if (Settle(block) is { } pending)
        {
            Announce(pending);
        }
    }

    /// <summary>Tells of a half-block that has become durable.</summary>
    private void Announce(Pending pending)
    {
        if (pending.IsAdopted)
        {
            return;
        }

        var block = pending.Block;
        if (pending.IsOwn)
        {
            TellFollowers(block);
            foreach (var (asker, request) in pending.Askers!)
            {
                asker.Tell(new Signed(block, request));
            }
        }

        Context.Parent.Tell(new BlockStored(block, pending.IsOwn, pending.Ttl, pending.IsAsked));
        pending.Done?.Invoke();
    }

    /// <summary>Money, orders and trades are folds of the market's half-blocks; the others mean nothing to them.</summary>
    private void TellFollowers(HalfBlock own)
    {
        if (BlockTypes.OfMarket.Contains(own.Type))
        {
            foreach (var follower in _followers)
            {
                follower.Tell(new OwnBlockStored(own));
            }
        }
    }

    /// <summary>
    /// Nothing of it is durable. Foreign half-blocks come again. Of the own ones, those that follow are void with it: the head goes back
    /// to what is durable, and none of them has left this process.
    /// </summary>
    private void OnFailed(AppendFailed failed)
    {
        if (!IsPending(failed.Block))
        {
            return;
        }

        List<Pending> given = [_pending[failed.Block.Hash]];
        if (given[0].IsOwn)
        {
            given.AddRange(_pending.Values.Where(p => p.IsOwn && p.Block.Sequence > failed.Block.Sequence).OrderBy(p => p.Block.Sequence));
        }

        given.ForEach(pending => _pending.Remove(pending.Block.Hash));
        _ledger.BeginAgain(_pending.Values.OrderBy(p => p.Arrival).Select(p => p.Block));
        _head = _ledger.Latest(_peer.Self);
        foreach (var (asker, request) in given.SelectMany(pending => pending.Askers ?? []))
        {
            asker.Tell(new NotSigned(failed.Reason, request, MayTryAgain: true));
        }

        given[0].Done?.Invoke();
    }

    private void OnRefused(AppendRefused refused)
    {
        // Void since its predecessor failed: that it is refused is as it should be.
        if (IsPending(refused.Block))
        {
            // The journal knows a later head than this actor: whatever was decided since is void. Restarting reads the head again.
            throw new InvalidOperationException($"The journal refused {refused.Block}: {refused.Reason}");
        }
    }

    /// <summary>Takes what has become durable; null when it was given up before.</summary>
    private Pending? Settle(HalfBlock block)
    {
        if (!IsPending(block))
        {
            return null;
        }

        _pending.Remove(block.Hash, out var pending);
        _ledger.Settle(block);
        return pending;
    }

    /// <summary>Whether this very half-block is on its way: the same may have been made, and failed, before.</summary>
    private bool IsPending(HalfBlock block) => _pending.TryGetValue(block.Hash, out var pending) && ReferenceEquals(pending.Block, block);

    /// <summary>Whether it is on its way to the journal now.</summary>
    private bool Takes(BlockReceived received)
    {
        var block = received.Block;
        if (_ledger.Holds(block))
        {
            if (block.IsProposal && block.LinkPublicKey.Equals(_peer.Self) && !_pending.ContainsKey(block.Hash))
            {
                // An answer that is not durable yet goes out when it is.
                Context.Parent.Tell(new ProposalRepeated(block, [.. AnswersTo(block).Where(answer => !_pending.ContainsKey(answer.Hash))]));
            }

            return false;
        }

        if (block.PublicKey.Equals(_peer.Self))
        {
            OnOwnSeen(block);
            return false;
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
        if (!verdict.IsAcceptable && !isEvidence)
        {
            return false;
        }

        Append(new Pending(block, null, isEvidence ? 0 : received.Ttl, received.IsAsked, received.Done));
        return true;
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
        _ledger.LinkedTo(proposal) is { Count: > 0 } linked ? [.. linked.Where(b => b.PublicKey.Equals(_peer.Self) && b.IsAgreement)] : [];

    /// <param name="Askers">Who wants to know, and what was asked; null for foreign half-blocks, about which nobody does.</param>
    private sealed record Pending(HalfBlock Block, List<(IActorRef Asker, object Request)>? Askers, uint Ttl, bool IsAsked = false, Action? Done = null)
    {
        /// <summary>Signed before, lost, and found with others; nobody is told of it.</summary>
        public bool IsAdopted { get; init; }

        /// <summary>In which order they went to the journal.</summary>
        public long Arrival { get; set; }

        public bool IsOwn => IsAdopted || Askers is not null;
    }
}
