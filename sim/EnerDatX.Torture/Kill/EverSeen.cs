using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Torture.Kill;

/// <summary>What one comparison found.</summary>
/// <param name="Length">Of the chain.</param>
/// <param name="Lost">What was acknowledged or sent, and is not there: a sentence each.</param>
/// <param name="Forked">Places at which two half-blocks were ever seen, and places where the chain does not hold together.</param>
public sealed record Findings(int Length, IReadOnlyList<string> Lost, IReadOnlyList<string> Forked)
{
    public bool AreGood => Lost.Count == 0 && Forked.Count == 0;
}

/// <summary>
/// Everything of one node that anybody outside ever saw, over all of its lives: what it acknowledged to its user, what came over the
/// network, and its chain as it was shown. Thread-safe.
/// </summary>
public sealed class EverSeen(PublicKey owner)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<BlockHash, string> _promised = [];
    private readonly SortedSet<uint> _cancelled = [];
    private readonly HashSet<BlockHash> _onWire = [];
    private readonly SortedSet<string> _datasets = new(StringComparer.Ordinal);
    private readonly Dictionary<uint, BlockHash> _places = [];
    private readonly HashSet<BlockHash> _sound = [];
    private readonly List<string> _forked = [];
    private int _acknowledged;
    private readonly HashSet<string> _reported = new(StringComparer.Ordinal);

    public PublicKey Owner => owner;

    public int Acknowledged
    {
        get
        {
            lock (_gate)
            {
                return _acknowledged;
            }
        }
    }

    public int OnWire
    {
        get
        {
            lock (_gate)
            {
                return _onWire.Count;
            }
        }
    }

    /// <summary>The node answered a request with the hash of the half-block that it signed.</summary>
    public void Acknowledge(string what, BlockHash hash)
    {
        lock (_gate)
        {
            _acknowledged++;
            _promised.TryAdd(hash, $"{what} {hash}, which was acknowledged");
        }
    }

    /// <summary>The node said that this order of its own is cancelled.</summary>
    public void AcknowledgeCancellation(uint order)
    {
        lock (_gate)
        {
            _acknowledged++;
            _cancelled.Add(order);
        }
    }

    /// <summary>The node said that it holds this dataset.</summary>
    public void AcknowledgeDataset(string asset)
    {
        lock (_gate)
        {
            _acknowledged++;
            _datasets.Add(asset);
        }
    }

    /// <summary>A signature of the node left its process.</summary>
    public void Hear(HalfBlock block)
    {
        if (!block.PublicKey.Equals(owner) || !block.SignatureIsValid)
        {
            return;
        }

        lock (_gate)
        {
            if (_onWire.Add(block.Hash))
            {
                _promised.TryAdd(block.Hash, $"{block.Type} {block.Sequence} {block.Hash}, which was sent");
                Place(block);
            }
        }
    }

    /// <summary>Compares the chain and the datasets that a node shows with all that was ever seen before. What is wrong is told once.</summary>
    public Findings Compare(IReadOnlyList<HalfBlock> chain, IReadOnlyCollection<string> datasets)
    {
        lock (_gate)
        {
            CheckChain(chain);
            var held = chain.Select(block => block.Hash).ToHashSet();
            var cancelled = chain.Select(CancelledBy).OfType<uint>().ToHashSet();
            List<string> lost =
            [
                .. _promised.Where(promise => !held.Contains(promise.Key)).Select(promise => promise.Value),
                .. _cancelled.Where(order => !cancelled.Contains(order)).Select(order => $"the cancellation of order {order}, which was acknowledged"),
                .. _datasets.Where(asset => !datasets.Contains(asset)).Select(asset => $"the dataset {asset}, which was acknowledged"),
            ];
            return new Findings(chain.Count, [.. lost.Where(_reported.Add)], [.. _forked.Where(_reported.Add)]);
        }
    }

    /// <summary>Without a gap from the first on, each naming the one before, signed by its owner, and the same as ever before.</summary>
    private void CheckChain(IReadOnlyList<HalfBlock> chain)
    {
        var (expected, previous) = (HalfBlock.GenesisSequence, BlockHash.Genesis);
        foreach (var block in chain)
        {
            if (block.Sequence != expected || block.PreviousHash != previous || !block.PublicKey.Equals(owner)
                || !(_sound.Contains(block.Hash) || block.SignatureIsValid))
            {
                _forked.Add($"{block.Sequence} {block.Hash} does not follow {expected - 1} {previous}, or is not signed");
            }

            Place(block);
            _sound.Add(block.Hash);
            (expected, previous) = (block.Sequence + 1, block.Hash);
        }
    }

    /// <summary>Number of the order that a half-block of the chain cancels.</summary>
    private uint? CancelledBy(HalfBlock block) =>
        TransactionCodec.TryDecode(block.Transaction, out var transaction, out _, out _)
        && TickReader.ReadCancel(block.Type, transaction, owner.Mid, out var id) == TickVerdict.Valid
            ? id.Number
            : null;

    private void Place(HalfBlock block)
    {
        if (!_places.TryAdd(block.Sequence, block.Hash) && _places[block.Sequence] is var before && before != block.Hash)
        {
            _forked.Add($"two half-blocks at {block.Sequence}: {before} and {block.Hash}");
        }
    }
}
