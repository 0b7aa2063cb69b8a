using System.Net;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;
using EnerDatX.Node.Hosting;

namespace EnerDatX.Node.Tests.EndToEnd;

/// <summary>A whole node and a peer of another application, over UDP: the recorded conversation of two py-ipv8 peers, with one of them ours.</summary>
public sealed class ForeignPeerTests
{
    [Fact]
    public async Task A_peer_walks_to_the_node_and_gets_its_countersignature_the_pair_and_the_chain()
    {
        await using var node = await Node.Start("peer.foreign.countersign = [interop]");
        using var peer = new ScriptedPeer(KeyOf(1), node.Running.Udp);
        peer.Walk();
        await peer.Hear<IntroductionResponse>();
        var proposals = Enumerable.Range(0, 3).Select(_ => peer.Propose(node.Running.Key.PublicKey, "interop")).ToList();

        foreach (var proposal in proposals)
        {
            var answer = await peer.Hear<HalfBlockMessage>(m => m.Block.LinkPublicKey.Equals(peer.Key.PublicKey) && m.Block.LinkSequence == proposal.Sequence);
            Assert.True(answer.Block.SignatureIsValid);
            Assert.Equal((node.Running.Key.PublicKey, "interop"), (answer.Block.PublicKey, answer.Block.Type));
            Assert.Equal(proposal.Transaction.ToArray(), answer.Block.Transaction.ToArray());
            var pair = await peer.Hear<HalfBlockPairBroadcast>(m => m.First.Hash == proposal.Hash);
            Assert.Equal(answer.Block.Hash, pair.Second.Hash);
        }

        peer.Crawl(node.Running.Key.PublicKey, 99);
        await peer.Hear<CrawlResponse>(m => peer.Heard.OfType<CrawlResponse>().Count(r => r.CrawlId == 99) == m.Total);
        var crawled = peer.Heard.OfType<CrawlResponse>().Where(r => r.CrawlId == 99).OrderBy(r => r.Number).Select(r => r.Block).ToList();
        Assert.Equal([1U, 2U, 3U], crawled.Where(b => b.PublicKey.Equals(node.Running.Key.PublicKey)).Select(b => b.Sequence));
        Assert.Equal(proposals.Select(b => b.Hash), crawled.Where(b => b.PublicKey.Equals(peer.Key.PublicKey)).Select(b => b.Hash));
    }

    [Fact]
    public async Task A_node_that_was_not_told_to_countersigns_nothing()
    {
        await using var node = await Node.Start(string.Empty);
        using var peer = new ScriptedPeer(KeyOf(2), node.Running.Udp);
        peer.Walk();
        await peer.Hear<IntroductionResponse>();
        peer.Propose(node.Running.Key.PublicKey, "interop");

        // Once the proposal is stored, it was looked at; nothing was signed.
        for (var id = 100U; !peer.Heard.OfType<CrawlResponse>().Any(); id++)
        {
            peer.Crawl(peer.Key.PublicKey, id);
            await peer.Hear<OverlayMessage>(m => m is CrawlResponse response ? response.CrawlId == id : m is EmptyCrawlResponse empty && empty.CrawlId == id);
        }

        peer.Crawl(node.Running.Key.PublicKey, 8);
        await peer.Hear<EmptyCrawlResponse>(m => m.CrawlId == 8);
        Assert.DoesNotContain(peer.Heard, m => m is HalfBlockMessage or HalfBlockPairBroadcast);
    }

    private static SecretKey KeyOf(byte number) => SecretKey.FromSeeds([.. Enumerable.Repeat(number, 32)], [.. Enumerable.Repeat(number, 32)]);

    private sealed class Node : IAsyncDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("enerdatx-test-").FullName;

        public RunningNode Running { get; private set; } = null!;

        public static async Task<Node> Start(string settings)
        {
            var node = new Node();
            var config = Path.Combine(node._folder, "more.conf");
            await File.WriteAllTextAsync(config, settings);
            node.Running = await RunningNode.Start(new NodeOptions(
                Path.Combine(node._folder, "state"), null, null, 0, 0, IPAddress.Loopback, null, [], config, null));
            return node;
        }

        public async ValueTask DisposeAsync()
        {
            await Running.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
