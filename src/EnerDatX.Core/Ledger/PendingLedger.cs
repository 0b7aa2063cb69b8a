using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Ledger;

/// <summary>
/// A ledger as it will be once everything that was handed to the journal is durable: what <paramref name="durable"/> holds, and on top
/// what is on its way. Decisions look at this, so that two conflicting half-blocks that arrive in one breath are seen as a conflict.
/// </summary>
/// <remarks>
/// What is on its way stands in two ledgers in memory: new half-blocks come into the younger one; when all of the older one are durable, the
/// younger becomes the older. So each question is a few lookups, however many wait, and nothing is taken out one by one.
/// </remarks>
public sealed class PendingLedger(ILedgerReader durable) : ILedgerReader
{
    private MemoryLedger _older = new();
    private MemoryLedger _younger = new();

    /// <summary>Of the older ledger's half-blocks those that are not durable yet; the others stand here and there alike.</summary>
    private int _olderPending;

    private int _youngerPending;

    /// <summary>Nothing is on its way, as nearly always: then each question is the durable ledger's alone.</summary>
    private bool IsEmpty => _older.Count + _younger.Count == 0;

    public long Count => durable.Count + _olderPending + _youngerPending;

    public void Add(HalfBlock block)
    {
        _younger.Add(block);
        _youngerPending++;
    }

    /// <summary>The journal has it now.</summary>
    public void Settle(HalfBlock block)
    {
        if (_older.Find(block.Hash) is not null)
        {
            _olderPending--;
        }
        else if (_younger.Find(block.Hash) is not null)
        {
            _youngerPending--;
        }

        if (_olderPending == 0)
        {
            _older.Clear();
            (_older, _younger) = (_younger, _older);
            (_olderPending, _youngerPending) = (_youngerPending, 0);
        }

        if (_olderPending == 0 && _older.Count > 0)
        {
            _older.Clear();
        }
    }

    /// <summary>Something could not be made durable: only these are still on their way, in this order.</summary>
    public void BeginAgain(IEnumerable<HalfBlock> onTheirWay)
    {
        _older.Clear();
        _younger.Clear();
        (_olderPending, _youngerPending) = (0, 0);
        foreach (var block in onTheirWay)
        {
            Add(block);
        }
    }

    public HalfBlock? Find(BlockHash hash) => IsEmpty ? durable.Find(hash) : _younger.Find(hash) ?? _older.Find(hash) ?? durable.Find(hash);

    public HalfBlock? Find(PublicKey key, uint sequence) =>
        IsEmpty ? durable.Find(key, sequence) : durable.Find(key, sequence) ?? _older.Find(key, sequence) ?? _younger.Find(key, sequence);

    public IReadOnlyList<HalfBlock> Siblings(PublicKey key, uint sequence) =>
        IsEmpty
        ? durable.Siblings(key, sequence)
        : Union(durable.Siblings(key, sequence), _older.Siblings(key, sequence), _younger.Siblings(key, sequence));

    public HalfBlock? Latest(PublicKey key) => IsEmpty ? durable.Latest(key) : Higher(Higher(durable.Latest(key), _older.Latest(key)), _younger.Latest(key));

    public HalfBlock? Before(PublicKey key, uint sequence) =>
        IsEmpty ? durable.Before(key, sequence) : Higher(Higher(durable.Before(key, sequence), _older.Before(key, sequence)), _younger.Before(key, sequence));

    public IReadOnlyList<HalfBlock> Before(PublicKey key, uint sequence, int limit) =>
        IsEmpty
        ? durable.Before(key, sequence, limit)
        : [.. FirstSeen(Union(
            durable.Before(key, sequence, limit), _older.Before(key, sequence, limit), _younger.Before(key, sequence, limit))).Reverse().Take(limit)];

    public HalfBlock? After(PublicKey key, uint sequence) =>
        IsEmpty ? durable.After(key, sequence) : Lower(Lower(durable.After(key, sequence), _older.After(key, sequence)), _younger.After(key, sequence));

    public IReadOnlyList<HalfBlock> LinkedTo(HalfBlock block)
    {
        if (IsEmpty)
        {
            return durable.LinkedTo(block);
        }

        var (held, older, younger) = (durable.LinkedTo(block), _older.LinkedTo(block), _younger.LinkedTo(block));
        return older.Count + younger.Count == 0 ? held : Union(held, older, younger);
    }

    public IReadOnlyList<HalfBlock> Range(PublicKey key, uint first, uint last, int limit) =>
        IsEmpty
        ? durable.Range(key, first, last, limit)
        : [.. FirstSeen(Union(
            durable.Range(key, first, last, limit), _older.Range(key, first, last, limit), _younger.Range(key, first, last, limit))).Take(limit)];

    public IReadOnlyList<HalfBlock> Recent(int limit, int offset) => durable.Recent(limit, offset);

    public IReadOnlyList<(PublicKey Key, uint Highest)> Chains(int limit) => durable.Chains(limit);

    public IReadOnlyList<HalfBlock> OfType(PublicKey key, string type) =>
        IsEmpty
        ? durable.OfType(key, type)
        : [.. FirstSeen(Union(durable.OfType(key, type), _older.OfType(key, type), _younger.OfType(key, type)))];

    public Proof? ProofAgainst(PublicKey key) => durable.ProofAgainst(key);

    public IReadOnlyList<Proof> Proofs(int limit, int offset) => durable.Proofs(limit, offset);

    /// <summary>Of two at the same place the first, which came first.</summary>
    private static HalfBlock? Higher(HalfBlock? one, HalfBlock? other) => one is null || other?.Sequence > one.Sequence ? other : one;

    private static HalfBlock? Lower(HalfBlock? one, HalfBlock? other) => one is null || other?.Sequence < one.Sequence ? other : one;

    private static IEnumerable<HalfBlock> FirstSeen(IEnumerable<HalfBlock> blocks) => blocks.OrderBy(b => b.Sequence).DistinctBy(b => b.Sequence);

    private static List<HalfBlock> Union(params ReadOnlySpan<IReadOnlyList<HalfBlock>> answers)
    {
        var union = new List<HalfBlock>();
        foreach (var answer in answers)
        {
            foreach (var block in answer)
            {
                if (!union.Contains(block))
                {
                    union.Add(block);
                }
            }
        }

        return union;
    }
}
