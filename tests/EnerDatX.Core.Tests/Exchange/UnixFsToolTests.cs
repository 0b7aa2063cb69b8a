using System.Text;
using System.Text.Json;
using EnerDatX.Core.Exchange;

namespace EnerDatX.Core.Tests.Exchange;

/// <summary>
/// Another program's trees. It makes CIDs as Kubo did by default: leaves inside nodes, and CIDv0 in the links. So our tree is built over
/// such leaves, and its nodes are rewritten with CIDv0 links; layout, field order, sizes and UnixFS messages stay ours and have to agree.
/// </summary>
public sealed class UnixFsToolTests
{
    [TheoryIfInstalled("ipfs_cid")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(262_144)]
    [InlineData(262_145)]
    [InlineData(1_000_000)]
    [InlineData(45_613_056)]
    [InlineData(45_613_057)]
    public void Another_program_builds_the_same_tree_over_its_own_kind_of_leaf(int length)
    {
        using var folder = new TemporaryFolder();
        var content = AgeFixture.Content(length);
        var said = Encoding.UTF8.GetString(Tool.Run("ipfs_cid", folder.Write("file", content)));
        using var json = JsonDocument.Parse(said.Split('\n').First(line => line.StartsWith('{')));
        Assert.True(Cid.TryParse(json.RootElement.GetProperty("CIDv0").GetString(), out var theirs));
        Assert.Equal(json.RootElement.GetProperty("CIDv1").GetString(), theirs.ToString());
        Assert.Equal(theirs, OldFashionedRoot(content));
    }

    private static Cid OldFashionedRoot(byte[] content)
    {
        var rewritten = new SortedDictionary<Cid, (Cid Cid, long TotalSize)>();
        var tree = new BalancedTree((cid, block) => rewritten[cid] = Rewrite(block, rewritten));
        for (var start = 0; start == 0 || start < content.Length; start += UnixFs.ChunkLength)
        {
            var chunk = content.AsSpan(start, Math.Min(UnixFs.ChunkLength, content.Length - start)).ToArray();
            var leaf = new FileNode(chunk, []).Encode();
            var cid = Cid.Of(CidCodec.DagPb, leaf);
            rewritten[cid] = (cid, leaf.Length);
            tree.Add(new FileLink(cid, chunk.Length, leaf.Length));
        }

        return rewritten[tree.Root()].Cid;
    }

    /// <summary>The same fields in the same order, but for each link's hash (the 34 bytes of a CIDv0) and the sizes that follow from it.</summary>
    private static (Cid Cid, long TotalSize) Rewrite(byte[] block, SortedDictionary<Cid, (Cid Cid, long TotalSize)> children)
    {
        var into = new List<byte>();
        var childrenSize = 0L;
        ReadOnlySpan<byte> rest = block;
        while (Protobuf.TryReadField(ref rest, out var field, out _, out var bytes))
        {
            if (field != 2)
            {
                Protobuf.WriteBytes(into, field, bytes);
                continue;
            }

            Assert.True(Protobuf.TryReadField(ref bytes, out var hashField, out _, out var hash));
            Assert.True(Protobuf.TryReadField(ref bytes, out var nameField, out _, out var name));
            Assert.True(Protobuf.TryReadField(ref bytes, out var sizeField, out _, out _));
            Assert.True(Cid.TryFromBytes(hash, out var cid));
            var child = children[cid];
            childrenSize += child.TotalSize;

            var link = new List<byte>();
            Protobuf.WriteBytes(link, hashField, child.Cid.ToArray().AsSpan(2));
            Protobuf.WriteBytes(link, nameField, name);
            Protobuf.WriteVarint(link, sizeField, child.TotalSize);
            Protobuf.WriteBytes(into, field, link.ToArray());
        }

        Assert.True(rest.IsEmpty);
        return (Cid.Of(CidCodec.DagPb, into.ToArray()), into.Count + childrenSize);
    }
}
