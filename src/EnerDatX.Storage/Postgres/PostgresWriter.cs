using System.Text;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using Npgsql;

namespace EnerDatX.Storage;

/// <summary>
/// Writes what an owner holds: whole batches in one transaction, which has the lease locked, own half-blocks past the guard. Hosts that
/// bring the same half-blocks at the same time wait for each other in one order (members by key, then blocks by hash), so never in a circle.
/// </summary>
internal sealed class PostgresWriter(PublicKey owner, long ownerId, PostgresLease lease)
{
    /// <summary>Each hash by itself, through the unique index: for hash = ANY a server without statistics reads all that the owner holds.</summary>
    private const string Held = """
        SELECT found.hash FROM unnest($2) AS asked(hash)
        CROSS JOIN LATERAL (SELECT hash FROM held WHERE owner = $1 AND held.hash = asked.hash OFFSET 0) AS found
        """;

    /// <summary>Keys that are known are looked for first: an insertion that finds its row there has used up a number.</summary>
    private const string AddMembers = """
        INSERT INTO members (key) SELECT DISTINCT key FROM unnest($1) AS added(key)
        WHERE NOT EXISTS (SELECT 1 FROM members WHERE members.key = added.key) ORDER BY key ON CONFLICT DO NOTHING
        """;

    private const string AddBlocks =
        "INSERT INTO blocks SELECT hash, packed FROM unnest($1, $2) AS added(hash, packed) ORDER BY hash ON CONFLICT DO NOTHING";

    /// <summary>First all as if they were the first at their place, as far as the index lets them; then the rest, whose places are taken.</summary>
    private const string HoldFirst = $"""
        INSERT INTO held SELECT $1, arrival, hash, member.id, sequence, 0, linked.id, link_sequence, type, stamp {Added}
        ORDER BY arrival ON CONFLICT DO NOTHING
        """;

    private const string HoldBranches = $"""
        INSERT INTO held SELECT $1, arrival, hash, member.id, sequence, 1, linked.id, link_sequence, type, stamp {Added}
        ORDER BY arrival ON CONFLICT DO NOTHING
        """;

    private const string Added = """
        FROM unnest($2, $3, $4, $5, $6, $7, $8, $9) AS added(arrival, hash, key, sequence, link_key, link_sequence, type, stamp)
        JOIN members AS member ON member.key = added.key JOIN members AS linked ON linked.key = added.link_key
        """;

    private const string RaiseChains = """
        INSERT INTO chains SELECT $1, key, MAX(sequence) FROM unnest($2, $3) AS added(key, sequence) GROUP BY key
        ON CONFLICT (owner, key) DO UPDATE SET highest = excluded.highest WHERE chains.highest < excluded.highest
        """;

    private const string AddProof = """
        INSERT INTO proofs SELECT $1, COALESCE(MAX(arrival), 0) + 1, $2, $3 FROM proofs WHERE owner = $1 ON CONFLICT DO NOTHING
        """;

    private readonly byte[] _owner = owner.Bytes.ToArray();

    /// <summary>The number of a key, inside an open transaction; given to one that has none.</summary>
    internal static long NumberOf(NpgsqlConnection connection, PublicKey key)
    {
        byte[][] keys = [key.Bytes.ToArray()];
        connection.Execute(AddMembers, [keys]);
        return (long)connection.Scalar("SELECT id FROM members WHERE key = $1", keys[0])!;
    }

    /// <summary>Appends inside an open transaction what is not held yet.</summary>
    /// <exception cref="LedgerConflictException">The guard refuses, or another host has the lease.</exception>
    internal void AppendIn(NpgsqlConnection connection, IReadOnlyList<HalfBlock> blocks)
    {
        // The lease is locked first: an earlier attempt whose end nobody saw has come to it when this goes on.
        var answers = connection.Ask(
            (PostgresLease.Fence, lease.FenceValues),
            (PostgresGuard.Head, [_owner]),
            (Held, [ownerId, blocks.Select(block => block.Hash.ToArray()).ToArray()]),
            (PostgresQuestions.Count, [ownerId]));
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
        Insert(connection, added, (long)answers[3][0][0], moved);
    }

    internal void RememberIn(NpgsqlConnection connection, IReadOnlyList<BlockHash> credits)
    {
        lease.FenceIn(connection);
        connection.Execute(
            "INSERT INTO verified SELECT $1, hash FROM unnest($2) AS added(hash) ON CONFLICT DO NOTHING",
            ownerId,
            credits.Select(credit => credit.ToArray()).ToArray());
    }

    /// <returns>Whether it is the first against its culprit.</returns>
    internal bool RememberIn(NpgsqlConnection connection, Proof proof)
    {
        lease.FenceIn(connection);
        return connection.Execute(AddProof, ownerId, proof.Culprit.Bytes.ToArray(), proof.Encode()) > 0;
    }

    private void Insert(NpgsqlConnection connection, HalfBlock[] added, long count, OwnHead head)
    {
        var hashes = Column(added, block => block.Hash.ToArray());
        var keys = Column(added, block => block.PublicKey.Bytes.ToArray());
        var links = Column(added, block => block.LinkPublicKey.Bytes.ToArray());
        var sequences = Column(added, block => (long)block.Sequence);
        object[] rows =
        [
            ownerId,
            Enumerable.Range(1, added.Length).Select(i => count + i).ToArray(),
            hashes,
            keys,
            sequences,
            links,
            Column(added, block => (long)block.LinkSequence),
            // The text, not the raw bytes: types that read the same are the same to the reader.
            Column(added, block => Encoding.UTF8.GetBytes(block.Type)),
            Column(added, block => Stamp(block.TimestampMs)),
        ];
        connection.Ask(
            (AddMembers, [keys.Concat(links).ToArray()]),
            (AddBlocks, [hashes, Column(added, block => block.Packed.ToArray())]),
            (HoldFirst, rows),
            (HoldBranches, rows),
            (RaiseChains, [ownerId, keys, sequences]),
            (PostgresGuard.Advance, [_owner, (long)head.Sequence, head.Hash.ToArray()]));
    }

    private static T[] Column<T>(HalfBlock[] blocks, Converter<HalfBlock, T> value) => Array.ConvertAll(blocks, value);

    /// <summary>u64 milliseconds minus 2^63: keeps the order in signed integers.</summary>
    private static long Stamp(ulong timestampMs) => unchecked((long)(timestampMs ^ (1UL << 63)));
}
