using System.Net;
using System.Net.Sockets;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;
using EnerDatX.Storage;
using EnerDatX.Storage.Ipfs;

namespace EnerDatX.Node.Tests.Ipfs;

public sealed class KuboNodeTests : IDisposable
{
    private static readonly KuboTimes Hasty = new() { Answer = TimeSpan.FromSeconds(1), Find = TimeSpan.FromSeconds(1) };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("enerdatx-kubo-");

    public void Dispose() => _folder.Delete(recursive: true);

    [FactIfIpfs]
    public async Task An_IPFS_node_gives_files_the_names_that_the_embedded_store_gives_them()
    {
        await using var ipfs = await IpfsNode.Start();
        using var node = new KuboNode(ipfs.Api, new KuboTimes());
        foreach (var length in new[] { 1, 262_144, 262_145, 3_000_000 })
        {
            var content = Content(length);
            var cid = await node.Add(content);
            Assert.Equal(SealedDataset.CidOf(content), cid);
            Assert.Equal(content, await node.Cat(cid, length));
            Assert.Null(await node.Cat(cid, length - 1));
            Assert.True(cid.IsOf(await node.Block(cid)));
        }
    }

    [FactIfIpfs]
    public async Task What_nobody_has_is_not_waited_for_and_unpinning_twice_is_no_error()
    {
        await using var ipfs = await IpfsNode.Start();
        using var node = new KuboNode(ipfs.Api, Hasty);
        var nowhere = SealedDataset.CidOf(Content(77));
        Assert.Contains("takes too long to cat", (await Assert.ThrowsAsync<KuboException>(() => node.Cat(nowhere, 100))).Message, StringComparison.Ordinal);

        var cid = await node.Add(Content(10));
        Assert.Equal(1, await ipfs.Pins());
        await node.Unpin(cid);
        await node.Unpin(cid);
        Assert.Equal(0, await ipfs.Pins());
    }

    [Fact]
    public async Task Who_takes_a_question_and_says_nothing_is_left_again()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var node = new KuboNode(new Uri($"http://{silent.LocalEndpoint}"), Hasty);
        Assert.Contains("takes too long to version", (await Assert.ThrowsAsync<KuboException>(() => node.Version())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ipfs", "is no address")]
    [InlineData("ftp://127.0.0.1:5001", "is neither http nor https")]
    [InlineData("http://me:secret@127.0.0.1:5001", "has more than a host and a port")]
    [InlineData("http://127.0.0.1:5001/api/v0", "has more than a host and a port")]
    [InlineData("http://127.0.0.1:5001", null)]
    [InlineData("https://ipfs.example", null)]
    public void An_address_is_a_host_and_a_port(string text, string? defect) =>
        Assert.StartsWith(defect ?? string.Empty, KuboNode.DefectOf(text, out _) ?? string.Empty, StringComparison.Ordinal);

    [FactIfIpfs]
    public async Task A_vault_keeps_contents_with_its_IPFS_node_and_tells_when_that_is_gone()
    {
        var troubles = new List<string>();
        using var folder = StateFolder.Open(Path.Combine(_folder.FullName, "state"));
        var ipfs = await IpfsNode.Start();
        using var node = new KuboNode(ipfs.Api, Hasty);
        var vault = new FileVault(folder, node) { Trouble = troubles.Add };
        var (content, arriving) = (Content(600_000), Content(300_000));
        var cid = vault.Put(content);
        var blocks = new List<(Cid Cid, byte[] Block)>();
        var arrived = UnixFs.Build(new MemoryStream(arriving), (block, bytes) => blocks.Add((block, bytes)));
        blocks.ForEach(block => vault.PutBlock(block.Cid, block.Block));

        Assert.Equal(content, vault.Read(cid, content.Length));
        Assert.True(cid.IsOf(vault.ReadBlock(cid)));
        Assert.Null(vault.Read(SealedDataset.CidOf(Content(5)), 5));
        Assert.Equal(arriving, vault.Read(arrived, arriving.Length));
        Assert.Equal(2, await ipfs.Pins());
        Assert.Empty(Directory.EnumerateFiles(folder.ContentPath, "*", SearchOption.AllDirectories));

        // Another run of the same node knows what is kept.
        Assert.Equal(arriving, new FileVault(folder, node).Read(arrived, arriving.Length));
        await ipfs.DisposeAsync();
        Assert.Null(vault.Read(cid, content.Length));
        Assert.Null(vault.Read(cid, content.Length));
        Assert.Contains("cannot be reached", Assert.Single(troubles), StringComparison.Ordinal);
        Assert.Contains("cannot be reached", Assert.Throws<NotStoredException>(() => vault.Put(Content(9))).Message, StringComparison.Ordinal);
    }

    private static byte[] Content(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
