using System.Net;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Node.Tests.EndToEnd;

public sealed class SaleBetweenProcessesTests
{
    [Fact]
    public async Task A_buyer_killed_in_the_middle_of_a_trade_finishes_it_after_a_restart()
    {
        await using var nodes = await TwoNodes.Start();
        await nodes.StartBuyer();
        await nodes.Offer();
        await nodes.Bid();
        await nodes.Buyer.Kill();
        await nodes.StartBuyer();

        Assert.Equal("completed", (await nodes.Ended(nodes.Buyer))["status"]!.GetValue<string>());
        Assert.Equal("completed", (await nodes.Ended(nodes.Owner))["status"]!.GetValue<string>());
        Assert.Equal(TwoNodes.Faucet - 10, await TwoNodes.Balance(nodes.Buyer));
        Assert.Equal(10, await TwoNodes.Balance(nodes.Owner));
    }

    [Fact]
    public async Task A_buyer_that_joins_later_learns_the_offers_that_are_open()
    {
        await using var nodes = await TwoNodes.Start();
        await nodes.StartBuyer();
        await nodes.Offer();
        await nodes.Buyer.DisposeAsync();
        Directory.Delete(nodes.State("buyer"), recursive: true);
        await nodes.StartBuyer();

        await TwoNodes.Until("the offer", async () =>
            (await nodes.Buyer.Api.Get("/market/asks")).ToJsonString().Contains(nodes.Asset, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--announce", "10.1.2.3")] // a private network where the seller is not
    [InlineData("--announce", "127.0.0.2")] // nobody listens
    [InlineData("--announce", "127.0.0.1:9")]
    [InlineData("--gateway-port", "none")]
    public async Task A_gateway_that_is_not_reached_is_not_needed(string option, string value)
    {
        await using var nodes = await TwoNodes.Start(option, value);
        await nodes.StartBuyer();
        await nodes.Offer();
        await nodes.Bid();

        Assert.Equal("completed", (await nodes.Ended(nodes.Buyer))["status"]!.GetValue<string>());
        Assert.Equal("completed", (await nodes.Ended(nodes.Owner))["status"]!.GetValue<string>());
        Assert.Equal(TwoNodes.Faucet - 10, await TwoNodes.Balance(nodes.Buyer));
        var path = $"/api/v1/datasets/{nodes.Asset}/csv";
        Assert.Equal(await nodes.Owner.Api.Download(path), await nodes.Buyer.Api.Download(path));
    }

    [Fact]
    public async Task Buyers_are_told_the_port_that_a_router_forwards()
    {
        await using var nodes = await TwoNodes.Start("--announce", "198.51.100.7:4001");
        Assert.Equal("198.51.100.7:4001", (await nodes.Owner.Api.Get("/api/v1/node"))["gateway"]!.GetValue<string>());
    }

    [FactIfCapturing]
    public async Task Every_datagram_between_the_two_is_a_known_message_of_the_overlay()
    {
        await using var nodes = await TwoNodes.Start();
        using var capture = new LoopbackCapture(IPEndPoint.Parse(nodes.Connect).Port);
        await nodes.StartBuyer();
        await nodes.Offer();
        await nodes.Bid();
        await nodes.Ended(nodes.Buyer);

        var messages = capture.Payloads.Select(bytes =>
        {
            Assert.InRange(bytes.Length, 1, Packet.MaxSentLength);
            Assert.Equal(PacketForm.WellFormed, Packet.Read(bytes, out var packet));
            Assert.True(packet!.SignatureIsValid);
            return packet.Message.GetType();
        }).Distinct().ToList();
        Assert.Contains(typeof(IntroductionRequest), messages);
        Assert.Contains(typeof(IntroductionResponse), messages);
        Assert.Contains(typeof(HalfBlockMessage), messages);
        Assert.Contains(typeof(HalfBlockBroadcast), messages);
    }
}
