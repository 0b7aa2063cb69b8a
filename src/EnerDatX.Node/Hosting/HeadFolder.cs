using Akka.Configuration;
using EnerDatX.Core.Identity;
using EnerDatX.Storage;

namespace EnerDatX.Node.Hosting;

/// <summary>Where the copies of own chains' heads lie: for all nodes of a user, outside their state folders.</summary>
public static class HeadFolder
{
    private const string Setting = "node.head-folder";

    /// <summary>Takes the copy of this key's head for this process. Null, with a warning, where there can be none.</summary>
    /// <param name="state">Path of the state folder.</param>
    /// <exception cref="StorageException">Another process uses this key.</exception>
    /// <exception cref="ConfigurationException">The folder lies in the state folder: who puts that one back would put back the copy too.</exception>
    public static HeadCopy? TryOpen(Config config, string state, PublicKey key, Action<string> warn)
    {
        var configured = config.GetString(Setting);
        var folder = Path.GetFullPath(string.IsNullOrEmpty(configured) ? Default() : configured);
        var inner = Path.GetFullPath(state);
        return folder == inner || folder.StartsWith(inner + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? throw new ConfigurationException($"{Setting} must not lie in the state folder {inner}: an older copy of that folder would bring an older copy of the head.")
            : HeadCopy.TryOpen(folder, key, warn);
    }

    /// <summary><c>${XDG_STATE_HOME:-~/.local/state}/enerdatx/heads</c>; a relative XDG_STATE_HOME does not count (XDG Base Directory).</summary>
    private static string Default()
    {
        var home = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        return Path.Combine(
            Path.IsPathRooted(home) ? home : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state"),
            "enerdatx",
            "heads");
    }
}
