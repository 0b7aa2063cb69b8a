using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Sim.Network;

namespace EnerDatX.Peer.Tests.Sale;

/// <summary>What a network may do to a sale, and the sale is made all the same.</summary>
public sealed class BadNetworkTests
{
    /// <summary>At least as many as there are datagrams in a sale of one segment, the walk's not counted: see the first test.</summary>
    private const int DatagramsOfASale = 42;

    public static TheoryData<int> EveryDatagram() => [.. Enumerable.Range(1, DatagramsOfASale)];

    [Fact]
    public void The_enumeration_covers_every_datagram_of_a_sale()
    {
        using var story = new SaleStory().Prepare().Offer();
        var sent = 0;
        story.Market.Network.Observer = datagram => sent += IsOfASale(datagram.Bytes) ? 1 : 0;
        Sell(story);
        Assert.InRange(sent, DatagramsOfASale - 10, DatagramsOfASale);
    }

    [Theory]
    [MemberData(nameof(EveryDatagram))]
    public void Any_one_datagram_may_get_lost(int which)
    {
        using var story = new SaleStory().Prepare().Offer();
        var sent = 0;
        story.Market.Network.Drop = (_, _, bytes) => IsOfASale(bytes) && ++sent == which;
        Sell(story);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void A_sale_survives_a_network_that_loses_doubles_and_reorders(int seed)
    {
        using var story = new SaleStory((ulong)seed);
        story.Market.Network.LossPermille = 300;
        story.Market.Network.DuplicatePermille = 200;
        story.Market.Network.Latency = Latency.Uniform(5, 900);
        Sell(story.Prepare(2).Offer());
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(true, 90)]
    [InlineData(true, 170)]
    [InlineData(true, 250)]
    [InlineData(false, 0)]
    [InlineData(false, 90)]
    [InlineData(false, 170)]
    [InlineData(false, 250)]
    public void A_sale_survives_a_one_way_partition_that_heals(bool isOwnerMute, int afterMs)
    {
        using var story = new SaleStory().Prepare(2).Offer();
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        story.RunFor(afterMs / 1_000.0);
        var (mute, deaf) = isOwnerMute ? (story.Owner, story.Buyer) : (story.Buyer, story.Owner);
        story.Market.Network.Cut = (from, to) => from.Equals(mute.Address) && to.Equals(deaf.Address);
        story.RunFor(45);
        story.Market.Network.Cut = null;
        AssertSold(story);
    }

    private static void Sell(SaleStory story)
    {
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        AssertSold(story);
    }

    private static void AssertSold(SaleStory story)
    {
        story.RunUntilClosed();
        Assert.Equal(TradeEnding.Done, SaleStory.TradeOf(story.Buyer)!.Ending);
        Assert.Equal(SaleStory.Faucet - SaleStory.Price, SaleStory.Balance(story.Buyer));
        Truths.MoneyAndDataAreOnTheRightSides(story);
        Truths.HoldFor(story);
    }

    private static bool IsOfASale(ReadOnlyMemory<byte> datagram) =>
        Packet.TryRead(datagram, out var packet) && packet.Message is BlockMessage or MarketMessage or BlockRequest;
}
