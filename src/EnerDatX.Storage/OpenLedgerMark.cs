using System.Globalization;
using System.Text;

namespace EnerDatX.Storage;

/// <summary>
/// A small file beside the ledger while it is open: which opening this is. After a crash it says that a write-ahead log must be there, for
/// without the log the ledger would look whole, and be older than what was signed.
/// </summary>
internal sealed class OpenLedgerMark
{
    private readonly string _path;
    private readonly string _log;

    private OpenLedgerMark(string ledger, long epoch)
    {
        _path = PathOf(ledger);
        _log = ledger + "-wal";
        Epoch = epoch;
    }

    /// <summary>The opening after which nobody closed the ledger; 0 when it was closed in order.</summary>
    internal long Epoch { get; }

    /// <exception cref="StorageException">It cannot be read, or says something else.</exception>
    internal static OpenLedgerMark Of(string ledger)
    {
        var path = PathOf(ledger);
        try
        {
            return !File.Exists(path) ? new OpenLedgerMark(ledger, 0)
                : long.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) ? new OpenLedgerMark(ledger, epoch)
                : throw new StorageException($"{path} is damaged. {LedgerFile.HowToRecover}");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <exception cref="StorageException">A ledger that was not closed has no log.</exception>
    internal void RequireLog()
    {
        if (Epoch != 0 && new FileInfo(_log) is not { Exists: true, Length: > 0 })
        {
            throw new StorageException(
                $"{_log} is missing, and the node was not stopped in order: the latest half-blocks were in it. Put it back. "
                + $"{LedgerFile.HowToRecover} Only if a program like sqlite3 opened the ledger meanwhile, which folds the log in, delete {_path}.");
        }
    }

    /// <summary>The ledger is open, and its log is on the disk.</summary>
    /// <exception cref="StorageException">The disk refuses.</exception>
    internal void Set(long epoch)
    {
        try
        {
            Disk.Replace(_path, Encoding.ASCII.GetBytes(epoch.ToString(CultureInfo.InvariantCulture)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"{_path} cannot be written: {failure.Message}", failure);
        }
    }

    /// <summary>The log is folded in: the ledger is whole without it.</summary>
    internal void Remove()
    {
        File.Delete(_path);
        Disk.SyncFolder(Path.GetDirectoryName(_path)!);
    }

    private static string PathOf(string ledger) => Path.GetFullPath(ledger) + "-open";
}
