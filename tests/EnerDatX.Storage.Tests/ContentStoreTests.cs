using EnerDatX.Core.Exchange;
using EnerDatX.Storage;

namespace EnerDatX.Storage.Tests;

public sealed class ContentStoreTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("enerdatx-test-").FullName;
    private readonly byte[] _content = [.. Enumerable.Range(0, 600_000).Select(i => (byte)((i + (i >> 8) + (5 * (i >> 16))) & 0xff))];
    private readonly ContentStore _store;

    public ContentStoreTests() => _store = new ContentStore(Folder);

    private string Folder => Path.Combine(_parent, "content");

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Fact]
    public void What_is_put_comes_back_under_the_CID_that_IPFS_gives_it()
    {
        var root = _store.Put(_content);
        Assert.Equal(UnixFs.Build(new MemoryStream(_content), (_, _) => { }), root);
        Assert.Equal(FileReading.Complete, _store.TryRead(root, _content.Length, out var content));
        Assert.Equal(_content, content);
        Assert.Equal("bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku", _store.Put([]).ToString());
    }

    [Fact]
    public void It_is_still_there_for_the_next_process()
    {
        var root = _store.Put(_content);
        Assert.Equal(FileReading.Complete, new ContentStore(Folder).TryRead(root, _content.Length, out var content));
        Assert.Equal(_content, content);
    }

    [Fact]
    public void Putting_again_changes_nothing()
    {
        _store.Put(_content);
        var before = Listing();
        _store.Put(_content);
        Assert.Equal(4, before.Length);
        Assert.Equal(before, Listing());
    }

    [Fact]
    public void A_file_larger_than_asked_for_is_not_read()
    {
        var root = _store.Put(_content);
        Assert.Equal(FileReading.TooLarge, _store.TryRead(root, _content.Length - 1, out var content));
        Assert.Null(content);
    }

    [Fact]
    public void A_block_that_was_never_put_is_missing()
    {
        var cid = Cid.Of(CidCodec.Raw, [1, 2, 3]);
        Assert.False(_store.Has(cid));
        Assert.Equal(BlockReading.Missing, _store.TryReadBlock(cid, out var block));
        Assert.Null(block);
        Assert.Equal(FileReading.Missing, _store.TryRead(cid, 100, out _));
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 1, 2 })]
    [InlineData(new byte[] { 1, 2, 4 })]
    [InlineData(new byte[] { 1, 2, 3, 4 })]
    public void A_corrupt_block_is_never_handed_out_and_putting_it_again_repairs_it(byte[] onDisk)
    {
        var cid = _store.Put([1, 2, 3]);
        File.WriteAllBytes(PathOf(cid), onDisk);

        Assert.Equal(BlockReading.Corrupt, _store.TryReadBlock(cid, out var block));
        Assert.Null(block);
        Assert.Equal(FileReading.Corrupt, _store.TryRead(cid, 100, out var content));
        Assert.Null(content);

        Assert.Equal(cid, _store.Put([1, 2, 3]));
        Assert.Equal(BlockReading.Found, _store.TryReadBlock(cid, out block));
        Assert.Equal([1, 2, 3], block);
    }

    [Fact]
    public void A_corrupt_block_in_the_middle_of_a_file_spoils_the_file_only()
    {
        var root = _store.Put(_content);
        var middle = Cid.Of(CidCodec.Raw, _content.AsSpan(UnixFs.ChunkLength, UnixFs.ChunkLength));
        File.AppendAllText(PathOf(middle), "x");
        Assert.Equal(FileReading.Corrupt, _store.TryRead(root, _content.Length, out var content));
        Assert.Null(content);
        Assert.Equal(BlockReading.Found, _store.TryReadBlock(root, out _));
    }

    [Fact]
    public void A_received_block_is_stored_only_under_its_own_name()
    {
        var cid = Cid.Of(CidCodec.Raw, "from a stranger"u8);
        Assert.False(_store.TryPutBlock(cid, "something else"u8));
        Assert.False(_store.TryPutBlock(default, "from a stranger"u8));
        Assert.False(_store.Has(cid));
        Assert.True(_store.TryPutBlock(cid, "from a stranger"u8));
        Assert.Equal(BlockReading.Found, _store.TryReadBlock(cid, out _));
    }

    [Fact]
    public void A_received_block_has_a_largest_size()
    {
        var block = new byte[UnixFs.MaxBlockLength + 1];
        Assert.False(_store.TryPutBlock(Cid.Of(CidCodec.Raw, block), block));
        Assert.True(_store.TryPutBlock(Cid.Of(CidCodec.Raw, block.AsSpan(1)), block.AsSpan(1)));
    }

    [Fact]
    public void Only_the_owner_can_look_into_the_folder()
    {
        _store.Put([1, 2, 3]);
        const UnixFileMode Others = ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var path in Directory.EnumerateFileSystemEntries(Folder, "*", SearchOption.AllDirectories).Append(Folder))
        {
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & Others);
        }
    }

    [Fact]
    public void What_a_crash_left_half_written_is_removed_and_was_never_a_block()
    {
        var cid = Cid.Of(CidCodec.Raw, [1, 2, 3]);
        File.WriteAllBytes(Path.Combine(Folder, "incoming", cid.ToString()), [1, 2]);
        Assert.False(_store.Has(cid));
        Assert.False(new ContentStore(Folder).Has(cid));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Folder, "incoming")));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_a_failure_and_not_a_refusal()
    {
        var file = Path.Combine(_parent, "file");
        File.WriteAllText(file, string.Empty);
        Assert.Throws<IOException>(() => new ContentStore(file));
    }

    private string PathOf(Cid cid) => Directory.EnumerateFiles(Folder, cid.ToString(), SearchOption.AllDirectories).Single();

    private string[] Listing() =>
        [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(path => $"{path} {new FileInfo(path).Length} {File.GetLastWriteTimeUtc(path).Ticks}")];
}
