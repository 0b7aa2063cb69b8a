using Akka.Configuration;
using EnerDatX.Core.Ledger;
using EnerDatX.Storage;
using EnerDatX.Storage.Backup;

namespace EnerDatX.Node.Hosting;

/// <summary>Makes a state folder from a backup.</summary>
public static class StateRestore
{
    /// <summary>Fills a folder that is empty or not there. The node that starts in it signs only when others have confirmed where its chain ends.</summary>
    /// <param name="warn">Told what protection is missing.</param>
    /// <returns>How far the key had signed, as far as this computer knows.</returns>
    /// <exception cref="StorageException">The folder is in use or cannot be written, or another process uses the key.</exception>
    /// <exception cref="ConfigurationException">The settings in the backup cannot be read.</exception>
    public static OwnHead Run(NodeBackup backup, string state, Action<string> warn)
    {
        if (Directory.Exists(state) && Directory.EnumerateFileSystemEntries(state).Any())
        {
            throw new StorageException($"{state} is not empty. A backup is restored into a new folder, never over what is there.");
        }

        using var folder = StateFolder.Open(state);
        if (backup.NodeConf.Length > 0)
        {
            File.WriteAllText(Path.Combine(folder.Path, NodeConfig.OwnFile), backup.NodeConf);
        }

        using var copy = HeadFolder.TryOpen(NodeConfig.Load(folder.Path, null), folder.Path, backup.Key.PublicKey, warn);
        StateBackup.Restore(backup, folder, copy?.Head);
        return copy?.Head is { } ahead && ahead.Sequence > backup.Head.Sequence ? ahead : backup.Head;
    }
}
