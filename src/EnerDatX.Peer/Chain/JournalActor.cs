using Akka.Actor;
using Akka.Event;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Peer.Chain;

/// <summary>Chain actor → journal: make this half-block durable.</summary>
public sealed record Append(HalfBlock Block);

/// <summary>Journal → chain actor: it is durable; now it may be told, sent and answered.</summary>
public sealed record Appended(HalfBlock Block);

/// <summary>Journal → chain actor: the signing guard refused; nothing was written.</summary>
public sealed record AppendRefused(HalfBlock Block, string Reason);

/// <summary>Journal → chain actor: the disk is full or refuses; nothing was written, and it may be tried again later.</summary>
public sealed record AppendFailed(HalfBlock Block, string Reason);

/// <summary>Peer → journal: these credits were traced to their issuer (protocol rule 6).</summary>
public sealed record RememberVerified(IReadOnlyList<BlockHash> Credits);

/// <summary>Chain actor → journal: keep this proof, which is verified.</summary>
public sealed record RememberProof(Proof Proof);

/// <summary>
/// The journal seam: group commit over any ledger store. Everything that is in the mailbox when a write begins is written in one step,
/// so one flush to disk serves many half-blocks. It runs on a thread of its own, for it blocks on the disk. A store that fails, or that
/// somebody else has taken over, fails the actor: whoever supervises it ends the node.
/// </summary>
public sealed class JournalActor : ReceiveActor
{
    /// <summary>Half-blocks per write: bounds the time that the first of them waits.</summary>
    private const int MaxBatch = 512;

    private readonly ILedgerStore _store;
    private readonly IOwnChainMarks? _marks;
    private readonly List<(HalfBlock Block, IActorRef Asker)> _waiting = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private bool _isFailing;

    /// <param name="marks">What is kept of the own chain beside the store; null for nothing.</param>
    public JournalActor(ILedgerStore store, IOwnChainMarks? marks = null)
    {
        _store = store;
        _marks = marks;
        Receive<Append>(append =>
        {
            _waiting.Add((append.Block, Sender));
            if (_waiting.Count == 1)
            {
                // Comes back behind everything that is in the mailbox already: that is the group.
                Self.Tell(Write.Now);
            }
        });
        Receive<Write>(_ => WriteGroups());
        Receive<UntilDurable>(until =>
        {
            if (_waiting.Count == 0)
            {
                Sender.Tell(new Durable(until.For));
            }
            else
            {
                // The write is in the mailbox already.
                Self.Forward(until);
            }
        });
        Receive<RememberVerified>(verified => Remember(() => _store.RememberVerified(verified.Credits)));
        Receive<RememberProof>(remember => Remember(() => _store.RememberProof(remember.Proof)));
        Receive<RequireHead>(require => Remember(() => _marks?.Require(require.Head)));
        Receive<SettleHead>(_ => Remember(() => _marks?.Settle()));
    }

    private enum Write
    {
        Now = 1,
    }

    private void WriteGroups()
    {
        foreach (var group in _waiting.Chunk(MaxBatch))
        {
            WriteGroup(group);
        }

        _waiting.Clear();
    }

    private void WriteGroup((HalfBlock Block, IActorRef Asker)[] group)
    {
        try
        {
            _store.Append([.. group.Select(w => w.Block)]);
        }
        catch (NotStoredException failure)
        {
            OnFailure(failure);
            foreach (var (block, asker) in group)
            {
                asker.Tell(new AppendFailed(block, failure.Message));
            }

            return;
        }
        catch (LedgerConflictException conflict) when (!conflict.IsTakenOver && group.Length > 1)
        {
            // One refused half-block must not take its neighbours with it.
            foreach (var one in group)
            {
                WriteGroup([one]);
            }

            return;
        }
        catch (LedgerConflictException conflict) when (!conflict.IsTakenOver)
        {
            group[0].Asker.Tell(new AppendRefused(group[0].Block, conflict.Message));
            return;
        }

        if (_isFailing)
        {
            _isFailing = false;
            _log.Warning("The ledger is written again.");
        }

        foreach (var (block, asker) in group)
        {
            _marks?.Follow(block);
            asker.Tell(new Appended(block));
        }
    }

    private void Remember(Action remember)
    {
        try
        {
            remember();
        }
        catch (NotStoredException failure)
        {
            // Credits are traced, proofs found, and others asked about the own chain, again the next time: slower, and just as right.
            OnFailure(failure);
        }
    }

    /// <summary>One line for a full disk, not one for each half-block.</summary>
    private void OnFailure(NotStoredException failure)
    {
        if (!_isFailing)
        {
            _isFailing = true;
            _log.Warning("{0} Until then nothing is signed and no half-block is taken; everything else goes on.", failure.Message);
        }
    }
}
