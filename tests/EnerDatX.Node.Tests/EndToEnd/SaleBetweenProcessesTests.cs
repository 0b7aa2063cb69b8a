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
    [InlineData("10.1.2.3", "private network")]
    [InlineData("127.0.0.2", "cannot be reached")]
    public async Task An_unreachable_or_forbidden_gateway_costs_the_buyer_nothing(string announced, string reason)
    {
        await using var nodes = await TwoNodes.Start("--announce", announced);
        await nodes.StartBuyer();
        await nodes.Offer();
        await nodes.Bid();

        var ended = await nodes.Ended(nodes.Buyer);
        Assert.Equal("error", ended["status"]!.GetValue<string>());
        Assert.Contains(reason, ended["reason"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(TwoNodes.Faucet, await TwoNodes.Balance(nodes.Buyer));
        Assert.Equal(0, await TwoNodes.Balance(nodes.Owner));
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
