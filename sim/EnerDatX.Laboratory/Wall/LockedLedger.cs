using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Laboratory.Wall;

/// <summary>A ledger in memory for a peer whose actors run on several threads; what its journal writes, the others read.</summary>
internal sealed class LockedLedger(PublicKey ownKey) : ILedgerStore
{
    private readonly MemoryLedger _ledger = new(ownKey);
    private readonly Lock _gate = new();

    public long Count => Locked(() => _ledger.Count);

    public void Append(IReadOnlyList<HalfBlock> blocks)
    {
        lock (_gate)
        {
            _ledger.Append(blocks);
        }
    }

    public void RememberVerified(IReadOnlyList<BlockHash> credits)
    {
        lock (_gate)
        {
            _ledger.RememberVerified(credits);
        }
    }

    public bool RememberProof(Proof proof) => Locked(() => _ledger.RememberProof(proof));

    public bool IsVerified(BlockHash credit) => Locked(() => _ledger.IsVerified(credit));

    public Proof? ProofAgainst(PublicKey key) => Locked(() => _ledger.ProofAgainst(key));

    public IReadOnlyList<Proof> Proofs(int limit, int offset) => Copied(() => _ledger.Proofs(limit, offset));

    public HalfBlock? Find(BlockHash hash) => Locked(() => _ledger.Find(hash));

    public HalfBlock? Find(PublicKey key, uint sequence) => Locked(() => _ledger.Find(key, sequence));

    public IReadOnlyList<HalfBlock> Siblings(PublicKey key, uint sequence) => Copied(() => _ledger.Siblings(key, sequence));

    public HalfBlock? Latest(PublicKey key) => Locked(() => _ledger.Latest(key));

    public HalfBlock? Before(PublicKey key, uint sequence) => Locked(() => _ledger.Before(key, sequence));

    public IReadOnlyList<HalfBlock> Before(PublicKey key, uint sequence, int limit) => Copied(() => _ledger.Before(key, sequence, limit));

    public HalfBlock? After(PublicKey key, uint sequence) => Locked(() => _ledger.After(key, sequence));

    public IReadOnlyList<HalfBlock> LinkedTo(HalfBlock block) => Copied(() => _ledger.LinkedTo(block));

    public IReadOnlyList<HalfBlock> Range(PublicKey key, uint first, uint last, int limit) => Copied(() => _ledger.Range(key, first, last, limit));

    public IReadOnlyList<HalfBlock> Recent(int limit, int offset) => Copied(() => _ledger.Recent(limit, offset));

    public IReadOnlyList<(PublicKey Key, uint Highest)> Chains(int limit) => Copied(() => _ledger.Chains(limit));

    public IReadOnlyList<HalfBlock> OfType(PublicKey key, string type) => Copied(() => _ledger.OfType(key, type));

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }

    /// <summary>What the ledger gives may be its own list, which goes on growing.</summary>
    private IReadOnlyList<T> Copied<T>(Func<IReadOnlyList<T>> read)
    {
        lock (_gate)
        {
            return [.. read()];
        }
    }
}
