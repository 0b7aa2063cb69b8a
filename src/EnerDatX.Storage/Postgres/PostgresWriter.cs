using System.Text;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using Npgsql;

namespace EnerDatX.Storage;

/// <summary>
/// Appends whole batches in one transaction: lease, own half-blocks past the guard, then all at once. Hosts that append the same strangers'
/// half-blocks at the same time wait for each other in one order (of key, place, hash), so that they never wait in a circle.
/// </summary>
internal sealed class PostgresWriter(PublicKey owner, PostgresLease lease)
{
    private const string Held = "SELECT hash FROM blocks WHERE hash = ANY($1)";

    /// <summary>Numbers are taken before the insertion, which has another order.</summary>
    private const string Arrivals = "SELECT nextval('arrivals') FROM generate_series(1, $1)";

    /// <summary>
    /// First all as if they were first-seen: the unique index lets one per place be that, after waiting for others who insert there now.
    /// Then those that are still not held: their place is taken, so they are other branches.
    /// </summary>
    private const string InsertFirst = $"""
        INSERT INTO blocks (arrival, hash, key, sequence, sibling, link_key, link_sequence, type, stamp, packed)
        SELECT arrival, hash, key, sequence, 0, link_key, link_sequence, type, stamp, packed FROM {Rows}
        ORDER BY key, sequence, arrival ON CONFLICT DO NOTHING RETURNING hash
        """;

    private const string InsertBranches = $"""
        INSERT INTO blocks (arrival, hash, key, sequence, sibling, link_key, link_sequence, type, stamp, packed)
        SELECT arrival, hash, key, sequence, 1, link_key, link_sequence, type, stamp, packed FROM {Rows}
        ORDER BY key, sequence, hash ON CONFLICT DO NOTHING RETURNING hash
        """;

    private const string CountChains = """
        INSERT INTO chains SELECT key, MAX(sequence), COUNT(*) FROM unnest($1, $2) AS added(key, sequence) GROUP BY key ORDER BY key
        ON CONFLICT (key) DO UPDATE SET highest = GREATEST(chains.highest, excluded.highest), held = chains.held + excluded.held
        """;

    private const string Rows =
        "unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS added(arrival, hash, key, sequence, link_key, link_sequence, type, stamp, packed)";

    private readonly byte[] _owner = owner.Bytes.ToArray();

    /// <summary>Appends inside an open transaction what is not held yet.</summary>
    /// <exception cref="LedgerConflictException">The guard refuses, or another host has the lease.</exception>
    internal void AppendIn(NpgsqlConnection connection, IReadOnlyList<HalfBlock> blocks)
    {
        // The lease is locked first: an earlier attempt whose end nobody saw has come to it when this goes on.
        var answers = connection.Ask(
            (PostgresLease.Fence, lease.FenceValues),
            (PostgresGuard.Head, [_owner]),
            (Held, [blocks.Select(block => block.Hash.ToArray()).ToArray()]),
            (Arrivals, [blocks.Count]));
        if (answers[0].Count == 0)
        {
            throw lease.Lost();
        }

        var held = answers[2].Select(row => new BlockHash((byte[])row[0])).ToHashSet();
        var added = blocks.Where(block => held.Add(block.Hash)).ToArray();
        if (added.Length == 0)
        {
            return;
        }

        var head = PostgresGuard.ReadHead(answers[1][0]);
        var moved = added.Where(block => block.PublicKey.Equals(owner)).Aggregate(head, (at, block) => at.Advance(block));
        Insert(connection, added, [.. answers[3].Select(row => (long)row[0]).Order().Take(added.Length)]);
        if (moved != head)
        {
            connection.Execute(PostgresGuard.Advance, _owner, moved.Sequence, moved.Hash.ToArray());
        }
    }

    internal void RememberIn(NpgsqlConnection connection, IReadOnlyList<BlockHash> credits) => connection.Execute(
        "INSERT INTO verified SELECT $1, hash FROM unnest($2) AS added(hash) ORDER BY hash ON CONFLICT DO NOTHING",
        _owner,
        credits.Select(credit => credit.ToArray()).ToArray());

    private void Insert(NpgsqlConnection connection, HalfBlock[] added, long[] arrivals)
    {
        object[] rows =
        [
            arrivals,
            Column(added, block => block.Hash.ToArray()),
            Column(added, block => block.PublicKey.Bytes.ToArray()),
            Column(added, block => (long)block.Sequence),
            Column(added, block => block.LinkPublicKey.Bytes.ToArray()),
            Column(added, block => (long)block.LinkSequence),
            // The text, not the raw bytes: types that read the same are the same to the reader.
            Column(added, block => Encoding.UTF8.GetBytes(block.Type)),
            Column(added, block => Stamp(block.TimestampMs)),
            Column(added, block => block.Packed.ToArray()),
        ];
        var inserted = connection.Ask((InsertFirst, rows), (InsertBranches, rows));
        var branches = inserted[1].Select(row => new BlockHash((byte[])row[0])).ToHashSet();
        if (Array.Find(added, block => branches.Contains(block.Hash) && block.PublicKey.Equals(owner)) is { } fork)
        {
            throw new LedgerConflictException(
                $"Refused to journal {fork.Type} at {fork.Sequence}: the ledger holds another half-block of this key there: the key signs elsewhere too.",
                isTakenOver: true);
        }

        // Those that another host has inserted meanwhile are in neither answer.
        var isNew = inserted[0].Select(row => new BlockHash((byte[])row[0])).Concat(branches).ToHashSet();
        var counted = Array.FindAll(added, block => isNew.Contains(block.Hash));
        connection.Execute(
            CountChains, Column(counted, block => block.PublicKey.Bytes.ToArray()), Column(counted, block => (long)block.Sequence));
    }

    private static T[] Column<T>(HalfBlock[] blocks, Converter<HalfBlock, T> value) => Array.ConvertAll(blocks, value);

    /// <summary>u64 milliseconds minus 2^63: keeps the order in signed integers.</summary>
    private static long Stamp(ulong timestampMs) => unchecked((long)(timestampMs ^ (1UL << 63)));
}
