namespace EnerDatX.Core.Exchange;

/// <summary>How reading a file from its blocks ended.</summary>
public enum FileReading
{
    /// <summary>A block is not there.</summary>
    Missing,

    /// <summary>The bytes given for a block do not have its hash.</summary>
    Corrupt,

    /// <summary>A block is not a file's, or sizes contradict each other, or the tree is deeper or made of smaller pieces than any honest one.</summary>
    Malformed,

    /// <summary>The file says that it is larger than allowed; nothing of it was written.</summary>
    TooLarge,

    /// <summary>Every block has its hash and every byte was written.</summary>
    Complete,
}

/// <summary>
/// Files as trees of content-addressed blocks, with the CIDs of Kubo's <c>ipfs add --cid-version=1 --raw-leaves --chunker=size-262144</c>:
/// leaves of 256 KiB, one leaf alone is its own root, above that nodes of up to 174 links, filled from the left.
/// </summary>
public static class UnixFs
{
    public const int ChunkLength = 256 * 1024;

    public const int MaxLinks = 174;

    /// <summary>In bytes. IPFS nodes do not pass on larger blocks.</summary>
    public const int MaxBlockLength = 2 * 1024 * 1024;

    /// <summary>Nodes above a leaf. Four of 174 links already hold 240 TB.</summary>
    public const int MaxDepth = 8;

    /// <summary>Cuts <paramref name="content"/> into blocks, gives each to <paramref name="emit"/> (children before parents), and returns the root.</summary>
    public static Cid Build(Stream content, Action<Cid, byte[]> emit)
    {
        var tree = new BalancedTree(emit);
        var chunk = new byte[ChunkLength];
        var length = content.ReadAtLeast(chunk, ChunkLength, throwOnEndOfStream: false);
        do
        {
            var leaf = chunk[..length];
            var cid = Cid.Of(CidCodec.Raw, leaf);
            emit(cid, leaf);
            tree.Add(new FileLink(cid, length, length));
            length = content.ReadAtLeast(chunk, ChunkLength, throwOnEndOfStream: false);
        }
        while (length > 0);

        return tree.Root();
    }

    /// <summary>
    /// Writes the file behind <paramref name="root"/> block by block, each checked against its CID first. Anything but
    /// <see cref="FileReading.Complete"/> leaves a good beginning in <paramref name="content"/>.
    /// </summary>
    /// <param name="fetch">The bytes of a block (at most <see cref="MaxBlockLength"/>), or null when it is not there.</param>
    /// <param name="maxBytes">How long the file may be.</param>
    /// <param name="stoppedAt">The block that it failed at.</param>
    public static FileReading Read(Cid root, Func<Cid, byte[]?> fetch, long maxBytes, Stream content, out Cid stoppedAt)
    {
        var walk = new FileWalk(root, maxBytes);
        while (true)
        {
            stoppedAt = walk.Next;
            if (fetch(stoppedAt) is not { } block)
            {
                return FileReading.Missing;
            }

            var reading = walk.Take(block, out var part);
            content.Write(part);
            if (reading is { } over)
            {
                stoppedAt = over == FileReading.Complete ? default : stoppedAt;
                return over;
            }
        }
    }
}

/// <summary>The nodes above the leaves, closed as late as possible, so that a tree is never higher than it has to be.</summary>
internal sealed class BalancedTree(Action<Cid, byte[]> emit)
{
    private readonly List<List<FileLink>> _open = [];

    public void Add(FileLink leaf) => Add(0, leaf);

    /// <summary>Closes every level and returns the single block that is left. At least one leaf was added.</summary>
    public Cid Root()
    {
        for (var level = 0; ; level++)
        {
            if (level == _open.Count - 1 && _open[level] is [var root])
            {
                return root.Cid;
            }

            Add(level + 1, Close(level));
        }
    }

    private void Add(int level, FileLink link)
    {
        if (level == _open.Count)
        {
            _open.Add(new List<FileLink>(UnixFs.MaxLinks));
        }

        if (_open[level].Count == UnixFs.MaxLinks)
        {
            Add(level + 1, Close(level));
        }

        _open[level].Add(link);
    }

    private FileLink Close(int level)
    {
        var node = new FileNode([], [.. _open[level]]);
        _open[level].Clear();
        var block = node.Encode();
        var cid = Cid.Of(CidCodec.DagPb, block);
        emit(cid, block);
        return new FileLink(cid, node.ContentSize, block.Length + node.Links.Sum(link => link.TotalSize));
    }
}
