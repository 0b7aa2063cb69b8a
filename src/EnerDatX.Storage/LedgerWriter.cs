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
    private readonly BlockInsert _insert;
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

        _insert = new BlockInsert(_connection, guard!);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _insert.Dispose();
            _connection.Dispose();
        }
    }

    /// <returns>Those that were not held.</returns>
    internal IReadOnlyList<HalfBlock> Append(IReadOnlyList<HalfBlock> blocks)
    {
        lock (_gate)
        {
            IReadOnlyList<HalfBlock>? added = null;
            try
            {
                Transact(() =>
                {
                    foreach (var block in blocks)
                    {
                        _insert.Add(block);
                    }

                    _insert.Finish();
                });
                return added = _insert.Added();
            }
            finally
            {
                if (added is null)
                {
                    _insert.Forget();
                }
            }
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
}
