namespace EnerDatX.Core.Exchange;

/// <summary>
/// The blocks of a file in their order, each checked against its CID, its size and the file's limits when it comes, from wherever it comes.
/// </summary>
/// <param name="maxBytes">How long the file may be.</param>
public sealed class FileWalk(Cid root, long maxBytes)
{
    /// <summary>In bytes per block, over a whole file. Smaller pieces cost a stranger nothing and us a look-up each.</summary>
    private const int MinAverageBlock = 1024;

    private const int AlwaysAllowedBlocks = 64;

    private readonly Stack<(Cid Cid, long? Size, int Depth)> _pending = new([(root, null, 0)]);
    private long _blocksLeft = AlwaysAllowedBlocks + (maxBytes / MinAverageBlock);

    /// <summary>The block that comes next; nothing when the file is complete.</summary>
    public Cid Next => _pending.TryPeek(out var next) ? next.Cid : default;

    /// <summary>How many bytes the next block has, if a node that was checked says so: that of a leaf.</summary>
    public long? NextLength => _pending.TryPeek(out var next) && next.Cid.Codec == CidCodec.Raw ? next.Size : null;

    /// <summary>Takes the bytes of <see cref="Next"/>. After anything but null the walk is over.</summary>
    /// <param name="content">The bytes of the file that stand in this block itself.</param>
    /// <returns>Null when more blocks follow.</returns>
    public FileReading? Take(byte[] block, out byte[] content)
    {
        var next = _pending.Pop();
        content = [];
        if (!next.Cid.IsOf(block))
        {
            return FileReading.Corrupt;
        }

        _blocksLeft--;
        if (block.Length > UnixFs.MaxBlockLength || _blocksLeft < 0 || next.Depth > UnixFs.MaxDepth || NodeOf(next.Cid, block) is not { } node
            || (next.Size is { } said && said != node.ContentSize))
        {
            return FileReading.Malformed;
        }

        // Only the root can be too large: every other block has the size that its parent gave, and those add up.
        if (node.ContentSize > maxBytes)
        {
            return FileReading.TooLarge;
        }

        content = node.Content;
        foreach (var link in node.Links.Reverse())
        {
            _pending.Push((link.Cid, link.ContentSize, next.Depth + 1));
        }

        return _pending.Count == 0 ? FileReading.Complete : null;
    }

    private static FileNode? NodeOf(Cid cid, byte[] block) => cid.Codec == CidCodec.Raw ? new FileNode(block, []) : FileNode.TryParse(block);
}
