using EnerDatX.Node.Tests.EndToEnd;

namespace EnerDatX.Node.Tests.Ipfs;

public sealed class SaleThroughIpfsTests
{
    [FactIfIpfs]
    public async Task What_is_sold_through_one_IPFS_node_is_bought_through_another()
    {
        await using var ownersIpfs = await IpfsNode.Start();
        await using var buyersIpfs = await IpfsNode.Start(ownersIpfs);
        await using var nodes = await TwoNodes.Start("--ipfs", $"{ownersIpfs.Api}", "--gateway-port", "none");
        await nodes.StartBuyer("--ipfs", $"{buyersIpfs.Api}", "--gateway-port", "none");
        await Sell(nodes);

        Assert.Equal(await ownersIpfs.Pins(), await buyersIpfs.Pins());
        foreach (var name in new[] { "owner", "buyer" })
        {
            // Nothing came over the overlay, and nothing is kept twice.
            Assert.Empty(Directory.EnumerateFiles(Path.Combine(nodes.State(name), "content"), "*", SearchOption.AllDirectories));
        }
    }

    [FactIfIpfs]
    public async Task A_buyer_without_IPFS_is_served_from_the_owners_IPFS_node_by_its_gateway()
    {
        await using var ipfs = await IpfsNode.Start();
        await using var nodes = await TwoNodes.Start("--ipfs", $"{ipfs.Api}");
        await nodes.StartBuyer();
        await Sell(nodes);
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(nodes.State("buyer"), "content"), "*", SearchOption.AllDirectories));
    }

    [FactIfIpfs]
    public async Task A_buyer_whose_IPFS_node_does_not_find_it_asks_the_seller()
    {
        await using var ipfs = await IpfsNode.Start();
        await using var nodes = await TwoNodes.Start();
        await nodes.StartBuyer("--ipfs", $"{ipfs.Api}");
        await Sell(nodes);
        Assert.NotEqual(0, await ipfs.Pins());
    }

    private static async Task Sell(TwoNodes nodes)
    {
        await nodes.Offer();
        await nodes.Bid();
        Assert.Equal("completed", (await nodes.Ended(nodes.Buyer))["status"]!.GetValue<string>());
        Assert.Equal("completed", (await nodes.Ended(nodes.Owner))["status"]!.GetValue<string>());
        var path = $"/api/v1/datasets/{nodes.Asset}/csv";
        Assert.Equal(await nodes.Owner.Api.Download(path), await nodes.Buyer.Api.Download(path));
    }
}
