using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Storage;

namespace EnerDatX.Node.Hosting;

/// <summary>A node's key and the ledger that it signs with: only together are they safe.</summary>
public sealed class NodeLedger : IDisposable
{
    private readonly IDisposable _open;

    private NodeLedger(SecretKey key, SqliteLedgerStore file)
    {
        (Key, Store, _open) = (key, file, file);
        Lost = file.Damaged.ContinueWith(damaged => damaged.Result.Message, TaskScheduler.Default);
    }

    private NodeLedger(SecretKey key, PostgresLedgerStore shared)
    {
        (Key, Store, _open) = (key, shared, shared);
        Lost = shared.TakenOver;
    }

    public SecretKey Key { get; }

    public ILedgerStore Store { get; }

    /// <summary>Ends, with a sentence, when another host has the key's chain, or the file turns out to be damaged.</summary>
    public Task<string> Lost { get; }

    /// <param name="keyFile">Null for the key of the folder, made if missing.</param>
    /// <param name="shared">Null for the ledger of the folder, made if missing.</param>
    /// <exception cref="StorageException">Key or ledger cannot be used, or not with each other.</exception>
    public static NodeLedger Open(StateFolder folder, string? keyFile, PostgresAddress? shared)
    {
        var isNewKey = keyFile is not null || !File.Exists(folder.KeyPath);
        var hasFile = File.Exists(folder.LedgerPath);
        if (shared is null)
        {
            return isNewKey || hasFile
                ? OpenFile(folder, keyFile)
                : throw new StorageException(
                    $"{folder.KeyPath} is there, but its ledger {folder.LedgerPath} is missing. Put the ledger back, or name its database with "
                    + "--store: without it this key would sign sequence numbers a second time and prove itself a cheat. Only if the key was "
                    + "never used, delete it and start again.");
        }

        var key = KeyFile.LoadOrCreate(keyFile ?? folder.KeyPath);
        var isUnused = hasFile && IsUnused(folder, key);
        var host = $"{Environment.MachineName}:{folder.Path}";
        var ledger = new NodeLedger(key, PostgresLedgerStore.Open(shared, key.PublicKey, isNewKey || isUnused, host));
        if (isUnused)
        {
            // It said that the key was never used, which is about to change: without --store the node must not begin a second chain.
            File.Delete(folder.LedgerPath);
        }

        return ledger;
    }

    public void Dispose() => _open.Dispose();

    /// <summary>
    /// A new key gets its ledger first: a start that is cut off in between leaves an empty ledger, which belongs to nobody. An empty ledger beside
    /// a key that was used is not its ledger.
    /// </summary>
    private static NodeLedger OpenFile(StateFolder folder, string? keyFile)
    {
        var path = Path.GetFullPath(keyFile ?? folder.KeyPath);
        var isUsed = path == folder.KeyPath && File.Exists(path);
        var key = KeyFile.LoadOrCreate(path, made => SqliteLedgerStore.Open(folder.LedgerPath, made.PublicKey).Dispose());
        return new NodeLedger(key, SqliteLedgerStore.Open(folder.LedgerPath, key.PublicKey, isUsed));
    }

    /// <summary>Whether the ledger of the folder is empty, as that of a new issuer is.</summary>
    /// <exception cref="StorageException">It is not: the key's chain is there, and must not begin again elsewhere.</exception>
    private static bool IsUnused(StateFolder folder, SecretKey key)
    {
        using var file = SqliteLedgerStore.Open(folder.LedgerPath, key.PublicKey);
        return file.Count == 0
            ? true
            : throw new StorageException(
                $"{folder.LedgerPath} is the ledger of this key; with another one it would sign sequence numbers a second time and prove itself "
                + "a cheat. Start the node without --store, or with another state folder.");
    }
}
