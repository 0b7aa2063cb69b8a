using EnerDatX.Core.Exchange;
using static EnerDatX.Core.Tests.Exchange.AgeFixture;

namespace EnerDatX.Core.Tests.Exchange;

public sealed class UnixFsTests
{
    /// <summary>CIDs of <see cref="Content"/> by the npm package ipfs-unixfs-importer (CIDv1, raw leaves, 262,144 bytes, balanced, 174 links).</summary>
    [Theory]
    [InlineData(0, 1, "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku")]
    [InlineData(1, 1, "bafkreidogqfzz75tpkmjzjke425xqcrmpcib2p5tg44hnbirumdbpl5adu")]
    [InlineData(262_144, 1, "bafkreic6puzosjbebbhkag5hyuodbw4ep4v73o3gk6vutifllf3pdytfx4")]
    [InlineData(262_145, 3, "bafybeigubqa5reisl4gozbgv7zdsthsvoax5mva4gxmpg5eed2hpj465cq")]
    [InlineData(1_000_000, 5, "bafybeifa2jozylwg4vpjtcpdjqtk5iycslqhyz2cc6shtxedke5nxtqd5m")]
    [InlineData(45_613_056, 175, "bafybeicpcozwy6bymijxgpiau435eoblnoeamiss34av32k3jccgzk7rqa")]
    [InlineData(45_613_057, 178, "bafybeigd3tbn6b75rnn6awasfceqmevdwrxvn35ebsy7een5vmzw6xu4vi")]
    [InlineData(46_000_000, 179, "bafybeifnr2jhx22rlfq746anescud2pnbpn3n2lmyri56mbzymncm7gu34")]
    public void A_file_has_the_CID_that_IPFS_gives_it_and_comes_back_from_its_blocks(int length, int blocks, string cid)
    {
        var content = Content(length);
        var (root, store) = Build(content);
        Assert.Equal(cid, root.ToString());
        Assert.Equal(blocks, store.Count);
        Assert.All(store, block => Assert.True(block.Key.IsOf(block.Value)));

        var (reading, read, _) = Read(root, store, length);
        Assert.Equal(FileReading.Complete, reading);
        Assert.True(content.AsSpan().SequenceEqual(read));
    }

    [Fact]
    public void A_file_that_comes_in_small_reads_has_the_same_CID()
    {
        var content = Content(600_000);
        Assert.Equal(Build(content).Root, UnixFs.Build(new Dribble(content), (_, _) => { }));
    }

    [Fact]
    public void A_file_larger_than_allowed_is_refused_before_anything_is_written()
    {
        foreach (var length in new[] { 10, 600_000 })
        {
            var (root, store) = Build(Content(length));
            var (reading, read, stopped) = Read(root, store, length - 1);
            Assert.Equal((FileReading.TooLarge, 0, root), (reading, read.Length, stopped));
        }
    }

    [Fact]
    public void A_block_that_is_missing_or_corrupt_stops_the_reading_and_is_named()
    {
        var (root, store) = Build(Content(600_000));
        var second = Cid.Of(CidCodec.Raw, Content(600_000).AsSpan(UnixFs.ChunkLength, UnixFs.ChunkLength));

        var block = store[second];
        store[second] = [.. block[..^1], (byte)(block[^1] ^ 1)];
        var (reading, read, stopped) = Read(root, store, 600_000);
        Assert.Equal((FileReading.Corrupt, UnixFs.ChunkLength, second), (reading, read.Length, stopped));

        store.Remove(second);
        (reading, _, stopped) = Read(root, store, 600_000);
        Assert.Equal((FileReading.Missing, second), (reading, stopped));
    }

    [Fact]
    public void Files_of_others_with_content_in_their_nodes_are_read_too()
    {
        var store = new SortedDictionary<Cid, byte[]>();
        var leaf = new FileNode("watt"u8.ToArray(), []);
        var link = new FileLink(Put(store, leaf), 4, 12);
        var root = Put(store, new FileNode("kilo"u8.ToArray(), [link, link]));
        Assert.Equal("kilowattwatt"u8.ToArray(), Read(root, store, 12).Content);
    }

    [Fact]
    public void A_node_whose_sizes_contradict_its_children_is_malformed()
    {
        var store = new SortedDictionary<Cid, byte[]>();
        var leaf = Put(store, new FileNode("watt"u8.ToArray(), []));
        foreach (var size in new long[] { 3, 5 })
        {
            var root = Put(store, new FileNode([], [new FileLink(leaf, size, 12)]));
            Assert.Equal((FileReading.Malformed, leaf), (Read(root, store, 100).Reading, Read(root, store, 100).StoppedAt));
        }
    }

    [Fact]
    public void A_chain_of_nodes_deeper_than_any_honest_one_is_malformed()
    {
        var store = new SortedDictionary<Cid, byte[]>();
        var top = Put(store, new FileNode([1], []));
        for (var depth = 0; depth < UnixFs.MaxDepth; depth++)
        {
            top = Put(store, new FileNode([], [new FileLink(top, 1, 1)]));
        }

        Assert.Equal(FileReading.Complete, Read(top, store, 1).Reading);
        Assert.Equal(FileReading.Malformed, Read(Put(store, new FileNode([], [new FileLink(top, 1, 1)])), store, 1).Reading);
    }

    [Fact]
    public void A_file_of_countless_single_bytes_is_given_up()
    {
        var store = new SortedDictionary<Cid, byte[]>();
        var link = new FileLink(Put(store, new FileNode([1], [])), 1, 1);
        var root = Put(store, new FileNode([], [.. Enumerable.Repeat(link, 10_000)]));
        var (reading, content, _) = Read(root, store, 10_000);
        Assert.Equal(FileReading.Malformed, reading);
        Assert.InRange(content.Length, 1, 100);
    }

    [Fact]
    public void A_block_larger_than_IPFS_passes_on_is_malformed()
    {
        var store = new SortedDictionary<Cid, byte[]>();
        var block = new byte[UnixFs.MaxBlockLength + 1];
        store[Cid.Of(CidCodec.Raw, block)] = block;
        Assert.Equal(FileReading.Malformed, Read(Cid.Of(CidCodec.Raw, block), store, long.MaxValue).Reading);
    }

    /// <summary>dag-pb blocks by hand: field 1 is the UnixFS message, field 2 a link.</summary>
    [Theory]
    [InlineData("")] // no UnixFS message
    [InlineData("0a02080118")] // cut off
    [InlineData("0a0408011800")] // a directory
    [InlineData("0a0408041800")] // a symbolic link
    [InlineData("0a0408021801")] // says one byte, has none
    [InlineData("0a06080218012001")] // a size without a link
    [InlineData("0a0408021800ff")] // garbage behind
    [InlineData("0a04080218001200")] // a link to nowhere
    [InlineData("0d04080218")] // a wire type that dag-pb does not have
    [InlineData("0affffffffffffffff7f")] // a length beyond everything
    [InlineData("0a0b080218ffffffffffffffffff01")] // a negative size
    public void A_block_that_is_no_files_node_is_refused(string block) => Assert.Null(FileNode.TryParse(Convert.FromHexString(block)));

    [Fact]
    public void Sizes_that_overflow_are_refused()
    {
        var message = new List<byte>();
        Protobuf.WriteVarint(message, 1, 2);
        Protobuf.WriteVarint(message, 3, long.MaxValue);
        Protobuf.WriteVarint(message, 4, long.MaxValue);
        Assert.NotNull(FileNode.TryParse(Node(1)));

        Protobuf.WriteVarint(message, 4, long.MaxValue);
        Assert.Null(FileNode.TryParse(Node(2)));

        byte[] Node(int links)
        {
            var block = new List<byte>();
            for (var i = 0; i < links; i++)
            {
                Protobuf.WriteBytes(block, 2, [0x0a, Cid.Length, .. Cid.Of(CidCodec.Raw, [1]).ToArray()]);
            }

            Protobuf.WriteBytes(block, 1, message.ToArray());
            return [.. block];
        }
    }

    [Fact]
    public void Any_bytes_are_a_node_or_refused_but_never_an_exception()
    {
        var block = new FileNode("kilo"u8.ToArray(), [new FileLink(Cid.Of(CidCodec.Raw, [1]), 1, 1)]).Encode();
        var parsed = 0;
        for (var bit = 0; bit < 8 * block.Length; bit++)
        {
            block[bit / 8] ^= (byte)(1 << (bit % 8));
            parsed += FileNode.TryParse(block) is null ? 0 : 1;
            block[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.InRange(parsed, 1, 8 * block.Length);
    }

    private static (Cid Root, SortedDictionary<Cid, byte[]> Blocks) Build(byte[] content)
    {
        var blocks = new SortedDictionary<Cid, byte[]>();
        return (UnixFs.Build(new MemoryStream(content), (cid, block) => blocks[cid] = block), blocks);
    }

    private static Cid Put(SortedDictionary<Cid, byte[]> store, FileNode node)
    {
        var block = node.Encode();
        store[Cid.Of(CidCodec.DagPb, block)] = block;
        return Cid.Of(CidCodec.DagPb, block);
    }

    private static (FileReading Reading, byte[] Content, Cid StoppedAt) Read(Cid root, SortedDictionary<Cid, byte[]> store, long maxBytes)
    {
        using var content = new MemoryStream();
        var reading = UnixFs.Read(root, cid => store.GetValueOrDefault(cid), maxBytes, content, out var stoppedAt);
        return (reading, content.ToArray(), stoppedAt);
    }

    /// <summary>Gives at most 1,000 bytes at a time.</summary>
    private sealed class Dribble(byte[] bytes) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1000, buffer.Length)]);
    }
}
