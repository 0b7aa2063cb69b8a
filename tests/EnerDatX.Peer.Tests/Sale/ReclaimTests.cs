using EnerDatX.Core.Evidence;
using EnerDatX.Core.Market;

namespace EnerDatX.Peer.Tests.Sale;

/// <summary>A seller that is away when it is paid, and what becomes of the tokens.</summary>
public sealed class ReclaimTests
{
    [Fact]
    public void A_payment_that_the_seller_did_not_take_in_time_is_taken_back_and_is_as_good_as_before()
    {
        using var story = Unpaid();
        story.RunFor(70);
        Assert.Equal(SaleStory.Faucet - SaleStory.Price, SaleStory.Balance(story.Buyer));
        story.Owner.Start();
        story.RunUntil(() => Reclaimed(story) is not null);
        Assert.Equal(SaleStory.Faucet, SaleStory.Balance(story.Buyer));
        Assert.Equal(0, SaleStory.Balance(story.Owner));

        // The bid is open still: the next trade is paid with what came back.
        story.RunUntil(() => SaleStory.TradesOf(story.Buyer).Any(t => t.Ending == TradeEnding.Done));
        var paid = SaleStory.TradesOf(story.Buyer).Single(t => t.Ending == TradeEnding.Done).Segments[0].Payment!;
        Assert.True(MoneyHalf.TryRead(paid, SaleStory.Network, out var money));
        Assert.Equal(Reclaimed(story)!.Segments[0].Reclaim!.Sequence, money.Fields.Previous is { } previous ? story.Buyer.Ledger.Find(previous)!.Sequence : 0);
        Assert.Equal(SaleStory.Price, SaleStory.Balance(story.Owner));
        story.RunFor(10);
        Truths.HoldFor(story);
    }

    [Fact]
    public void A_buyer_that_is_away_when_the_seller_comes_back_takes_its_payment_back_later()
    {
        using var story = Unpaid();
        story.Buyer.Crash();
        story.RunFor(70);
        story.Owner.Start();
        story.RunFor(SaleStory.QuicklyOver);
        story.Buyer.Start();
        story.RunUntil(() => Reclaimed(story) is not null);
        story.RunFor(10);
        Assert.Single(story.Buyer.Ledger.OfType(story.Buyer.Self, BlockTypes.Reclaim));
        Truths.HoldFor(story);
    }

    [Fact]
    public void A_seller_that_was_not_away_for_too_long_takes_it_and_delivers()
    {
        using var story = Unpaid();
        story.RunFor(20);
        story.Owner.Start();
        story.RunUntilClosed();
        Assert.Equal(TradeEnding.Done, SaleStory.TradeOf(story.Buyer)!.Ending);
        Assert.Empty(story.Buyer.Ledger.OfType(story.Buyer.Self, BlockTypes.Reclaim));
        Truths.HoldFor(story);
    }

    [Fact]
    public void A_seller_that_countersigns_what_was_taken_back_is_proved_a_cheat()
    {
        using var story = Unpaid();
        story.RunFor(70);
        story.Owner.Start();
        story.RunUntil(() => Reclaimed(story) is not null);
        story.Owner.Crash();
        var trade = Reclaimed(story)!;
        var owner = new Puppet(story, story.Owner);
        owner.Send(story.Buyer, owner.Agree(trade.Segments[0].Payment!, TradeAgreement.Encode(
            SaleStory.Network, trade.Segments[0].Payment!, trade.Id, trade.Terms, 0, new MoneyFields(SaleStory.Currency, SaleStory.Price, SaleStory.Price, null, []))));
        story.RunUntil(() => story.Buyer.Ledger.ProofAgainst(story.Owner.Self) is not null);
        Assert.Equal(ProofKind.LateCountersignature, story.Buyer.Ledger.ProofAgainst(story.Owner.Self)!.Kind);
        Assert.Equal(SaleStory.Faucet, SaleStory.Balance(story.Buyer));
    }

    private static Trade? Reclaimed(SaleStory story) => SaleStory.TradesOf(story.Buyer).FirstOrDefault(t => t.Ending == TradeEnding.Reclaimed);

    /// <summary>The seller signed the terms and died before the payment came.</summary>
    private static SaleStory Unpaid()
    {
        var story = new SaleStory(peerHocon: SaleStory.Quick).Prepare().Offer();
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        story.Market.World.RunUntil(() => SaleStory.TradeOf(story.Buyer)?.Segments[0].Payment is not null, TimeSpan.FromMinutes(1));
        story.Owner.Crash();
        Assert.Null(SaleStory.TradeOf(story.Owner)!.Segments[0].Credit);
        return story;
    }
}
