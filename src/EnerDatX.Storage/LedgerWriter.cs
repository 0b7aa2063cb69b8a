using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using Microsoft.Data.Sqlite;

namespace EnerDatX.Storage;

/// <summary>The one writer of a ledger file: whole batches in one transaction, own half-blocks past the signing guard. Thread-safe.</summary>
internal sealed class LedgerWriter : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly OpenLedgerMark _mark;
    private PreparedConnection _connection;
    private SigningGuard _guard = null!;
    private BlockInsert _insert;
    private bool _hasFailed;

    /// <param name="isUsed">Whether the key was used before, so that its ledger cannot be empty.</param>
    internal LedgerWriter(string path, PublicKey owner, bool isUsed)
    {
        _path = path;
        _mark = OpenLedgerMark.Of(path);
        _mark.RequireLog();
        _connection = LedgerFile.OpenWriter(path, isUsed || _mark.Epoch > 0);
        var isOpen = false;
        try
        {
            Transact(() => _guard = SigningGuard.Take(_connection, owner, path, _mark.Epoch, isUsed));
            _mark.Set(_guard.Epoch);
            isOpen = true;
        }
        catch (NotStoredException failure)
        {
            throw new StorageException(failure.Message, failure);
        }
        finally
        {
            if (!isOpen)
            {
                _connection.Dispose();
            }
        }

        _insert = new BlockInsert(_connection, _guard);
    }

    /// <summary>Makes a new ledger file with these half-blocks, in this order, and nothing else.</summary>
    /// <param name="epoch">The guard's, at least.</param>
    /// <exception cref="StorageException">The own half-blocks are not a chain, or the disk refuses.</exception>
    internal static void Restore(string path, PublicKey owner, long epoch, IReadOnlyList<HalfBlock> blocks)
    {
        using var writer = new LedgerWriter(path, owner, isUsed: false);
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

    /// <summary>Folds the write-ahead log in, so that the ledger is one whole file; if that cannot be done now, the next start goes on with the log.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_connection.IsDisposed && !_hasFailed && LedgerFile.TryFoldLog(_connection))
            {
                _mark.Remove();
                _connection.RemovesLogAtEnd = true;
            }

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
    /// One transaction, one fsync. After the disk failed once the file is opened again before anything else is written: what a connection
    /// remembers of a failed write is not to be built on.
    /// </summary>
    private void Transact(Action change)
    {
        try
        {
            Reopen();
            _connection.Execute("BEGIN IMMEDIATE");
            change();
            _connection.Execute("COMMIT");
        }
        catch (SqliteException failure)
        {
            _hasFailed = true;
            throw LedgerFile.IsDamage(failure)
                ? LedgerFile.Explain(failure, _path)
                : new NotStoredException(LedgerFile.Explain(failure, _path).Message, failure);
        }
        finally
        {
            if (_connection.IsInTransaction)
            {
                _connection.Execute("ROLLBACK");
            }
        }
    }

    /// <summary>
    /// The new connection is there before the old one goes: the last to go would take the shared memory with it, for which a full disk may
    /// have no room. The guard keeps its epoch: another process that took over meanwhile stays in charge.
    /// </summary>
    private void Reopen()
    {
        if (!_hasFailed)
        {
            return;
        }

        var opened = LedgerFile.OpenWriterAgain(_path);
        _insert.Dispose();
        _connection.Dispose();
        _connection = opened;
        _guard = _guard.On(opened);
        _insert = new BlockInsert(_connection, _guard);
        _hasFailed = false;
    }
}
