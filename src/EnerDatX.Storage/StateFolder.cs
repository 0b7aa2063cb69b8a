using System.Globalization;
using System.Text;

namespace EnerDatX.Storage;

/// <summary>
/// The folder in which one running node keeps everything: its key, ledger, content and private records. Held with an
/// operating system lock that ends with the process, however it ends.
/// </summary>
public sealed class StateFolder : IDisposable
{
    private const int ErrorWouldBlock = 11; // EWOULDBLOCK: someone else has the lock

    private readonly FileStream _lock;

    private StateFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    public string KeyPath => In("key");

    public string LedgerPath => In("ledger.db");

    /// <summary>A folder that exists: ciphertext by CID.</summary>
    public string ContentPath => In("content");

    /// <summary>What an IPFS node keeps for this one.</summary>
    internal string IpfsContentsPath => In("ipfs-contents");

    /// <summary>A folder that exists: private records, see <see cref="DatasetVault"/>.</summary>
    public string DatasetsPath => In("datasets");

    public string ApiTokenPath => In("api-token");

    /// <summary>While the own chain is not whole: see <see cref="OwnChainMarks"/>.</summary>
    internal string RequiredHeadPath => In("required-head");

    /// <summary>Takes the folder for this process; creates it (0700) when there is none.</summary>
    /// <exception cref="StorageException">Another node holds it, others may enter it, or it cannot be created.</exception>
    public static StateFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Disk.CreatePrivateFolder(full);
            RequirePrivate(full);
            var folder = new StateFolder(full, TakeLock(full));
            Disk.CreatePrivateFolder(folder.ContentPath);
            Disk.CreatePrivateFolder(folder.DatasetsPath);
            return folder;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The state folder {full} cannot be used: {failure.Message}", failure);
        }
    }

    /// <summary>Lets another process have it. The lock file stays: to delete it would let two nodes lock two files of one name.</summary>
    public void Dispose() => _lock.Dispose();

    /// <summary>A new folder that the user or a container made with common rights is taken; one in use is not changed behind the user's back.</summary>
    private static void RequirePrivate(string path)
    {
        if (!Disk.IsOpenToOthers(path))
        {
            return;
        }

        if (Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new StorageException($"Other users may enter the state folder {path}. Run: chmod 700 {path}");
        }

        Disk.CloseToOthers(path);
    }

    private static FileStream TakeLock(string path)
    {
        FileStream held;
        try
        {
            // FileShare.None is flock(2) on Linux: exclusive, for this open file alone, gone with the process.
            held = Disk.OpenPrivate(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException failure) when (failure.HResult == ErrorWouldBlock)
        {
            throw new StorageException($"Another node (pid {HolderPid(path)}) uses {path}. Stop it, or name another state folder.", failure);
        }

        using var pid = Disk.OpenPrivate(PidPath(path), FileMode.Create, FileShare.Read);
        pid.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        return held;
    }

    /// <summary>Only for the message: who wrote its number last.</summary>
    private static string HolderPid(string path) =>
        File.Exists(PidPath(path)) && int.TryParse(File.ReadAllText(PidPath(path)), CultureInfo.InvariantCulture, out var pid)
            ? pid.ToString(CultureInfo.InvariantCulture)
            : "unknown";

    private static string PidPath(string path) => System.IO.Path.Combine(path, "pid");

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
