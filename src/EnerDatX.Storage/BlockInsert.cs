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

    /// <summary>Lower than any sequence number.</summary>
    private const long NoChain = -1;

    /// <summary>Types of ours are a dozen; strangers may invent any.</summary>
    private const int MaxTypes = 64;

    private readonly BoundStatement _insert = connection.Prepare(
        """
        INSERT INTO blocks (hash, key, sequence, sibling, link_key, link_sequence, type, stamp, packed)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        ON CONFLICT (hash) DO NOTHING
        """);

    private readonly Dictionary<PublicKey, KeyRow> _keys = [];
    private readonly List<(byte[] Bytes, long Number)> _types = [];

    /// <summary>Chains that became longer in this group.</summary>
    private readonly List<KeyRow> _grown = [];

    private readonly List<HalfBlock> _added = [];
    private OwnHead? _head;

    public void Dispose() => _insert.Dispose();

    /// <summary>Appends one half-block, unless it is held.</summary>
    /// <exception cref="LedgerConflictException">An own half-block that does not extend the own chain by one: the transaction must be undone.</exception>
    internal void Add(HalfBlock block)
    {
        var chain = RowOf(block.PublicKey);
        Span<byte> hash = stackalloc byte[BlockHash.Length];
        block.Hash.CopyTo(hash);
        var inserted = _insert
            .Bind(1, hash).Bind(2, chain.Number).Bind(3, block.Sequence).Bind(4, IsTaken(chain, block.Sequence) ? 1 : 0)
            .Bind(5, RowOf(block.LinkPublicKey).Number).Bind(6, block.LinkSequence)
            .Bind(7, NumberOfType(block)).Bind(8, Stamp(block.TimestampMs)).Bind(9, block.Packed)
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

        if (block.Sequence > chain.Highest)
        {
            chain.Highest = block.Sequence;
            if (!chain.HasGrown)
            {
                chain.HasGrown = true;
                _grown.Add(chain);
            }
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

        foreach (var chain in _grown)
        {
            connection.Execute("UPDATE keys SET highest = ?1 WHERE id = ?2", chain.Highest, chain.Number);
            chain.HasGrown = false;
        }

        _head = null;
        _grown.Clear();
    }

    /// <summary>What the group, now committed, added to the ledger.</summary>
    internal IReadOnlyList<HalfBlock> Added()
    {
        HalfBlock[] added = [.. _added];
        _added.Clear();
        return added;
    }

    /// <summary>The transaction was undone: what was learnt in it is void.</summary>
    internal void Forget()
    {
        _head = null;
        _added.Clear();
        _grown.Clear();
        _keys.Clear();
        _types.Clear();
    }

    /// <summary>Whether there is a half-block at this place; behind the end of a chain there is none.</summary>
    private bool IsTaken(KeyRow chain, long sequence) =>
        sequence <= chain.Highest
        && connection.Scalar("SELECT 1 FROM blocks WHERE key = ?1 AND sequence = ?2 AND sibling = 0", chain.Number, sequence) is not null;

    private KeyRow RowOf(PublicKey key)
    {
        if (_keys.TryGetValue(key, out var row))
        {
            return row;
        }

        // Those that have grown are not forgotten before it is written down.
        if (_keys.Count >= MaxKeys && _grown.Count == 0)
        {
            _keys.Clear();
        }

        var bytes = key.Bytes.ToArray();
        var number = Number("SELECT id FROM keys WHERE key = ?1", "INSERT INTO keys (key) VALUES (?1)", bytes);
        var highest = connection.Scalar("SELECT highest FROM keys WHERE id = ?1", number) is long known ? known : NoChain;
        return _keys[key] = new KeyRow(number) { Highest = highest };
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

    /// <summary>What the table of keys has of one: its number, and the highest sequence number of its chain.</summary>
    private sealed class KeyRow(long number)
    {
        public long Number { get; } = number;

        public long Highest { get; set; }

        /// <summary>Whether the table has a lower one still.</summary>
        public bool HasGrown { get; set; }
    }

    /// <summary>u64 milliseconds minus 2^63: keeps the order in SQLite's signed integers.</summary>
    private static long Stamp(ulong timestampMs) => unchecked((long)(timestampMs ^ (1UL << 63)));
}
