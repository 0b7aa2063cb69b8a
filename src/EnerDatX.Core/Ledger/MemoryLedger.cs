using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Ledger;

/// <summary>
/// A ledger in memory: the reference for what every ledger answers, and the store of simulated peers. One owner at a time.
/// It grows only by <see cref="Append"/>; how much a stranger may append is the admission's decision.
/// </summary>
/// <param name="ownKey">The chain that the signing guard watches; without one, every half-block is a stranger's.</param>
public sealed class MemoryLedger(PublicKey? ownKey = null) : ILedgerStore
{
    private readonly List<HalfBlock> _arrivals = [];
    private readonly HashSet<HalfBlock> _held = new(ByHash.Comparer);
    private readonly Dictionary<PublicKey, Chain> _chains = [];

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

    public HalfBlock? Find(PublicKey key, uint sequence) => ChainOf(key)?.At(sequence);

    public IReadOnlyList<HalfBlock> Siblings(PublicKey key, uint sequence)
    {
        if (_forks.TryGetValue((key, sequence), out var fork))
        {
            return [.. fork.Members()];
        }

        return Find(key, sequence) is { } only ? [only] : [];
    }

    public HalfBlock? Latest(PublicKey key) => ChainOf(key)?.Latest;

    public HalfBlock? Before(PublicKey key, uint sequence) => ChainOf(key)?.Before(sequence);

    public HalfBlock? After(PublicKey key, uint sequence) => ChainOf(key)?.After(sequence);

    public IReadOnlyList<HalfBlock> LinkedTo(HalfBlock block)
    {
        var named = block.IsAgreement ? Siblings(block.LinkPublicKey, block.LinkSequence) : [];
        if (block.IsAgreement && block.LinkSequence == block.Sequence && block.LinkPublicKey.Equals(block.PublicKey))
        {
            named = [.. named.Where(linked => linked.Hash != block.Hash)];
        }

        if (!_links.TryGetValue((block.PublicKey, block.Sequence), out var naming))
        {
            return named.Count < 2 ? named : InOrder(named);
        }

        return named.Count == 0 && naming.IsSingle && naming.First.Hash != block.Hash
            ? [naming.First]
            : InOrder(named.Concat(naming.Members()).Where(linked => linked.Hash != block.Hash).Distinct());
    }

    /// <summary>By timestamp, then arrival. Ties are rare, so that the arrival is looked for only then.</summary>
    private List<HalfBlock> InOrder(IEnumerable<HalfBlock> blocks)
    {
        var ordered = blocks.OrderBy(linked => linked.TimestampMs).ToList();
        return ordered.DistinctBy(linked => linked.TimestampMs).Count() == ordered.Count
            ? ordered
            : [.. ordered.OrderBy(linked => linked.TimestampMs).ThenBy(_arrivals.IndexOf)];
    }

    public IReadOnlyList<HalfBlock> Range(PublicKey key, uint first, uint last, int limit) =>
        ChainOf(key)?.Range(first, last, limit) ?? [];

    /// <summary>Among equal timestamps the later arrival comes first.</summary>
    public IReadOnlyList<HalfBlock> Recent(int limit, int offset) =>
        [.. _arrivals.AsEnumerable().Reverse().OrderByDescending(block => block.TimestampMs).Skip(offset).Take(limit)];

    public IReadOnlyList<(PublicKey Key, uint Highest)> Chains(int limit) =>
        [.. _chains.Select(chain => (chain.Key, Highest: chain.Value.Latest.Sequence))
            .OrderByDescending(chain => chain.Highest).ThenBy(chain => chain.Key).Take(limit)];

    public IReadOnlyList<HalfBlock> OfType(PublicKey key, string type) => ChainOf(key)?.OfType(type) ?? [];

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

        if (!_chains.TryGetValue(block.PublicKey, out var chain))
        {
            _chains.Add(block.PublicKey, chain = new Chain());
        }

        if (chain.At(block.Sequence) is not { } firstSeen)
        {
            chain.Add(block);
            return;
        }

        _forks.TryAdd((block.PublicKey, block.Sequence), new Group(firstSeen, null));
        AddTo(_forks, (block.PublicKey, block.Sequence), block);
    }

    private static void AddTo(Dictionary<(PublicKey Key, uint Sequence), Group> index, (PublicKey Key, uint Sequence) place, HalfBlock block) =>
        index[place] = index.TryGetValue(place, out var group) ? group.With(block) : new Group(block, null);

    private Chain? ChainOf(PublicKey key) => _chains.GetValueOrDefault(key);

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

    /// <summary>The first-seen half-blocks of one key, ascending. Chains mostly grow at their end.</summary>
    private sealed class Chain
    {
        private readonly List<HalfBlock> _blocks = [];

        public HalfBlock Latest => _blocks[^1];

        public HalfBlock? At(uint sequence) =>
            FirstFrom(sequence) is var index && index < _blocks.Count && _blocks[index].Sequence == sequence ? _blocks[index] : null;

        public void Add(HalfBlock block) => _blocks.Insert(FirstFrom(block.Sequence), block);

        public HalfBlock? Before(uint sequence) => FirstFrom(sequence) is > 0 and var index ? _blocks[index - 1] : null;

        public HalfBlock? After(uint sequence)
        {
            var index = FirstFrom(sequence);
            index += index < _blocks.Count && _blocks[index].Sequence == sequence ? 1 : 0;
            return index < _blocks.Count ? _blocks[index] : null;
        }

        public List<HalfBlock> Range(uint first, uint last, int limit)
        {
            var start = FirstFrom(first);
            var count = 0;
            while (count < limit && start + count < _blocks.Count && _blocks[start + count].Sequence <= last)
            {
                count++;
            }

            return _blocks.GetRange(start, count);
        }

        public List<HalfBlock> OfType(string type) => _blocks.FindAll(block => block.Type == type);

        /// <summary>Index of the first half-block with this or a higher sequence number.</summary>
        private int FirstFrom(uint sequence)
        {
            if (_blocks.Count == 0 || _blocks[^1].Sequence < sequence)
            {
                return _blocks.Count;
            }

            var (low, high) = (0, _blocks.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = _blocks[middle].Sequence < sequence ? (middle + 1, high) : (low, middle);
            }

            return low;
        }
    }
}
