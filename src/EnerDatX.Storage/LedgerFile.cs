using System.Globalization;
using Microsoft.Data.Sqlite;

namespace EnerDatX.Storage;

/// <summary>The SQLite file of a ledger: its schema, its marks, and whether what lies at a path is one.</summary>
internal static class LedgerFile
{
    internal const string HowToRecover =
        "Stop the node and restore a backup of its state folder. "
        + "Do not start the same key with an empty ledger: it would use sequence numbers twice, which others hold against it for ever.";

    /// <summary>'EnDX', in the header of the file.</summary>
    private const long ApplicationId = 0x456E4458;

    private const long SchemaVersion = 2;

    /// <summary>The schema before there were proofs; such a file is given the table that it lacks.</summary>
    private const long SchemaWithoutProofs = 1;

    /// <summary>
    /// Up to here the whole file is checked at every start, indexes too (measured: 50 ms for 16 MiB). Larger ones rely on the checksums
    /// of the write-ahead log, and on the hash of every half-block that is read.
    /// </summary>
    private const long CheckedAtStartBytes = 16 << 20;

    /// <summary>
    /// Up to here it is checked, but for what indexes say, when the last run did not end in order, that is when a write-ahead log is left: a slow disk
    /// reads this much in 3 s, and a start may take 5 s.
    /// </summary>
    private const long CheckedAfterCrashBytes = 256 << 20;

    /// <summary>Pages of 4 KiB in the write-ahead log before it is folded in; reading them again after a crash takes a fraction of a second.</summary>
    private const int CheckpointPages = 8_192;

    private const int WriterCacheKib = 32 * 1024;
    private const int ReaderCacheKib = 4 * 1024;

    /// <summary>
    /// A place is (key, sequence). The first half-block seen at a place has sibling 0, later ones (the other branches of a fork) 1.
    /// Stamps are the u64 milliseconds minus 2^63, so that SQLite's signed order is theirs. Keys and types stand once and are
    /// named by number. Nothing in blocks, types, verified and proofs is ever updated or deleted.
    /// </summary>
    private const string Schema = """
        CREATE TABLE keys (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, highest INTEGER) STRICT;
        CREATE INDEX chains ON keys (highest DESC, key) WHERE highest IS NOT NULL;

        CREATE TABLE types (id INTEGER PRIMARY KEY, type BLOB NOT NULL UNIQUE) STRICT;

        CREATE TABLE blocks (
            arrival       INTEGER PRIMARY KEY,
            hash          BLOB NOT NULL UNIQUE,
            key           INTEGER NOT NULL,
            sequence      INTEGER NOT NULL,
            sibling       INTEGER NOT NULL,
            link_key      INTEGER NOT NULL,
            link_sequence INTEGER NOT NULL,
            type          INTEGER NOT NULL,
            stamp         INTEGER NOT NULL,
            packed        BLOB NOT NULL) STRICT;
        CREATE UNIQUE INDEX first_seen ON blocks (key, sequence) WHERE sibling = 0;
        CREATE INDEX forks ON blocks (key, sequence) WHERE sibling = 1;
        CREATE INDEX links ON blocks (link_key, link_sequence) WHERE link_sequence <> 0;
        CREATE INDEX of_type ON blocks (key, type, sequence) WHERE sibling = 0;
        CREATE INDEX newest ON blocks (stamp);

        CREATE TABLE guard (owner BLOB PRIMARY KEY, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, hash BLOB NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE verified (hash BLOB PRIMARY KEY) STRICT, WITHOUT ROWID;
        """ + ProofsTable;

    private const string ProofsTable = """

        CREATE TABLE proofs (arrival INTEGER PRIMARY KEY, culprit BLOB NOT NULL UNIQUE, proof BLOB NOT NULL) STRICT;
        """;

    /// <summary>Opens the one connection that writes; creates the file (0600) when there is none.</summary>
    /// <param name="isUsed">Whether the key was used before: then an empty file is not its ledger.</param>
    /// <exception cref="StorageException">It is not ours, newer than we are, damaged, empty, or the disk refuses.</exception>
    internal static PreparedConnection OpenWriter(string path, bool isUsed)
    {
        PreparedConnection? connection = null;
        try
        {
            var wasCutOff = new FileInfo(path + "-wal") is { Exists: true, Length: > 0 };
            if (!File.Exists(path))
            {
                // Never opened again outside SQLite: closing any handle of a file drops the process's POSIX locks on it.
                Disk.OpenPrivate(path, FileMode.CreateNew, FileShare.ReadWrite).Dispose();
            }

            connection = new PreparedConnection(path, SqliteOpenMode.ReadWrite, WriterCacheKib);
            connection.RemovesLogAtEnd = false;
            var isNew = RequireOurs(connection, path);
            if (isNew && isUsed)
            {
                throw new StorageException($"The ledger {path} is empty, but its key was used before. {HowToRecover}");
            }

            MakeDurable(connection);
            if (isNew)
            {
                CreateSchema(connection);
                Disk.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
            }
            else
            {
                RequireSound(connection, path, wasCutOff);
                BringUpToDate(connection);
            }

            var opened = connection;
            connection = null;
            return opened;
        }
        catch (SqliteException failure)
        {
            throw Explain(failure, path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The ledger {path} cannot be opened: {failure.Message}", failure);
        }
        finally
        {
            connection?.Dispose();
        }
    }

    /// <summary>Opens the writing connection anew after a failure, while other connections to the file are open.</summary>
    /// <exception cref="SqliteException">The disk still refuses.</exception>
    internal static PreparedConnection OpenWriterAgain(string path)
    {
        var connection = new PreparedConnection(path, SqliteOpenMode.ReadWrite, WriterCacheKib);
        var isDurable = false;
        try
        {
            connection.RemovesLogAtEnd = false;
            MakeDurable(connection);
            isDurable = true;
            return connection;
        }
        finally
        {
            if (!isDurable)
            {
                connection.Dispose();
            }
        }
    }

    /// <summary>Copies the write-ahead log into the ledger and empties it; false when a reader or the disk is in the way.</summary>
    internal static bool TryFoldLog(PreparedConnection connection)
    {
        try
        {
            return connection.Scalar("PRAGMA wal_checkpoint(TRUNCATE)") is 0L;
        }
        catch (SqliteException)
        {
            return false; // the log stays, and is folded in later
        }
    }

    /// <summary>Opens a connection that only reads, and sees only what is committed.</summary>
    internal static PreparedConnection OpenReader(string path) => new(path, SqliteOpenMode.ReadOnly, ReaderCacheKib);

    /// <summary>Whether the file is not what was written to it; anything else is a disk that is full or refuses for a while.</summary>
    internal static bool IsDamage(SqliteException failure) =>
        failure.SqliteErrorCode is SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB;

    /// <summary>What a failure of SQLite means for the owner of the file.</summary>
    internal static StorageException Explain(SqliteException failure, string path) => new(
        failure.SqliteErrorCode switch
        {
            SQLitePCL.raw.SQLITE_NOTADB => $"{path} is not a ledger: it is no SQLite file. {HowToRecover}",
            SQLitePCL.raw.SQLITE_CORRUPT => $"The ledger {path} is damaged ({failure.Message}). {HowToRecover}",
            SQLitePCL.raw.SQLITE_FULL => $"The disk with the ledger {path} is full. Make room.",
            SQLitePCL.raw.SQLITE_BUSY => $"Another program holds the ledger {path}. End it.",
            _ => $"The ledger {path} failed: {failure.Message} (code {failure.SqliteExtendedErrorCode}).",
        },
        failure);

    private static void MakeDurable(PreparedConnection connection)
    {
        // FULL: NORMAL may lose acknowledged rows at a power cut, and with them the guard's sequence number.
        connection.Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864; PRAGMA trusted_schema = OFF");

        // Hot pages are copied from the log into the file once per 32 MiB, not once per 4: less to write, and two waits for the disk less.
        connection.Run($"PRAGMA wal_autocheckpoint = {CheckpointPages}");
    }

    /// <summary>Reads the marks without changing a byte; true for a file with nothing in it.</summary>
    private static bool RequireOurs(PreparedConnection connection, string path)
    {
        var application = (long)connection.Scalar("PRAGMA application_id")!;
        var version = (long)connection.Scalar("PRAGMA user_version")!;
        if (application == 0 && version == 0 && (long)connection.Scalar("SELECT COUNT(*) FROM sqlite_schema")! == 0)
        {
            return true;
        }

        if (application != ApplicationId)
        {
            throw new StorageException($"{path} is a database of another program. Name another state folder, or move the file away.");
        }

        return version is SchemaVersion or SchemaWithoutProofs
            ? false
            : throw new StorageException(string.Create(
                CultureInfo.InvariantCulture,
                $"The ledger {path} has schema {version}, this node knows {SchemaVersion}. Run the version of the node that wrote it."));
    }

    /// <summary>One transaction, marks included: after a crash the file is empty or complete.</summary>
    private static void CreateSchema(PreparedConnection connection) => connection.Run(string.Create(
        CultureInfo.InvariantCulture,
        $"BEGIN IMMEDIATE; {Schema} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {SchemaVersion}; COMMIT"));

    /// <summary>One transaction: after a crash the file is as it was, or up to date.</summary>
    private static void BringUpToDate(PreparedConnection connection)
    {
        if ((long)connection.Scalar("PRAGMA user_version")! == SchemaWithoutProofs)
        {
            connection.Run(string.Create(
                CultureInfo.InvariantCulture, $"BEGIN IMMEDIATE; {ProofsTable} PRAGMA user_version = {SchemaVersion}; COMMIT"));
        }
    }

    private static void RequireSound(PreparedConnection connection, string path, bool wasCutOff)
    {
        var length = new FileInfo(path).Length;
        var check = length <= CheckedAtStartBytes ? "PRAGMA integrity_check(1)"
            : length <= CheckedAfterCrashBytes && wasCutOff ? "PRAGMA quick_check(1)"
            : null;
        if (check is not null && connection.Scalar(check) is not "ok" and var found)
        {
            throw new StorageException($"The ledger {path} is damaged ({found}). {HowToRecover}");
        }
    }
}
