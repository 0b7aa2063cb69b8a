using EnerDatX.Core.Market;
using EnerDatX.Peer.Market;

namespace EnerDatX.Peer.Tests.Sale;

/// <summary>A buyer that leaves in the middle of a sale and comes back when the dataset is no longer its seller's to sell.</summary>
public sealed class LateBuyerTests
{
    [Fact]
    public void A_payment_that_comes_after_an_exclusive_sale_is_not_taken_so_that_it_can_be_taken_back_and_the_seller_is_no_cheat()
    {
        using var story = new SaleStory(peerHocon: SaleStory.Quick).Prepare(2);
        var second = story.Market.Add("second");
        story.Fund(second);
        story.Offer();
        var buyer = new HandmadeBuyer(story);
        var trade = buyer.Begin();
        var first = buyer.Pay(trade, 0, buyer.Money(5));
        buyer.Puppet.Send(story.Owner, first);
        story.RunUntil(() => SaleStory.TradeOf(story.Owner)!.Segments[0].Delivery is not null);
        story.RunFor(SaleStory.QuicklyOver);
        Assert.Equal(0, Actors.OpenTradesOf(story.Owner));

        Assert.IsType<OrderPlaced>(story.Ask<object>(story.Owner, new CancelMyOrder(1)));
        Assert.IsType<OrderPlaced>(story.Place(story.Owner, TickSide.Ask, licence: Licence.Exclusive));
        story.RunUntil(() => story.Knows(second, TickSide.Ask));
        SaleStory.Tell(second, story.Order(TickSide.Bid));
        story.RunUntil(() => SaleStory.WalletOf(second).TitleOf(story.Asset) is not null);

        var delivery = SaleStory.TradesOf(story.Owner).Single(t => t.Id == trade.Id).Segments[0].Delivery!;
        var receipt = buyer.Puppet.Agree(delivery, TradeAgreement.Encode(SaleStory.Network, delivery, trade.Id, trade.Terms, 0, null));
        var money = buyer.Money(5);
        var last = buyer.Pay(trade, 1, money with { Balance = money.Balance - 5, Previous = first.Hash });
        buyer.Puppet.Send(story.Owner, receipt, last);
        story.RunUntil(() => SaleStory.TradesOf(story.Owner).Single(t => t.Id == trade.Id).Segments[1].Payment is not null);
        story.RunFor(60);
        var late = SaleStory.TradesOf(story.Owner).Single(t => t.Id == trade.Id);
        Assert.Equal((null, null, null), (late.Segments[1].Credit, late.Segments[1].Delivery, late.Segments[1].Refund));
        Assert.NotNull(ReclaimRule.Find(late, story.Owner.Ledger, SaleStory.Network));
        Assert.True(SaleStory.WalletOf(story.Owner).HasSoldExclusively(story.Asset));
        Assert.Equal(0, SaleStory.WalletOf(story.Owner).Sold.Count(s => s.Licence == Licence.Copy));
        Assert.Null(second.Ledger.ProofAgainst(story.Owner.Self));
        Assert.Null(story.Owner.Ledger.ProofAgainst(buyer.Self));
    }
}
