using System.Text;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Storage;

/// <summary>
/// Puts half-blocks into the tables, inside the writer's transaction. It remembers the numbers of keys and types, and what changes once per
/// group and not per half-block (the ends of chains, the signing guard) is written once, at the end of the group.
/// </summary>
internal sealed class BlockInsert(PreparedConnection connection, SigningGuard guard) : IDisposable
{
    /// <summary>Keys whose numbers are remembered: with the half-block that each stands in, some megabytes.</summary>
    private const int MaxKeys = 8_192;

    /// <summary>Types of ours are a dozen; strangers may invent any.</summary>
    private const int MaxTypes = 64;

    private readonly BoundStatement _insert = connection.Prepare(
        """
        INSERT INTO blocks (hash, key, sequence, sibling, link_key, link_sequence, type, stamp, packed)
        VALUES (?1, ?2, ?3, EXISTS (SELECT 1 FROM blocks WHERE key = ?2 AND sequence = ?3 AND sibling = 0), ?4, ?5, ?6, ?7, ?8)
        ON CONFLICT (hash) DO NOTHING
        """);

    private readonly Dictionary<PublicKey, long> _keys = [];
    private readonly List<(byte[] Bytes, long Number)> _types = [];

    /// <summary>Highest sequence number of this group by number of the chain's key.</summary>
    private readonly SortedDictionary<long, long> _highest = [];

    private readonly List<HalfBlock> _added = [];
    private ChainHead? _head;

    public void Dispose() => _insert.Dispose();

    /// <summary>Appends one half-block, unless it is held.</summary>
    /// <exception cref="LedgerConflictException">An own half-block that does not extend the own chain by one: the transaction must be undone.</exception>
    internal void Add(HalfBlock block)
    {
        var key = NumberOf(block.PublicKey);
        Span<byte> hash = stackalloc byte[BlockHash.Length];
        block.Hash.CopyTo(hash);
        var inserted = _insert
            .Bind(1, hash).Bind(2, key).Bind(3, block.Sequence).Bind(4, NumberOf(block.LinkPublicKey)).Bind(5, block.LinkSequence)
            .Bind(6, NumberOfType(block)).Bind(7, Stamp(block.TimestampMs)).Bind(8, block.Packed)
            .Execute();
        if (inserted == 0)
        {
            return;
        }

        _added.Add(block);
        if (guard.Guards(block))
        {
            _head = (_head ?? guard.Head()).Advance(block);
        }

        if (!_highest.TryGetValue(key, out var highest) || highest < block.Sequence)
        {
            _highest[key] = block.Sequence;
        }
    }

    /// <summary>Ends the group, right before its commit.</summary>
    /// <exception cref="LedgerConflictException">Another process took the signing guard.</exception>
    internal void Finish()
    {
        if (_head is { } head)
        {
            guard.MoveTo(head);
        }

        foreach (var (key, highest) in _highest)
        {
            connection.Execute("UPDATE keys SET highest = ?1 WHERE id = ?2 AND (highest IS NULL OR highest < ?1)", highest, key);
        }

        _head = null;
        _highest.Clear();
    }

    /// <summary>What the group, now committed, added to the ledger.</summary>
    internal IReadOnlyList<HalfBlock> Added()
    {
        HalfBlock[] added = [.. _added];
        _added.Clear();
        return added;
    }

    /// <summary>The transaction was undone: numbers that were given in it are void.</summary>
    internal void Forget()
    {
        _head = null;
        _added.Clear();
        _highest.Clear();
        _keys.Clear();
        _types.Clear();
    }

    private long NumberOf(PublicKey key)
    {
        if (_keys.TryGetValue(key, out var number))
        {
            return number;
        }

        if (_keys.Count >= MaxKeys)
        {
            _keys.Clear();
        }

        return _keys[key] = Number("SELECT id FROM keys WHERE key = ?1", "INSERT INTO keys (key) VALUES (?1)", key.Bytes.ToArray());
    }

    /// <summary>The number of the text, not of the raw bytes: types that read the same are the same to the reader.</summary>
    private long NumberOfType(HalfBlock block)
    {
        foreach (var (bytes, known) in _types)
        {
            if (block.TypeBytes.SequenceEqual(bytes))
            {
                return known;
            }
        }

        if (_types.Count >= MaxTypes)
        {
            _types.Clear();
        }

        var number = Number("SELECT id FROM types WHERE type = ?1", "INSERT INTO types (type) VALUES (?1)", Encoding.UTF8.GetBytes(block.Type));
        _types.Add((block.TypeBytes.ToArray(), number));
        return number;
    }

    private long Number(string find, string add, byte[] value)
    {
        if (connection.Scalar(find, value) is long known)
        {
            return known;
        }

        connection.Execute(add, value);
        return (long)connection.Scalar("SELECT last_insert_rowid()")!;
    }

    /// <summary>u64 milliseconds minus 2^63: keeps the order in SQLite's signed integers.</summary>
    private static long Stamp(ulong timestampMs) => unchecked((long)(timestampMs ^ (1UL << 63)));
}
