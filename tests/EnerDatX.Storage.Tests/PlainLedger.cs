using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Storage.Tests;

/// <summary>A ledger that is a list and answers by looking at everything: obviously right, and the model for the others.</summary>
internal sealed class PlainLedger : ILedgerReader
{
    private readonly List<HalfBlock> _blocks = [];
    private readonly List<Proof> _proofs = [];

    public long Count => _blocks.Count;

    private IEnumerable<HalfBlock> FirstSeen => _blocks.DistinctBy(block => (block.PublicKey, block.Sequence));

    public HalfBlock? Find(BlockHash hash) => _blocks.Find(block => block.Hash == hash);

    public HalfBlock? Find(PublicKey key, uint sequence) => _blocks.Find(block => block.PublicKey.Equals(key) && block.Sequence == sequence);

    public IReadOnlyList<HalfBlock> Siblings(PublicKey key, uint sequence) =>
        _blocks.FindAll(block => block.PublicKey.Equals(key) && block.Sequence == sequence);

    public HalfBlock? Latest(PublicKey key) => Chain(key).LastOrDefault();

    public HalfBlock? Before(PublicKey key, uint sequence) => Chain(key).LastOrDefault(block => block.Sequence < sequence);

    public IReadOnlyList<HalfBlock> Before(PublicKey key, uint sequence, int limit) =>
        [.. Chain(key).Where(block => block.Sequence < sequence).OrderByDescending(block => block.Sequence).Take(limit)];

    public HalfBlock? After(PublicKey key, uint sequence) => Chain(key).FirstOrDefault(block => block.Sequence > sequence);

    public IReadOnlyList<HalfBlock> LinkedTo(HalfBlock block) =>
        [.. _blocks.Where(other => !other.Equals(block) && (Names(block, other) || Names(other, block))).OrderBy(other => other.TimestampMs)];

    public IReadOnlyList<HalfBlock> Range(PublicKey key, uint first, uint last, int limit) =>
        [.. Chain(key).Where(block => block.Sequence >= first && block.Sequence <= last).Take(limit)];

    public IReadOnlyList<HalfBlock> Recent(int limit, int offset) =>
        [.. Enumerable.Reverse(_blocks).OrderByDescending(block => block.TimestampMs).Skip(offset).Take(limit)];

    public IReadOnlyList<(PublicKey Key, uint Highest)> Chains(int limit) =>
    [
        .. _blocks.GroupBy(block => block.PublicKey, (key, chain) => (Key: key, Highest: chain.Max(block => block.Sequence)))
            .OrderByDescending(chain => chain.Highest).ThenBy(chain => chain.Key).Take(limit),
    ];

    public IReadOnlyList<HalfBlock> OfType(PublicKey key, string type) => [.. Chain(key).Where(block => block.Type == type)];

    public Proof? ProofAgainst(PublicKey key) => _proofs.Find(proof => proof.Culprit.Equals(key));

    public IReadOnlyList<Proof> Proofs(int limit, int offset) => [.. Enumerable.Reverse(_proofs).Skip(offset).Take(limit)];

    internal void Append(IEnumerable<HalfBlock> blocks) => _blocks.AddRange(blocks.Distinct().Except(_blocks));

    internal bool RememberProof(Proof proof)
    {
        var isFirst = ProofAgainst(proof.Culprit) is null;
        if (isFirst)
        {
            _proofs.Add(proof);
        }

        return isFirst;
    }

    private static bool Names(HalfBlock block, HalfBlock other) =>
        block.LinkSequence != 0 && block.LinkPublicKey.Equals(other.PublicKey) && block.LinkSequence == other.Sequence;

    private IEnumerable<HalfBlock> Chain(PublicKey key) =>
        FirstSeen.Where(block => block.PublicKey.Equals(key)).OrderBy(block => block.Sequence);
}
