using System.Text;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using Microsoft.Data.Sqlite;

namespace EnerDatX.Storage;

/// <summary>The one writer of a ledger file: whole batches in one transaction, own half-blocks past the signing guard. Thread-safe.</summary>
internal sealed class LedgerWriter : IDisposable
{
    private readonly Lock _gate = new();
    private readonly PreparedConnection _connection;
    private readonly string _path;
    private readonly SigningGuard _guard;
    private StorageException? _failure;

    internal LedgerWriter(string path, PublicKey owner)
    {
        _path = path;
        _connection = LedgerFile.OpenWriter(path);
        SigningGuard? guard = null;
        try
        {
            Transact(() => guard = SigningGuard.Take(_connection, owner, path));
        }
        finally
        {
            if (guard is null)
            {
                _connection.Dispose();
            }
        }

        _guard = guard!;
    }

    /// <summary>Makes a new ledger file with these half-blocks, in this order, and nothing else.</summary>
    /// <param name="epoch">The guard's, at least.</param>
    /// <exception cref="StorageException">The own half-blocks are not a chain, or the disk refuses.</exception>
    internal static void Restore(string path, PublicKey owner, long epoch, IReadOnlyList<HalfBlock> blocks)
    {
        using var writer = new LedgerWriter(path, owner);
        try
        {
            writer.Append(blocks);
        }
        catch (LedgerConflictException conflict)
        {
            throw new StorageException($"The own chain to be restored is none: {conflict.Message}", conflict);
        }

        writer.Transact(() => writer._guard.RaiseEpoch(epoch));
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _connection.Dispose();
        }
    }

    internal void Append(IReadOnlyList<HalfBlock> blocks)
    {
        lock (_gate)
        {
            Transact(() =>
            {
                foreach (var block in blocks)
                {
                    AppendOne(block);
                }
            });
        }
    }

    internal void RememberVerified(BlockHash hash)
    {
        lock (_gate)
        {
            Transact(() => _connection.Execute("INSERT OR IGNORE INTO verified VALUES (?1)", hash.ToArray()));
        }
    }

    /// <returns>Whether it is the first against its culprit.</returns>
    internal bool RememberProof(Proof proof)
    {
        var rows = 0;
        lock (_gate)
        {
            Transact(() => rows = _connection.Execute(
                "INSERT OR IGNORE INTO proofs (culprit, proof) VALUES (?1, ?2)", proof.Culprit.Bytes.ToArray(), proof.Encode()));
        }

        return rows > 0;
    }

    /// <summary>
    /// One transaction, one fsync. After the disk failed once nothing more is written until the file is opened again:
    /// after a failed fsync nobody knows which pages are safe.
    /// </summary>
    private void Transact(Action change)
    {
        if (_failure is not null)
        {
            throw new StorageException("The ledger takes no more writes until it is opened again, because one failed. " + _failure.Message, _failure);
        }

        try
        {
            _connection.Execute("BEGIN IMMEDIATE");
            change();
            _connection.Execute("COMMIT");
        }
        catch (SqliteException failure)
        {
            _failure = LedgerFile.Explain(failure, _path);
            throw _failure;
        }
        finally
        {
            if (_connection.IsInTransaction)
            {
                _connection.Execute("ROLLBACK");
            }
        }
    }

    private void AppendOne(HalfBlock block)
    {
        var hash = block.Hash.ToArray();
        if (_connection.Scalar("SELECT 1 FROM blocks WHERE hash = ?1", hash) is not null)
        {
            return;
        }

        if (_guard.Guards(block))
        {
            _guard.Advance(block);
        }

        var key = Number("SELECT id FROM keys WHERE key = ?1", "INSERT INTO keys (key) VALUES (?1)", block.PublicKey.Bytes.ToArray());
        var linkKey = Number("SELECT id FROM keys WHERE key = ?1", "INSERT INTO keys (key) VALUES (?1)", block.LinkPublicKey.Bytes.ToArray());
        // The text, not the raw bytes: types that read the same are the same to the reader.
        var type = Number("SELECT id FROM types WHERE type = ?1", "INSERT INTO types (type) VALUES (?1)", Encoding.UTF8.GetBytes(block.Type));
        _connection.Execute(
            """
            INSERT INTO blocks (hash, key, sequence, sibling, link_key, link_sequence, type, stamp, packed)
            VALUES (?1, ?2, ?3, EXISTS (SELECT 1 FROM blocks WHERE key = ?2 AND sequence = ?3 AND sibling = 0), ?4, ?5, ?6, ?7, ?8)
            """,
            hash, key, (long)block.Sequence, linkKey, (long)block.LinkSequence, type, Stamp(block.TimestampMs), block.Packed.ToArray());
        _connection.Execute(
            "UPDATE keys SET highest = ?1 WHERE id = ?2 AND (highest IS NULL OR highest < ?1)", (long)block.Sequence, key);
    }

    private long Number(string find, string add, byte[] value)
    {
        if (_connection.Scalar(find, value) is long known)
        {
            return known;
        }

        _connection.Execute(add, value);
        return (long)_connection.Scalar("SELECT last_insert_rowid()")!;
    }

    /// <summary>u64 milliseconds minus 2^63: keeps the order in SQLite's signed integers.</summary>
    private static long Stamp(ulong timestampMs) => unchecked((long)(timestampMs ^ (1UL << 63)));
}
