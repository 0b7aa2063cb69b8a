using Akka.Actor;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Peer.Chain;

/// <summary>Chain actor → journal: make this half-block durable.</summary>
public sealed record Append(HalfBlock Block);

/// <summary>Journal → chain actor: it is durable; now it may be told, sent and answered.</summary>
public sealed record Appended(HalfBlock Block);

/// <summary>Journal → chain actor: the signing guard refused; nothing was written.</summary>
public sealed record AppendRefused(HalfBlock Block, string Reason);

/// <summary>Peer → journal: these credits were traced to their issuer (protocol rule 6).</summary>
public sealed record RememberVerified(IReadOnlyList<BlockHash> Credits);

/// <summary>Chain actor → journal: keep this proof, which is verified.</summary>
public sealed record RememberProof(Proof Proof);

/// <summary>
/// The journal seam: group commit over any ledger store. Everything that is in the mailbox when a write begins is written in one step,
/// so one flush to disk serves many half-blocks. It runs on a thread of its own, for it blocks on the disk.
/// </summary>
public sealed class JournalActor : ReceiveActor
{
    /// <summary>Half-blocks per write: bounds the time that the first of them waits.</summary>
    private const int MaxBatch = 512;

    private readonly ILedgerStore _store;
    private readonly IOwnChainMarks? _marks;
    private readonly List<(HalfBlock Block, IActorRef Asker)> _waiting = [];

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
        Receive<RememberVerified>(verified => _store.RememberVerified(verified.Credits));
        Receive<RememberProof>(remember =>
        {
            _store.RememberProof(remember.Proof);
        });
        Receive<RequireHead>(require => _marks?.Require(require.Head));
        Receive<SettleHead>(_ => _marks?.Settle());
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
        catch (LedgerConflictException) when (group.Length > 1)
        {
            // One refused half-block must not take its neighbours with it.
            foreach (var one in group)
            {
                WriteGroup([one]);
            }

            return;
        }
        catch (LedgerConflictException conflict)
        {
            group[0].Asker.Tell(new AppendRefused(group[0].Block, conflict.Message));
            return;
        }

        foreach (var (block, asker) in group)
        {
            _marks?.Follow(block);
            asker.Tell(new Appended(block));
        }
    }
}
