using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Peer.Tests.Sale;

/// <summary>A buyer whose disk has lost the order that its trade rests on.</summary>
public sealed class LostOrderTests
{
    [Fact]
    public void A_buyer_that_has_paid_and_lost_the_ask_asks_the_seller_for_it_and_finishes_the_trade()
    {
        using var story = new SaleStory().Prepare(2).Offer();
        LoseTheAskOnceItIsPaidFor(story);
        story.RunUntil(() => SaleStory.TradesOf(story.Buyer)[0].DoneAgreement is not null);
        Assert.Equal(2, SaleStory.TradesOf(story.Buyer)[0].Segments.Count(segment => segment.Receipt is not null));
        Truths.MoneyAndDataAreOnTheRightSides(story);
        Truths.HoldFor(story);
    }

    [Fact]
    public void Where_nobody_has_it_any_more_the_trade_comes_to_an_end()
    {
        using var story = new SaleStory(peerHocon: SaleStory.Quick).Prepare(2).Offer();
        LoseTheAskOnceItIsPaidFor(story);
        story.Market.Network.Drop = (_, to, bytes) => Packet.TryRead(bytes, out var packet) && packet.Message is BookPage or BlockRequest
            || (to.Equals(story.Buyer.Address) && packet?.Message is BlockMessage message && message.Blocks.Any(block => block.Type == BlockTypes.Ask));
        story.RunFor(SaleStory.QuicklyOver);
        Assert.Equal(0, Actors.OpenTradesOf(story.Buyer));
    }

    /// <summary>No book brings it back.</summary>
    private static void LoseTheAskOnceItIsPaidFor(SaleStory story)
    {
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        story.Market.World.RunUntil(() => SaleStory.TradeOf(story.Buyer)?.Segments[0].Payment is not null, TimeSpan.FromMinutes(1));
        story.Buyer.Crash();
        story.Buyer.PutBack([.. story.Buyer.Ledger.InOrderOfArrival.Where(block => block.Type != BlockTypes.Ask)], withMarks: true);
        story.Market.Network.Drop = (_, _, bytes) => Packet.TryRead(bytes, out var packet) && packet.Message is BookPage;
        story.Market.World.TurnsPerInstantLimit = 100_000;
        story.Buyer.Start();
    }
}
