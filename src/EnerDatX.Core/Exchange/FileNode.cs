namespace EnerDatX.Core.Exchange;

/// <summary>A part of a file.</summary>
/// <param name="ContentSize">Bytes of the file under this link.</param>
/// <param name="TotalSize">Bytes of all blocks under this link, the nodes too (dag-pb's Tsize; a hint only).</param>
public readonly record struct FileLink(Cid Cid, long ContentSize, long TotalSize);

/// <summary>
/// A node of a file: a dag-pb block with a UnixFS message (IPLD dag-pb specification; ipfs/specs UNIXFS). Its content is
/// <paramref name="Content"/> and then that of its links, in their order.
/// </summary>
public sealed record FileNode(byte[] Content, IReadOnlyList<FileLink> Links)
{
    // PBNode, PBLink and unixfs.Data, by field number.
    private const int NodeData = 1, NodeLink = 2;
    private const int LinkHash = 1, LinkName = 2, LinkTotalSize = 3;
    private const int UnixFsType = 1, UnixFsContent = 2, UnixFsFileSize = 3, UnixFsBlockSize = 4;
    private const int TypeRaw = 0, TypeFile = 2;

    /// <summary>Bytes of the file under this node.</summary>
    public long ContentSize => Content.Length + Links.Sum(link => link.ContentSize);

    /// <summary>The canonical block, as Kubo writes it: links first, each with an empty name, then the UnixFS message.</summary>
    public byte[] Encode()
    {
        var block = new List<byte>(64 * (Links.Count + 1));
        var link = new List<byte>(64);
        foreach (var (cid, _, totalSize) in Links)
        {
            link.Clear();
            Protobuf.WriteBytes(link, LinkHash, cid.ToArray());
            Protobuf.WriteBytes(link, LinkName, []);
            Protobuf.WriteVarint(link, LinkTotalSize, totalSize);
            Protobuf.WriteBytes(block, NodeLink, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(link));
        }

        Protobuf.WriteBytes(block, NodeData, UnixFsMessage());
        return [.. block];
    }

    /// <summary>
    /// Reads a file's node, or null: not dag-pb, a directory or symbolic link, sizes that do not add up, or a link to nothing
    /// (which would cost work without bringing a byte).
    /// </summary>
    public static FileNode? TryParse(ReadOnlySpan<byte> block)
    {
        var links = new List<FileLink>();
        ReadOnlySpan<byte> message = default;
        while (!block.IsEmpty)
        {
            if (!Protobuf.TryReadField(ref block, out var field, out _, out var bytes))
            {
                return null;
            }

            switch (field)
            {
                case NodeLink when TryParseLink(bytes, out var link):
                    links.Add(link);
                    break;
                case NodeData when message.IsEmpty:
                    message = bytes;
                    break;
                default:
                    return null;
            }
        }

        return TryParseMessage(message, links);
    }

    private byte[] UnixFsMessage()
    {
        var message = new List<byte>();
        Protobuf.WriteVarint(message, UnixFsType, TypeFile);
        if (Content.Length > 0)
        {
            Protobuf.WriteBytes(message, UnixFsContent, Content);
        }

        Protobuf.WriteVarint(message, UnixFsFileSize, ContentSize);
        foreach (var link in Links)
        {
            Protobuf.WriteVarint(message, UnixFsBlockSize, link.ContentSize);
        }

        return [.. message];
    }

    private static bool TryParseLink(ReadOnlySpan<byte> bytes, out FileLink link)
    {
        link = default;
        while (!bytes.IsEmpty)
        {
            if (!Protobuf.TryReadField(ref bytes, out var field, out var number, out var value))
            {
                return false;
            }

            switch (field)
            {
                case LinkHash when Cid.TryFromBytes(value, out var cid):
                    link = link with { Cid = cid };
                    break;
                case LinkName:
                    break;
                case LinkTotalSize when number >= 0:
                    link = link with { TotalSize = number };
                    break;
                default:
                    return false;
            }
        }

        return link.Cid != default;
    }

    private static FileNode? TryParseMessage(ReadOnlySpan<byte> message, List<FileLink> links)
    {
        var content = Array.Empty<byte>();
        var (type, fileSize, sized) = (-1L, 0L, 0);
        while (!message.IsEmpty)
        {
            if (!Protobuf.TryReadField(ref message, out var field, out var number, out var bytes))
            {
                return null;
            }

            switch (field)
            {
                case UnixFsType:
                    type = number;
                    break;
                case UnixFsContent:
                    content = bytes.ToArray();
                    break;
                case UnixFsFileSize:
                    fileSize = number;
                    break;
                case UnixFsBlockSize when sized < links.Count && number > 0:
                    links[sized] = links[sized] with { ContentSize = number };
                    sized++;
                    break;
                case UnixFsBlockSize:
                    return null;
                default:
                    break; // mode and time of change, which do not concern the content
            }
        }

        return type is TypeFile or TypeRaw && sized == links.Count && AddsUp(fileSize, content.Length, links) ? new FileNode(content, links) : null;
    }

    private static bool AddsUp(long fileSize, long content, List<FileLink> links)
    {
        foreach (var link in links)
        {
            // Compared before adding: a stranger's sizes must not overflow.
            if (link.ContentSize > fileSize - content)
            {
                return false;
            }

            content += link.ContentSize;
        }

        return content == fileSize;
    }
}
