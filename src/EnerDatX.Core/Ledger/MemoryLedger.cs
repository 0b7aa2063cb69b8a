using System.Runtime.InteropServices;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Ledger;

/// <summary>
/// A ledger in memory: the reference for what every ledger answers, and the store of simulated peers. One owner at a time.
/// It grows only by <see cref="Append(IReadOnlyList{HalfBlock})"/>; how much a stranger may append is the admission's decision.
/// </summary>
/// <param name="ownKey">The chain that the signing guard watches; without one, every half-block is a stranger's.</param>
public sealed class MemoryLedger(PublicKey? ownKey = null) : ILedgerStore
{
    private readonly List<HalfBlock> _arrivals = [];
    private readonly HashSet<HalfBlock> _held = new(ByHash.Comparer);
    private readonly Dictionary<PublicKey, HeldChain> _chains = [];

    /// <summary>Places with more than one half-block.</summary>
    private readonly Dictionary<(PublicKey Key, uint Sequence), Group> _forks = [];

    /// <summary>Agreements by the place that they name.</summary>
    private readonly Dictionary<(PublicKey Key, uint Sequence), Group> _links = [];

    private readonly HashSet<BlockHash> _verified = [];

    private readonly List<Proof> _proofs = [];
    private readonly Dictionary<PublicKey, Proof> _proofOf = [];

    public long Count => _arrivals.Count;

    /// <summary>Everything that is held, first what came first.</summary>
    public IReadOnlyList<HalfBlock> InOrderOfArrival => _arrivals;

    /// <summary>Places with more than one half-block, in no order.</summary>
    public IReadOnlyCollection<(PublicKey Key, uint Sequence)> Forks => _forks.Keys;

    public HalfBlock? Find(BlockHash hash) =>
        _held.GetAlternateLookup<BlockHash>().TryGetValue(hash, out var block) ? block : null;

    public HalfBlock? Find(PublicKey key, uint sequence) => _chains.TryGetValue(key, out var chain) ? chain.At(sequence) : null;

    public IReadOnlyList<HalfBlock> Siblings(PublicKey key, uint sequence)
    {
        if (_forks.Count > 0 && _forks.TryGetValue((key, sequence), out var fork))
        {
            return [.. fork.Members()];
        }

        return Find(key, sequence) is { } only ? [only] : [];
    }

    public HalfBlock? Latest(PublicKey key) => _chains.TryGetValue(key, out var chain) ? chain.Latest : null;

    public HalfBlock? Before(PublicKey key, uint sequence) => _chains.TryGetValue(key, out var chain) ? chain.Before(sequence) : null;

    public IReadOnlyList<HalfBlock> Before(PublicKey key, uint sequence, int limit) =>
        _chains.TryGetValue(key, out var chain) ? chain.Before(sequence, limit) : [];

    public HalfBlock? After(PublicKey key, uint sequence) => _chains.TryGetValue(key, out var chain) ? chain.After(sequence) : null;

    public IReadOnlyList<HalfBlock> LinkedTo(HalfBlock block)
    {
        var named = NamedBy(block);
        if (_links.Count == 0 || !_links.TryGetValue((block.PublicKey, block.Sequence), out var naming))
        {
            return named.Count < 2 ? named : InOrder(named);
        }

        return named.Count == 0 && naming.IsSingle && naming.First.Hash != block.Hash
            ? [naming.First]
            : InOrder(Others(named.Concat(naming.Members()), block).Distinct());
    }

    private IReadOnlyList<HalfBlock> NamedBy(HalfBlock block)
    {
        if (!block.IsAgreement)
        {
            return [];
        }

        var named = Siblings(block.LinkPublicKey, block.LinkSequence);
        return block.LinkSequence == block.Sequence && block.LinkPublicKey.Equals(block.PublicKey) ? [.. Others(named, block)] : named;
    }

    private static IEnumerable<HalfBlock> Others(IEnumerable<HalfBlock> blocks, HalfBlock than) => blocks.Where(block => block.Hash != than.Hash);

    /// <summary>By timestamp, then arrival. Ties are rare, so that the arrival is looked for only then.</summary>
    private List<HalfBlock> InOrder(IEnumerable<HalfBlock> blocks)
    {
        var ordered = blocks.OrderBy(linked => linked.TimestampMs).ToList();
        return ordered.DistinctBy(linked => linked.TimestampMs).Count() == ordered.Count
            ? ordered
            : [.. ordered.OrderBy(linked => linked.TimestampMs).ThenBy(_arrivals.IndexOf)];
    }

    public IReadOnlyList<HalfBlock> Range(PublicKey key, uint first, uint last, int limit) =>
        _chains.TryGetValue(key, out var chain) ? chain.Range(first, last, limit) : [];

    /// <summary>Among equal timestamps the later arrival comes first.</summary>
    public IReadOnlyList<HalfBlock> Recent(int limit, int offset) =>
        [.. _arrivals.AsEnumerable().Reverse().OrderByDescending(block => block.TimestampMs).Skip(offset).Take(limit)];

    public IReadOnlyList<(PublicKey Key, uint Highest)> Chains(int limit) =>
        [.. _chains.Select(chain => (chain.Key, Highest: chain.Value.Latest.Sequence))
            .OrderByDescending(chain => chain.Highest).ThenBy(chain => chain.Key).Take(limit)];

    public IReadOnlyList<HalfBlock> OfType(PublicKey key, string type) =>
        _chains.TryGetValue(key, out var chain) ? chain.OfType(type) : [];

    public void RememberVerified(IReadOnlyList<BlockHash> credits) => _verified.UnionWith(credits);

    public Proof? ProofAgainst(PublicKey key) => _proofOf.GetValueOrDefault(key);

    public IReadOnlyList<Proof> Proofs(int limit, int offset) => [.. _proofs.AsEnumerable().Reverse().Skip(offset).Take(limit)];

    public bool RememberProof(Proof proof)
    {
        var isFirst = _proofOf.TryAdd(proof.Culprit, proof);
        if (isFirst)
        {
            _proofs.Add(proof);
        }

        return isFirst;
    }

    public bool IsVerified(BlockHash credit) => _verified.Contains(credit);

    /// <inheritdoc />
    public void Append(IReadOnlyList<HalfBlock> blocks)
    {
        Guard(blocks);
        foreach (var block in blocks)
        {
            Add(block);
        }
    }

    /// <summary>As the other, of one half-block: what simulated peers do most.</summary>
    public void Append(HalfBlock block)
    {
        if (block.PublicKey.Equals(ownKey))
        {
            Guard([block]);
        }

        Add(block);
    }

    /// <summary>Past the guard: for ledgers without an own chain.</summary>
    internal void Add(HalfBlock block)
    {
        if (_held.Add(block))
        {
            Index(block);
        }
    }

    /// <summary>Forgets all half-blocks: for what only passes through (<see cref="PendingLedger"/>).</summary>
    internal void Clear()
    {
        _arrivals.Clear();
        _held.Clear();
        _chains.Clear();
        _forks.Clear();
        _links.Clear();
    }

    /// <summary>All own half-blocks of the batch are checked before any is kept.</summary>
    private void Guard(IReadOnlyList<HalfBlock> blocks)
    {
        if (ownKey is null)
        {
            return;
        }

        var head = Latest(ownKey);
        var inBatch = new HashSet<BlockHash>();
        foreach (var block in blocks)
        {
            if (block.PublicKey.Equals(ownKey) && !_held.Contains(block) && inBatch.Add(block.Hash))
            {
                head = OwnChain.WhyNotNext(head, block) is { } conflict ? throw new LedgerConflictException(conflict) : block;
            }
        }
    }

    private void Index(HalfBlock block)
    {
        _arrivals.Add(block);
        if (block.IsAgreement)
        {
            AddTo(_links, (block.LinkPublicKey, block.LinkSequence), block);
        }

        ref var chain = ref CollectionsMarshal.GetValueRefOrAddDefault(_chains, block.PublicKey, out var isKnown);
        if (!isKnown)
        {
            chain = new HeldChain(block);
            return;
        }

        if (chain.At(block.Sequence) is not { } firstSeen)
        {
            chain.Add(block);
            return;
        }

        _forks.TryAdd((block.PublicKey, block.Sequence), new Group(firstSeen, null));
        AddTo(_forks, (block.PublicKey, block.Sequence), block);
    }

    private static void AddTo(Dictionary<(PublicKey Key, uint Sequence), Group> index, (PublicKey Key, uint Sequence) place, HalfBlock block)
    {
        ref var group = ref CollectionsMarshal.GetValueRefOrAddDefault(index, place, out var isKnown);
        group = isKnown ? group.With(block) : new Group(block, null);
    }

    /// <summary>Half-blocks in order of arrival; nearly always one, so the list is made only for the second.</summary>
    private readonly record struct Group(HalfBlock First, List<HalfBlock>? Others)
    {
        public bool IsSingle => Others is null;

        public Group With(HalfBlock block)
        {
            var others = Others ?? [];
            others.Add(block);
            return this with { Others = others };
        }

        public IEnumerable<HalfBlock> Members() => [First, .. Others ?? []];
    }

    /// <summary>Finds a half-block by its hash without a table of hashes beside it: half the memory of a simulated peer.</summary>
    private sealed class ByHash : IEqualityComparer<HalfBlock>, IAlternateEqualityComparer<BlockHash, HalfBlock>
    {
        public static readonly ByHash Comparer = new();

        public bool Equals(HalfBlock? x, HalfBlock? y) => x?.Hash == y?.Hash;

        public int GetHashCode(HalfBlock obj) => obj.Hash.GetHashCode();

        public bool Equals(BlockHash alternate, HalfBlock other) => alternate == other.Hash;

        public int GetHashCode(BlockHash alternate) => alternate.GetHashCode();

        public HalfBlock Create(BlockHash alternate) => throw new NotSupportedException("A hash does not make a half-block.");
    }
}
