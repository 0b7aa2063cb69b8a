using EnerDatX.Core.Exchange;

namespace EnerDatX.Storage.Tests;

public sealed class FileVaultTests
{
    [Fact]
    public void A_content_whose_blocks_come_one_by_one_can_be_read_when_the_last_is_there()
    {
        using var folder = new TemporaryFolder();
        using var state = StateFolder.Open(folder.Path);
        var vault = new FileVault(state);
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
        using var folder = new TemporaryFolder();
        using var state = StateFolder.Open(folder.Path);
        var vault = new FileVault(state);
        var cid = Cid.Of(CidCodec.Raw, [1, 2, 3]);
        Assert.Throws<ArgumentException>(() => vault.PutBlock(cid, [1, 2, 4]));
        Assert.Null(vault.ReadBlock(cid));
    }
}
