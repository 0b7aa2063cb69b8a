using EnerDatX.Core.Evidence;
using EnerDatX.Core.Market;
using EnerDatX.Peer.Tests.Sale;

namespace EnerDatX.Peer.Tests.Money;

/// <summary>Payments by whoever holds a key and follows no rule.</summary>
public sealed class ForgedMoneyTests
{
    public static TheoryData<string> Forgeries() => ["overdrawn", "balance", "nothing drawn", "made-up credit", "twice the same credit", "wrong amount", "other currency"];

    [Fact]
    public void A_sound_payment_by_hand_is_taken()
    {
        using var story = new SaleStory().Prepare().Offer();
        var buyer = new HandmadeBuyer(story);
        var trade = buyer.Begin();
        buyer.Puppet.Send(story.Owner, buyer.Pay(trade, 0, buyer.Money(SaleStory.Price)));
        story.RunUntil(() => SaleStory.Balance(story.Owner) == SaleStory.Price);
        Assert.NotNull(SaleStory.TradeOf(story.Owner)!.Segments[0].Delivery);
    }

    [Theory]
    [MemberData(nameof(Forgeries))]
    public void An_unsound_payment_is_not_taken_and_nothing_is_delivered(string forgery)
    {
        using var story = new SaleStory(peerHocon: SaleStory.Quick).Prepare().Offer();
        var buyer = new HandmadeBuyer(story);
        var trade = buyer.Begin();
        var good = buyer.Money(SaleStory.Price);
        var (credit, half) = (good.Draws[0].Credit, SaleStory.Price / 2);
        var forged = forgery switch
        {
            "overdrawn" => buyer.Money(SaleStory.Price) with { Draws = [new Draw(credit, SaleStory.Faucet + 1)] },
            "balance" => good with { Balance = SaleStory.Faucet },
            "nothing drawn" => good with { Draws = [] },
            "made-up credit" => good with { Draws = [new Draw(trade.Id, SaleStory.Price)] },
            "twice the same credit" => good with { Draws = [new Draw(credit, half), new Draw(credit, SaleStory.Price - half)] },
            "wrong amount" => buyer.Money(SaleStory.Price - 1),
            _ => good with { Currency = "DUM2" },
        };
        buyer.Puppet.Send(story.Owner, buyer.Pay(trade, 0, forged));
        story.RunFor(SaleStory.QuicklyOver);
        Assert.Equal(0, SaleStory.Balance(story.Owner));
        Assert.Null(SaleStory.TradeOf(story.Owner)!.Segments[0].Delivery);
        Assert.Equal((OrderStatus.Open, 0L), (story.StatusOf(story.Owner), story.Reserved(story.Owner)));
    }

    [Fact]
    public void Spending_the_same_credit_a_second_time_is_refused()
    {
        using var story = new SaleStory(peerHocon: SaleStory.Quick).Prepare(2).Offer();
        var buyer = new HandmadeBuyer(story);
        var trade = buyer.Begin();
        buyer.Puppet.Send(story.Owner, buyer.Pay(trade, 0, buyer.Money(5)));
        story.RunUntil(() => SaleStory.Balance(story.Owner) == 5);

        // As if the first payment had never been: no fork, the same predecessor again.
        buyer.Puppet.Send(story.Owner, buyer.Pay(trade, 1, buyer.Money(5)));
        story.RunFor(SaleStory.QuicklyOver);
        Assert.Equal(5, SaleStory.Balance(story.Owner));
        var proof = Assert.IsType<MoneyFork>(story.Owner.Ledger.ProofAgainst(buyer.Self));
        Assert.True(proof.Verify());
    }

    [Fact]
    public void A_seller_that_holds_both_halves_of_a_double_spend_takes_neither_and_everyone_learns_of_it()
    {
        using var story = new SaleStory(peerHocon: SaleStory.Quick).Prepare().Offer();
        var second = story.Market.Add("second");
        story.RunFor(30);
        var buyer = new HandmadeBuyer(story);
        var trade = buyer.Begin();
        story.RunUntil(() => story.Knows(second, TickSide.Bid));
        var before = buyer.Puppet.Head;
        var toOwner = buyer.Pay(trade, 0, buyer.Money(SaleStory.Price));
        buyer.Puppet.Head = before;
        var toSecond = buyer.Pay(trade, 0, buyer.Money(SaleStory.Price), second.Self);
        buyer.Puppet.Send(story.Owner, toSecond, toOwner);
        story.RunFor(10);

        Assert.Equal(0, SaleStory.Balance(story.Owner));
        Assert.All(story.Market.Peers.Where(p => p.IsUp), peer =>
        {
            Assert.Equal(2, peer.Ledger.Siblings(buyer.Self, toOwner.Sequence).Count);
            Assert.False(story.Knows(peer, TickSide.Bid));
        });

        Assert.All(
            story.Market.Peers.Where(p => p.IsUp), peer => Assert.Equal(new DoubleSpend(toOwner, toSecond), peer.Ledger.ProofAgainst(buyer.Self)));

        // Neither does a restart make the cheat honest again.
        story.Owner.Crash();
        story.Owner.Start();
        buyer.Puppet.Send(story.Owner, toOwner, buyer.Bid(2));
        story.RunFor(SaleStory.QuicklyOver);
        Assert.Equal(0, SaleStory.Balance(story.Owner));
        Assert.False(story.Knows(story.Owner, TickSide.Bid));
        Assert.Equal((OrderStatus.Open, 0L), (story.StatusOf(story.Owner), story.Reserved(story.Owner)));
    }

    [Fact]
    public void A_fork_before_the_payment_is_reason_enough_to_take_nothing()
    {
        using var story = new SaleStory(peerHocon: SaleStory.Quick).Prepare().Offer();
        var buyer = new HandmadeBuyer(story);
        var trade = buyer.Begin();
        var payment = buyer.Pay(trade, 0, buyer.Money(SaleStory.Price));
        buyer.Puppet.Head = buyer.Origin.Single(b => b.PublicKey.Equals(buyer.Self));
        var fork = buyer.Bid(9, 77);
        buyer.Puppet.Send(story.Owner, fork, payment);
        story.RunFor(SaleStory.QuicklyOver);
        Assert.Equal(0, SaleStory.Balance(story.Owner));
    }

    [Fact]
    public void What_was_taken_in_good_faith_stays_taken_and_is_delivered()
    {
        using var story = new SaleStory(peerHocon: SaleStory.Quick).Prepare().Offer();
        var second = story.Market.Add("second");
        story.RunFor(5);
        var buyer = new HandmadeBuyer(story);
        var trade = buyer.Begin();
        var before = buyer.Puppet.Head;
        buyer.Puppet.Send(story.Owner, buyer.Pay(trade, 0, buyer.Money(SaleStory.Price)));
        story.RunUntil(() => SaleStory.Balance(story.Owner) == SaleStory.Price);

        buyer.Puppet.Head = before;
        buyer.Puppet.Send(story.Owner, buyer.Pay(trade, 0, buyer.Money(SaleStory.Price), second.Self));
        story.RunFor(SaleStory.QuicklyOver);
        Assert.Equal(SaleStory.Price, SaleStory.Balance(story.Owner));
        Assert.NotNull(SaleStory.TradeOf(story.Owner)!.Segments[0].Delivery);
        Assert.Equal(OrderStatus.Completed, story.StatusOf(story.Owner));
        var ended = Assert.Single(story.Heard.OfType<MarketEvent.TradeEnded>(), e => e.Peer.Equals(story.Owner.Self));
        Assert.Equal(TradeEnding.Abandoned, ended.Ending);
    }
}
