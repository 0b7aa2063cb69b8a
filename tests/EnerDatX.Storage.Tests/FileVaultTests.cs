using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Storage.Tests;

/// <summary>Contents block by block, and what a vault says when its disk does not do what it should.</summary>
public sealed class FileVaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StateFolder _state;

    public FileVaultTests() => _state = StateFolder.Open(_folder.File("state"));

    public void Dispose()
    {
        _state.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_can_not_be_stored_is_refused_as_something_that_may_be_tried_again()
    {
        var vault = new FileVault(_state);
        Directory.Delete(Path.Combine(_state.ContentPath, "incoming"));
        File.WriteAllText(Path.Combine(_state.ContentPath, "incoming"), "in the way");
        Assert.Contains(_state.Path, Assert.Throws<NotStoredException>(() => vault.Put([1, 2, 3])).Message, StringComparison.Ordinal);

        File.Delete(Path.Combine(_state.ContentPath, "incoming"));
        Directory.CreateDirectory(Path.Combine(_state.ContentPath, "incoming"));
        Assert.Equal([1, 2, 3], vault.Read(vault.Put([1, 2, 3]), 10));
    }

    [Fact]
    public void A_record_that_can_not_be_read_is_named_to_the_owner_and_nobody_waits_for_it()
    {
        var path = Path.Combine(_state.DatasetsPath, "EW1.json");
        File.WriteAllText(path, "{");
        var vault = new FileVault(_state);

        Assert.Null(vault.Find("EW1"));
        Assert.Contains(path, Assert.Single(vault.Unreadable), StringComparison.Ordinal);
    }

    [Fact]
    public void A_content_whose_blocks_come_one_by_one_can_be_read_when_the_last_is_there()
    {
        var vault = new FileVault(_state);
        var content = Enumerable.Range(0, 600_000).Select(i => (byte)(i % 251)).ToArray();
        var blocks = new List<(Cid Cid, byte[] Block)>();
        var root = UnixFs.Build(new MemoryStream(content), (cid, block) => blocks.Add((cid, block)));
        foreach (var (cid, block) in blocks)
        {
            Assert.Null(vault.Read(root, content.Length));
            Assert.Null(vault.ReadBlock(cid));
            vault.PutBlock(cid, block);
            Assert.Equal(block, vault.ReadBlock(cid));
        }

        Assert.Equal(content, vault.Read(root, content.Length));
    }

    [Fact]
    public void A_block_that_its_CID_does_not_name_is_not_kept()
    {
        var vault = new FileVault(_state);
        var cid = Cid.Of(CidCodec.Raw, [1, 2, 3]);
        Assert.Throws<ArgumentException>(() => vault.PutBlock(cid, [1, 2, 4]));
        Assert.Null(vault.ReadBlock(cid));
    }
}
