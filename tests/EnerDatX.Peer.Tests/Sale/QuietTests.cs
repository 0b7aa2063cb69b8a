using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Peer.Tests.Sale;

/// <summary>What is over leaves nothing behind, and who waits does not shout.</summary>
public sealed class QuietTests
{
    [Fact]
    public void Trades_that_are_over_leave_no_actors_and_no_timers()
    {
        using var story = new SaleStory().Prepare();
        story.RunFor(30);
        var timers = story.Market.World.Timers;
        for (var i = 0; i < 8; i++)
        {
            var asset = story.Import(story.Owner, 2);
            story.Place(story.Owner, TickSide.Ask, asset: asset);
            story.RunUntil(() => story.Knows(story.Buyer, TickSide.Ask, asset));
            story.Place(story.Buyer, TickSide.Bid, asset: asset);
            story.RunUntilClosed();
        }

        story.RunFor(120);
        Assert.Equal(SaleStory.Faucet - (8 * SaleStory.Price), SaleStory.Balance(story.Buyer));
        Assert.All(story.Market.Peers, peer => Assert.Equal(0, Actors.OpenTradesOf(peer)));
        Assert.InRange(story.Market.World.Timers, 0, timers + 10);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_silent_counterparty_is_asked_ever_more_seldom_and_then_no_more(bool isOwnerGone)
    {
        using var story = new SaleStory(peerHocon: "peer.trade.duration = 5m").Prepare(2);
        story.Place(story.Owner, TickSide.Ask, seconds: 120);
        story.RunUntil(() => story.Knows(story.Buyer, TickSide.Ask));
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid, seconds: 120));
        story.Market.World.RunUntil(() => SaleStory.TradeOf(story.Buyer)?.Segments[0].Payment is not null, TimeSpan.FromMinutes(1));
        var (gone, left) = isOwnerGone ? (story.Owner, story.Buyer) : (story.Buyer, story.Owner);
        gone.Crash();
        var sent = 0;
        story.Market.Network.Observer = d => sent += d.To.Equals(gone.Address) && Packet.TryRead(d.Bytes, out var p) && p.Message is BlockMessage ? 1 : 0;

        // The address of a silent peer is forgotten after a minute: until then the first half minute has a handful of resends.
        story.RunFor(55);
        Assert.InRange(sent, 3, 12);
        story.RunFor(20 * 60);
        Assert.InRange(sent, 3, 12);
        Assert.Equal(0, Actors.OpenTradesOf(left));
        Assert.Single(story.Heard.OfType<MarketEvent.TradeEnded>(), e => e.Peer.Equals(left.Self));
    }

    [Fact]
    public void Ten_minutes_without_trades_cost_no_half_block_and_few_datagrams()
    {
        using var story = new SaleStory().Prepare().Offer();
        story.RunFor(60);
        var blocks = story.Owner.Ledger.Count;
        var sent = 0;
        story.Market.Network.Observer = d => sent += Packet.TryRead(d.Bytes, out var p) && p.Message is BlockMessage or MarketMessage or BlockRequest ? 1 : 0;
        story.RunFor(600);
        Assert.Equal(blocks, story.Owner.Ledger.Count);

        // Three peers ask one of the others for its book every fifteen seconds, and are answered with a digest; every twenty seconds each
        // asks one for fingerprints, and has none to answer with.
        Assert.InRange(sent, 290, 350);
    }
}
