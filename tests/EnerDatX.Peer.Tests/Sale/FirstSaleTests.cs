using EnerDatX.Core.Market;
using EnerDatX.Core.Metering;
using EnerDatX.Peer.Market;

namespace EnerDatX.Peer.Tests.Sale;

public sealed class FirstSaleTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_household_sells_a_day_of_readings_and_the_balances_move_by_the_price(int segments)
    {
        using var story = new SaleStory().Prepare(segments).Offer();

        Assert.IsType<OrderPlaced>(story.Place(story.Buyer, TickSide.Bid));
        story.RunUntilClosed();

        Assert.Equal(TradeEnding.Done, SaleStory.TradeOf(story.Buyer)!.Ending);
        Assert.Equal(TradeEnding.Done, SaleStory.TradeOf(story.Owner)!.Ending);
        Assert.Equal(SaleStory.Faucet - SaleStory.Price, SaleStory.Balance(story.Buyer));
        var bought = SaleStory.Opened(story.Buyer, story.Asset);
        Assert.Equal(segments, bought.Count);
        Assert.All(bought.Values, plaintext => Assert.True(DatasetCodec.TryDecode(plaintext, out _, out _)));
        Truths.MoneyAndDataAreOnTheRightSides(story);
        Truths.HoldFor(story);
    }
}
