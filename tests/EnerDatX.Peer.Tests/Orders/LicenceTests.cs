using EnerDatX.Core.Market;
using EnerDatX.Peer.Market;
using EnerDatX.Peer.Tests.Sale;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Peer.Tests.Orders;

/// <summary>Copies, exclusive sales, and selling on.</summary>
public sealed class LicenceTests
{
    [Fact]
    public void Two_buyers_race_for_one_ask_and_the_loser_loses_nothing()
    {
        using var story = new SaleStory().Prepare();
        var second = story.Market.Add("second");
        story.Fund(second);
        story.Offer();
        story.RunUntil(() => story.Knows(second, TickSide.Ask));
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        SaleStory.Tell(second, story.Order(TickSide.Bid));
        story.RunFor(20);

        var (winner, loser) = SaleStory.Balance(story.Buyer) < SaleStory.Faucet ? (story.Buyer, second) : (second, story.Buyer);
        Assert.Equal(TradeEnding.Done, SaleStory.TradeOf(winner)!.Ending);
        Assert.Equal(SaleStory.Faucet, SaleStory.Balance(loser));
        Assert.Equal(TradeEnding.Aborted, SaleStory.TradeOf(loser)!.Ending);
        Assert.Equal((OrderStatus.Open, 0L), (story.StatusOf(loser), story.Reserved(loser)));
        var ended = Assert.Single(story.Heard.OfType<MarketEvent.TradeEnded>(), e => e.Peer.Equals(loser.Self));
        Assert.Equal(DeclineReason.NotOnOffer.Sentence(), ended.Reason);

        // A second copy goes to the bid that was left over.
        story.Place(story.Owner, TickSide.Ask);
        story.RunUntil(() => SaleStory.Balance(loser) == SaleStory.Faucet - SaleStory.Price);
        story.RunFor(5);
        Assert.Equal(2 * SaleStory.Price, SaleStory.Balance(story.Owner));
        Assert.Equal(SaleStory.Opened(winner, story.Asset), SaleStory.Opened(loser, story.Asset));
        Truths.HoldFor(story);
    }

    [Fact]
    public void After_an_exclusive_sale_only_the_buyer_may_sell_and_the_next_buyer_checks_that()
    {
        using var story = new SaleStory().Prepare(2).Offer(Licence.Exclusive);
        story.Place(story.Buyer, TickSide.Bid);
        story.RunUntilClosed();
        Assert.IsType<OrderRefused>(story.Place(story.Owner, TickSide.Ask));
        Assert.IsType<OrderRefused>(story.Place(story.Owner, TickSide.Ask, licence: Licence.Exclusive));

        var third = Resell(story, story.Buyer, "third", 20);
        Assert.IsType<OrderRefused>(story.Place(story.Buyer, TickSide.Ask));
        var fourth = Resell(story, third, "fourth", 30);
        var last = Resell(story, fourth, "last", 40);

        Assert.Equal(SaleStory.Opened(story.Owner, story.Asset), SaleStory.Opened(last, story.Asset));
        Assert.Equal(SaleStory.Price, SaleStory.Balance(story.Owner));
        Assert.Equal(SaleStory.Faucet - SaleStory.Price + 20, SaleStory.Balance(story.Buyer));
        Assert.Equal(SaleStory.Faucet - 20 + 30, SaleStory.Balance(third));
        Assert.Equal(SaleStory.Faucet - 40, SaleStory.Balance(last));
        Truths.HoldFor(story);
    }

    [Fact]
    public void A_buyer_of_a_copy_cannot_sell_it()
    {
        using var story = new SaleStory().Prepare().Offer();
        story.Place(story.Buyer, TickSide.Bid);
        story.RunUntilClosed();
        var refused = Assert.IsType<OrderRefused>(story.Place(story.Buyer, TickSide.Ask));
        Assert.Contains("only its owner may sell it", refused.Reason);
    }

    [Fact]
    public void An_ask_with_a_made_up_title_is_in_nobodys_book()
    {
        using var story = new SaleStory().Prepare().Offer();
        story.Place(story.Buyer, TickSide.Bid);
        story.RunUntilClosed();

        // The buyer of a copy claims that its receipt is a title.
        var receipt = SaleStory.TradeOf(story.Buyer)!.Segments[^1].Receipt!;
        story.Buyer.Crash();
        var puppet = new Puppet(story, story.Buyer);
        var ask = puppet.Publish(BlockTypes.Ask, Titled(story, puppet, receipt.Hash));
        puppet.Send(story.Owner, ask);
        story.RunFor(20);
        Assert.NotNull(story.Owner.Ledger.Find(ask.Hash));
        Assert.False(story.Knows(story.Owner, TickSide.Ask));
    }

    [Fact]
    public void An_ask_whose_title_never_comes_is_in_nobodys_book()
    {
        using var story = new SaleStory().Prepare();
        var puppet = new Puppet(story, "stranger");
        var ask = puppet.Publish(BlockTypes.Ask, Titled(story, puppet, Core.Ledger.BlockHash.Genesis));
        puppet.Send(story.Owner, ask);
        story.RunFor(200);
        Assert.NotNull(story.Owner.Ledger.Find(ask.Hash));
        Assert.False(story.Knows(story.Owner, TickSide.Ask));
    }

    [Fact]
    public void An_owner_that_asks_again_after_an_exclusive_sale_is_believed_by_nobody_who_saw_it()
    {
        using var story = new SaleStory().Prepare().Offer(Licence.Exclusive);
        story.Place(story.Buyer, TickSide.Bid);
        story.RunUntilClosed();
        story.Owner.Crash();
        var puppet = new Puppet(story, story.Owner);
        var ask = puppet.Publish(BlockTypes.Ask, Titled(story, puppet, null));
        puppet.Send(story.Buyer, ask);
        story.RunFor(20);
        Assert.NotNull(story.Buyer.Ledger.Find(ask.Hash));
        Assert.False(story.Knows(story.Buyer, TickSide.Ask));
    }

    [Fact]
    public void A_copy_is_not_offered_beside_an_open_exclusive_ask()
    {
        using var story = new SaleStory().Prepare().Offer(Licence.Exclusive);
        Assert.IsType<OrderRefused>(story.Place(story.Owner, TickSide.Ask, price: 11));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_two_asks_that_exclude_each_other_only_one_is_sold(int seed)
    {
        using var story = new SaleStory((ulong)seed).Prepare();
        var second = story.Market.Add("second");
        story.Fund(second);
        story.Offer(Licence.Exclusive);

        // The second ask got onto the chain all the same: by hand here, in life by another version of the program.
        story.Owner.Crash();
        var puppet = new Puppet(story, story.Owner);
        var copy = puppet.Publish(BlockTypes.Ask, Titled(story, puppet, null, Licence.Copy));
        story.Owner.Ledger.Append([copy]);
        story.Owner.Start();
        puppet.Send(second, copy);
        story.RunUntil(() => story.Ask<BookRead>(second, new ReadBook(TickSide.Ask)).Orders.Count == 2);
        story.RunFor(5);
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid, price: 10));
        SaleStory.Tell(second, story.Order(TickSide.Bid, price: 10));
        story.RunFor(300);
        var sold = SaleStory.WalletOf(story.Owner).Sold;
        Assert.NotEmpty(sold);
        Assert.True(sold.Count == 1 || sold.All(s => s.Licence == Licence.Copy), "sold exclusively and once more");
    }

    /// <summary>The owner sells on to somebody new, who must find the title good.</summary>
    private static VirtualPeer Resell(SaleStory story, VirtualPeer seller, string name, long price)
    {
        var buyer = story.Market.Add(name);
        story.Fund(buyer);
        Assert.IsType<OrderPlaced>(story.Place(seller, TickSide.Ask, price, Licence.Exclusive));
        story.RunUntil(() => story.Knows(buyer, TickSide.Ask));
        Assert.IsType<OrderPlaced>(story.Place(buyer, TickSide.Bid, price));
        story.RunUntil(() => SaleStory.TradeOf(buyer)?.DoneAgreement is not null);
        return buyer;
    }

    private static byte[] Titled(SaleStory story, Puppet puppet, Core.Ledger.BlockHash? title, Licence licence = Licence.Exclusive)
    {
        var record = story.Owner.Vault.Find(story.Asset)!;
        var offer = new Offer(record.Owner, record.SegmentsRoot, record.Segments.Count, licence, title, record.Description);
        Assert.True(AssetPair.TryCreate(new AssetAmount(5, SaleStory.Currency), new AssetAmount(1, story.Asset), out var pair, out _));
        var tick = new Tick(new OrderId(puppet.Self.Mid, 7), TickSide.Ask, pair, 3_600, story.Market.World.NowMs, 0);
        return OrderTransaction.Encode(SaleStory.Network, tick, offer);
    }
}
