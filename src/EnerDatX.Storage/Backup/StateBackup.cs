using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using Microsoft.Data.Sqlite;

namespace EnerDatX.Storage.Backup;

/// <summary>Between a state folder and a backup.</summary>
public static class StateBackup
{
    private const string NodeConf = "node.conf";

    /// <summary>Reads a state folder, also while a node runs in it: the ledger answers from one moment, and no lock is taken.</summary>
    /// <param name="keyFile">Null for the one in the folder.</param>
    /// <param name="headOnly">Leaves out all half-blocks but the last own one.</param>
    /// <param name="nowMs">Milliseconds since 1970.</param>
    /// <exception cref="StorageException">Something is missing or cannot be read.</exception>
    public static NodeBackup Take(string state, string? keyFile, bool headOnly, long nowMs)
    {
        var (keyPath, ledgerPath, confPath) = (keyFile ?? Path.Combine(state, "key"), Path.Combine(state, "ledger.db"), Path.Combine(state, NodeConf));
        var key = KeyFile.Load(keyPath);
        if (!File.Exists(ledgerPath))
        {
            throw new StorageException($"There is no ledger {ledgerPath}.");
        }

        var conf = File.Exists(confPath) ? File.ReadAllText(confPath) : string.Empty;
        try
        {
            using var ledger = LedgerFile.OpenReader(ledgerPath);
            ledger.Execute("BEGIN");
            var (head, epoch) = SigningGuard.Read(ledger, key.PublicKey, ledgerPath);
            var blocks = headOnly ? LatestOf(ledger, key.PublicKey) : WholeOf(ledger);
            return new NodeBackup(key, epoch, head, conf, blocks, nowMs);
        }
        catch (SqliteException failure)
        {
            throw LedgerFile.Explain(failure, ledgerPath);
        }
    }

    /// <summary>Fills an empty state folder. The next start is told how far the key has signed, and asks others before it signs on.</summary>
    /// <param name="copy">The head's copy outside the folder, if there is one: the key signed at least so far.</param>
    /// <exception cref="StorageException">The folder is not empty, or cannot be written.</exception>
    public static void Restore(NodeBackup backup, StateFolder folder, OwnHead? copy)
    {
        try
        {
            // First of all: from here on this folder signs nothing by itself. The key comes last: without it nothing starts.
            OwnChainMarks.WriteRequired(folder, copy is { } ahead && ahead.Sequence > backup.Head.Sequence ? ahead : backup.Head);
            LedgerWriter.Restore(folder.LedgerPath, backup.Key.PublicKey, backup.Epoch, backup.HasChain ? backup.Blocks : []);
            var secret = backup.Key.Export();
            try
            {
                Disk.WriteNew(folder.KeyPath, secret);
            }
            finally
            {
                System.Security.Cryptography.CryptographicOperations.ZeroMemory(secret);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The state folder {folder.Path} cannot be written: {failure.Message}", failure);
        }
    }

    private static IReadOnlyList<HalfBlock> LatestOf(PreparedConnection ledger, PublicKey owner) =>
        ledger.Block(LedgerQuestions.Latest, owner.Bytes.ToArray()) is { } head ? [head] : [];

    private static List<HalfBlock> WholeOf(PreparedConnection ledger)
    {
        var bytes = ledger.Scalar("SELECT SUM(LENGTH(packed)) FROM blocks") as long? ?? 0;
        return bytes <= NodeBackup.MaxBodyBytes
            ? ledger.Blocks("SELECT hash, packed FROM blocks ORDER BY arrival")
            : throw new StorageException($"The ledger has {bytes >> 20} MiB, more than the {NodeBackup.MaxBodyBytes >> 20} that a backup takes. Use --head-only.");
    }
}
