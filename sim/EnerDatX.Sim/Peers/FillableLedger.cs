using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Sim.Peers;

/// <summary>A ledger on a disk that may be full: then it takes nothing and says so, as SQLite's does; reading goes on.</summary>
internal sealed class FillableLedger(ILedgerStore ledger, Func<bool> isFull) : ILedgerStore
{
    public long Count => ledger.Count;

    public void Append(IReadOnlyList<HalfBlock> blocks)
    {
        RequireRoom();
        ledger.Append(blocks);
    }

    public void RememberVerified(IReadOnlyList<BlockHash> credits)
    {
        RequireRoom();
        ledger.RememberVerified(credits);
    }

    public bool RememberProof(Proof proof)
    {
        RequireRoom();
        return ledger.RememberProof(proof);
    }

    public Proof? ProofAgainst(PublicKey key) => ledger.ProofAgainst(key);

    public IReadOnlyList<Proof> Proofs(int limit, int offset) => ledger.Proofs(limit, offset);

    public bool IsVerified(BlockHash credit) => ledger.IsVerified(credit);

    public HalfBlock? Find(BlockHash hash) => ledger.Find(hash);

    public HalfBlock? Find(PublicKey key, uint sequence) => ledger.Find(key, sequence);

    public IReadOnlyList<HalfBlock> Siblings(PublicKey key, uint sequence) => ledger.Siblings(key, sequence);

    public HalfBlock? Latest(PublicKey key) => ledger.Latest(key);

    public HalfBlock? Before(PublicKey key, uint sequence) => ledger.Before(key, sequence);

    public IReadOnlyList<HalfBlock> Before(PublicKey key, uint sequence, int limit) => ledger.Before(key, sequence, limit);

    public HalfBlock? After(PublicKey key, uint sequence) => ledger.After(key, sequence);

    public IReadOnlyList<HalfBlock> LinkedTo(HalfBlock block) => ledger.LinkedTo(block);

    public IReadOnlyList<HalfBlock> Range(PublicKey key, uint first, uint last, int limit) => ledger.Range(key, first, last, limit);

    public IReadOnlyList<HalfBlock> Recent(int limit, int offset) => ledger.Recent(limit, offset);

    public IReadOnlyList<(PublicKey Key, uint Highest)> Chains(int limit) => ledger.Chains(limit);

    public IReadOnlyList<HalfBlock> OfType(PublicKey key, string type) => ledger.OfType(key, type);

    private void RequireRoom()
    {
        if (isFull())
        {
            throw new NotStoredException("The disk with the ledger is full. Make room.");
        }
    }
}
