using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using Microsoft.Data.Sqlite;

namespace EnerDatX.Storage;

/// <summary>
/// Keeps the own chain single: one row with the sequence and hash of the last own half-block, changed in the very transaction
/// that journals the half-block, before it may leave the process. The epoch rises at every opening, so a process that opened
/// the file earlier and still runs is shut out (a fencing token).
/// </summary>
internal sealed class SigningGuard
{
    private readonly PreparedConnection _connection;
    private readonly PublicKey _owner;

    private SigningGuard(PreparedConnection connection, PublicKey owner, long epoch)
    {
        _connection = connection;
        _owner = owner;
        Epoch = epoch;
    }

    /// <summary>Which opening of the ledger this is, from 1.</summary>
    internal long Epoch { get; }

    /// <summary>Takes the guard over for this process, inside an open transaction.</summary>
    /// <param name="knownEpoch">An opening that is known to have happened; 0 when none is.</param>
    /// <param name="isUsed">Whether the key was used before.</param>
    /// <exception cref="StorageException">The ledger is another key's, older than it should be, or guard and ledger disagree.</exception>
    internal static SigningGuard Take(PreparedConnection connection, PublicKey owner, string path, long knownEpoch, bool isUsed)
    {
        var owners = connection.Rows(row => PublicKey.FromField(row.GetFieldValue<byte[]>(0)), "SELECT owner FROM guard");
        if (owners.Count == 0 && isUsed)
        {
            throw new StorageException($"The ledger {path} has no signing guard, but its key was used before. {LedgerFile.HowToRecover}");
        }

        if (owners.Count == 1 && !owners[0].Equals(owner) && connection.Scalar(LedgerQuestions.Count) is 0L && connection.Scalar("SELECT sequence FROM guard") is 0L)
        {
            // Left by a first start that ended before its key was written: it never held anything.
            connection.Execute("UPDATE guard SET owner = ?1", owner.Bytes.ToArray());
            owners[0] = owner;
        }

        if (owners.Exists(other => !other.Equals(owner)))
        {
            throw new StorageException(
                $"The ledger {path} belongs to the key {owners[0].ToHex()}, not to {owner.ToHex()}. Put that key back, or name another state folder.");
        }

        _ = owners.Count == 0
            ? connection.Execute("INSERT INTO guard VALUES (?1, 1, 0, ?2)", owner.Bytes.ToArray(), BlockHash.Genesis.ToArray())
            : connection.Execute("UPDATE guard SET epoch = epoch + 1 WHERE owner = ?1", owner.Bytes.ToArray());
        var guard = new SigningGuard(connection, owner, (long)connection.Scalar("SELECT epoch FROM guard")!);
        if (guard.Epoch <= knownEpoch)
        {
            throw new StorageException($"The ledger {path} is older than its last use: the latest half-blocks are missing. {LedgerFile.HowToRecover}");
        }

        guard.RequireAgreement(path);
        return guard;
    }

    /// <summary>The same guard over another connection to the same file.</summary>
    internal SigningGuard On(PreparedConnection connection) => new(connection, _owner, Epoch);

    /// <summary>Reads the guard without taking it over, for a backup.</summary>
    /// <exception cref="StorageException">The ledger is another key's, or guard and ledger disagree.</exception>
    internal static (OwnHead Head, long Epoch) Read(PreparedConnection connection, PublicKey owner, string path)
    {
        var rows = connection.Rows(
            row => (HeadIn(row), row.GetInt64(2)),
            "SELECT sequence, hash, epoch FROM guard WHERE owner = ?1",
            owner.Bytes.ToArray());
        if (rows.Count == 0)
        {
            throw new StorageException($"The ledger {path} does not belong to the key {owner.ToHex()}.");
        }

        new SigningGuard(connection, owner, rows[0].Item2).RequireAgreement(path);
        return rows[0];
    }

    /// <summary>A restored guard's epoch is never lower than the one that was backed up.</summary>
    internal void RaiseEpoch(long epoch) =>
        _connection.Execute("UPDATE guard SET epoch = MAX(epoch, ?1) WHERE owner = ?2", epoch, _owner.Bytes.ToArray());

    /// <summary>Whether this half-block is on the guarded chain.</summary>
    internal bool Guards(HalfBlock block) => block.PublicKey.Equals(_owner);

    /// <summary>Where the own chain stands.</summary>
    internal OwnHead Head() => _connection.Rows(HeadIn, "SELECT sequence, hash FROM guard")[0];

    /// <summary>Moves the head on, inside the open transaction that also appends every own half-block up to it.</summary>
    /// <exception cref="LedgerConflictException">Another process took the guard.</exception>
    internal void MoveTo(OwnHead head)
    {
        if (_connection.Execute(
                "UPDATE guard SET sequence = ?1, hash = ?2 WHERE owner = ?3 AND epoch = ?4",
                (long)head.Sequence, head.Hash.ToArray(), _owner.Bytes.ToArray(), Epoch) == 0)
        {
            throw new LedgerConflictException("Another process has taken over this ledger; this one must not sign any more.", isTakenOver: true);
        }
    }

    private static OwnHead HeadIn(SqliteDataReader row) => new(checked((uint)row.GetInt64(0)), new BlockHash(row.GetFieldValue<byte[]>(1)));

    /// <summary>Both stand in one file and change together, so a difference means that someone edited it.</summary>
    private void RequireAgreement(string path)
    {
        var latest = _connection.Block(LedgerQuestions.Latest, _owner.Bytes.ToArray());
        if (OwnHead.Of(latest) != Head())
        {
            throw new StorageException($"The ledger {path} and its signing guard disagree about the last own half-block. {LedgerFile.HowToRecover}");
        }
    }
}
