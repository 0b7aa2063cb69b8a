namespace EnerDatX.Torture.Kill;

/// <summary>One thing that a process did to a file or folder, in the order in which the operating system did it.</summary>
public abstract record DiskEvent
{
    private DiskEvent()
    {
    }

    /// <summary>A file or folder was opened; files that are not there are created.</summary>
    /// <param name="Handle">File descriptor.</param>
    public sealed record Opened(int Handle, string Path, bool Truncates) : DiskEvent;

    public sealed record Written(int Handle, long Offset, byte[] Bytes) : DiskEvent;

    /// <summary>The file got this length, shorter or longer.</summary>
    public sealed record Resized(int Handle, long Length) : DiskEvent;

    /// <summary>Space was reserved: the file is at least this long now.</summary>
    public sealed record Extended(int Handle, long Length) : DiskEvent;

    /// <summary>A sync begins: it covers what happened before.</summary>
    public sealed record SyncBegun(int Handle, int Thread) : DiskEvent;

    /// <summary>The sync that this thread began came back, and said that all is safe.</summary>
    public sealed record Synced(int Handle, int Thread) : DiskEvent;

    public sealed record FolderMade(string Path) : DiskEvent;

    public sealed record Renamed(string From, string To) : DiskEvent;

    /// <summary>A second name for one file.</summary>
    public sealed record Linked(string From, string To) : DiskEvent;

    public sealed record Removed(string Path) : DiskEvent;
}
