using EnerDatX.Core.Exchange;
using EnerDatX.Core.Market;
using EnerDatX.Core.Metering;
using EnerDatX.Peer.Market;

namespace EnerDatX.Peer.Tests.Sale;

public sealed class FirstSaleTests
{
    [Fact]
    public void A_household_sells_a_day_of_readings_and_the_balances_move_by_the_price()
    {
        using var story = new SaleStory().Prepare().Offer();

        Assert.IsType<OrderPlaced>(story.Place(story.Buyer, TickSide.Bid));
        story.RunUntilEnded(TradeEnding.Done, story.Buyer);
        story.RunUntilEnded(TradeEnding.Done, story.Owner);

        Assert.Equal(SaleStory.Faucet - SaleStory.Price, story.Balance(story.Buyer));
        Assert.Equal(SaleStory.Price, story.Balance(story.Owner));
        Assert.Equal(Plaintext(story.Owner, story.Asset), Plaintext(story.Buyer, story.Asset));
        Assert.Equal(0, story.Market.World.ForeignEnqueues);
    }

    private static byte[] Plaintext(EnerDatX.Sim.Peers.VirtualPeer peer, string asset)
    {
        var segment = Assert.Single(peer.Vault.Find(asset)!.Segments);
        Assert.True(Cid.TryParse(segment.Cid, out var cid));
        Assert.True(AgePayload.TryOpen(segment.FileKey, peer.Vault.Read(cid, long.MaxValue)!, out var plaintext));
        Assert.True(DatasetCodec.TryDecode(plaintext, out _, out _));
        return plaintext;
    }
}
