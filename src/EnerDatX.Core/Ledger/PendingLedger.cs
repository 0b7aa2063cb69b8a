using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Ledger;

/// <summary>
/// A ledger as it will be once everything that was handed to the journal is durable: what <paramref name="durable"/> holds, and on top
/// what is on its way. Decisions look at this, so that two conflicting half-blocks that arrive in one breath are seen as a conflict.
/// </summary>
public sealed class PendingLedger(ILedgerReader durable) : ILedgerReader
{
    private readonly List<HalfBlock> _pending = [];

    public long Count => durable.Count + _pending.Count;

    public void Add(HalfBlock block) => _pending.Add(block);

    /// <summary>The journal has it now.</summary>
    public void Settle(HalfBlock block) => _pending.Remove(block);

    public HalfBlock? Find(BlockHash hash) => _pending.Find(b => b.Hash == hash) ?? durable.Find(hash);

    public HalfBlock? Find(PublicKey key, uint sequence) =>
        durable.Find(key, sequence) ?? _pending.Find(b => b.Sequence == sequence && b.PublicKey.Equals(key));

    public IReadOnlyList<HalfBlock> Siblings(PublicKey key, uint sequence) =>
        With(durable.Siblings(key, sequence), b => b.Sequence == sequence && b.PublicKey.Equals(key));

    public HalfBlock? Latest(PublicKey key) =>
        With(Single(durable.Latest(key)), b => b.PublicKey.Equals(key)).MaxBy(b => b.Sequence);

    public HalfBlock? Before(PublicKey key, uint sequence) =>
        With(Single(durable.Before(key, sequence)), b => b.Sequence < sequence && b.PublicKey.Equals(key)).MaxBy(b => b.Sequence);

    public HalfBlock? After(PublicKey key, uint sequence) =>
        With(Single(durable.After(key, sequence)), b => b.Sequence > sequence && b.PublicKey.Equals(key)).MinBy(b => b.Sequence);

    public IReadOnlyList<HalfBlock> LinkedTo(HalfBlock block) => With(durable.LinkedTo(block), b => AreLinked(b, block));

    public IReadOnlyList<HalfBlock> Range(PublicKey key, uint first, uint last, int limit) =>
        With(durable.Range(key, first, last, limit), b => b.PublicKey.Equals(key) && b.Sequence >= first && b.Sequence <= last)
            .OrderBy(b => b.Sequence).DistinctBy(b => b.Sequence).Take(limit).ToList();

    public IReadOnlyList<HalfBlock> Recent(int limit, int offset) => durable.Recent(limit, offset);

    public IReadOnlyList<(PublicKey Key, uint Highest)> Chains(int limit) => durable.Chains(limit);

    public IReadOnlyList<HalfBlock> OfType(PublicKey key, string type) =>
        With(durable.OfType(key, type), b => b.Type == type && b.PublicKey.Equals(key)).OrderBy(b => b.Sequence).DistinctBy(b => b.Sequence).ToList();

    public Proof? ProofAgainst(PublicKey key) => durable.ProofAgainst(key);

    public IReadOnlyList<Proof> Proofs(int limit, int offset) => durable.Proofs(limit, offset);

    /// <summary>Whether one names the other by key and sequence number.</summary>
    private static bool AreLinked(HalfBlock a, HalfBlock b) =>
        (a.LinkSequence == b.Sequence && a.LinkPublicKey.Equals(b.PublicKey))
        || (b.LinkSequence == a.Sequence && b.LinkPublicKey.Equals(a.PublicKey));

    private static IReadOnlyList<HalfBlock> Single(HalfBlock? block) => block is null ? [] : [block];

    private IReadOnlyList<HalfBlock> With(IReadOnlyList<HalfBlock> held, Predicate<HalfBlock> fits)
    {
        if (_pending.Count == 0)
        {
            return held;
        }

        var coming = _pending.FindAll(fits);
        return coming.Count == 0 ? held : [.. held, .. coming.Where(b => !held.Contains(b))];
    }
}
