using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Market;

namespace EnerDatX.Peer.Tests.Sale;

/// <summary>Terms that a seller must not sign, whoever proposes them.</summary>
public sealed class HostileBuyerTests
{
    public static TheoryData<string> BadTerms() =>
    [
        "a lower price", "another licence", "fewer segments", "another asset", "another currency", "a deadline too far", "a deadline gone by",
        "an ask that is none", "somebody else's ask", "the bid as ask", "the ask as bid", "a stamp from tomorrow", "a stamp from yesterday",
        "a bid below the ask",
    ];

    [Theory]
    [MemberData(nameof(BadTerms))]
    public void Terms_that_do_not_follow_from_the_orders_are_declined_and_not_signed(string what)
    {
        using var story = new SaleStory(peerHocon: SaleStory.Quick).Prepare(2).Offer();
        var buyer = new HandmadeBuyer(story);
        var bid = buyer.Bid(1, what == "a bid below the ask" ? SaleStory.Price - 1 : SaleStory.Price);
        var others = new Puppet(story, "somebody else").Publish(BlockTypes.Ask, buyer.Ask.Transaction.ToArray());
        var terms = Spoil(buyer.Terms(bid), what, others.Hash);
        var init = what.StartsWith("a stamp", StringComparison.Ordinal) ? Restamped(buyer, terms, what, story) : buyer.Propose(terms);
        var declined = Declines(story);
        buyer.Puppet.Send(story.Owner, others, bid, init);
        story.RunFor(5);

        Assert.NotNull(story.Owner.Ledger.Find(init.Hash));
        Assert.Empty(story.Owner.Ledger.OfType(story.Owner.Self, BlockTypes.Init));
        if (what != "a deadline gone by")
        {
            Assert.NotEmpty(declined);
        }

        // What was refused once is not signed after a restart, when the terms are found in the ledger.
        story.Owner.Crash();
        story.Owner.Start();
        story.RunFor(5);
        buyer.Puppet.Send(story.Owner, init);
        story.RunFor(SaleStory.QuicklyOver);
        Assert.Empty(story.Owner.Ledger.OfType(story.Owner.Self, BlockTypes.Init));
        Assert.Equal((OrderStatus.Open, 0L), (story.StatusOf(story.Owner), story.Reserved(story.Owner)));
    }

    [Fact]
    public void Terms_that_are_stored_but_not_checked_when_the_seller_crashes_are_checked_after_the_restart()
    {
        using var story = new SaleStory().Prepare().Offer();
        var buyer = new HandmadeBuyer(story);
        buyer.Begin();

        // A seller that restarts looks through the chains of those whom it traded with before.
        var second = Assert.IsType<OrderPlaced>(story.Place(story.Owner, TickSide.Ask));
        buyer.Ask = second.Block;
        var bid = buyer.Bid(2);
        var init = buyer.Propose(buyer.Terms(bid) with { Price = 1 });
        buyer.Puppet.Send(story.Owner, bid);
        story.RunFor(1);
        buyer.Puppet.Send(story.Owner, init);
        story.Market.World.RunUntil(() => story.Owner.Ledger.Find(init.Hash) is not null, TimeSpan.FromSeconds(5));
        story.Owner.Crash();
        story.Owner.Start();
        story.RunFor(5);
        Assert.Single(story.Owner.Ledger.OfType(story.Owner.Self, BlockTypes.Init));
        Assert.Null(SaleStory.TradesOf(story.Owner).Single(t => t.Id == init.Hash).InitAgreement);
    }

    [Fact]
    public void No_more_trades_are_open_with_one_key_than_allowed()
    {
        using var story = new SaleStory(peerHocon: SaleStory.Quick).Prepare().Offer();
        var buyer = new HandmadeBuyer(story);
        var terms = buyer.Terms(buyer.Bid());
        var declined = Declines(story);

        // Bids that the seller does not hold and is never sent: it must ask for them, so each of these stays open.
        for (var i = 0; i < 25; i++)
        {
            buyer.Puppet.Send(story.Owner, buyer.Propose(terms with { Bid = new BlockHash([(byte)i, .. new byte[31]]) }));
        }

        story.RunFor(2);
        Assert.Equal(Enumerable.Repeat((byte)DeclineReason.Busy, 5), declined.Select(d => d.Reason));

        var asked = 0;
        story.Market.Network.Observer = d => asked += d.From.Equals(story.Owner.Address) && Packet.TryRead(d.Bytes, out var p) && p.Message is BlockRequest ? 1 : 0;
        story.RunFor(60);
        Assert.InRange(asked, 20, 20 * 15);
        story.RunFor(SaleStory.QuicklyOver);
        Assert.Equal(OrderStatus.Open, story.StatusOf(story.Owner));
        Assert.Equal(0, Actors.OpenTradesOf(story.Owner));
    }

    [Fact]
    public void A_stranger_that_speaks_of_somebody_elses_trade_changes_nothing()
    {
        using var story = new SaleStory().Prepare(2).Offer();
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        story.RunUntil(() => SaleStory.TradeOf(story.Owner) is not null);
        var trade = SaleStory.TradeOf(story.Owner)!;
        var stranger = new Puppet(story, "stranger");
        stranger.Send(story.Owner, stranger.Propose(story.Owner.Self, BlockTypes.Abort, new AbortTransaction(trade.Id, "because").Encode(SaleStory.Network)));
        stranger.Send(story.Buyer, stranger.Propose(story.Buyer.Self, BlockTypes.Abort, new AbortTransaction(trade.Id, "because").Encode(SaleStory.Network)));
        stranger.Send(story.Buyer, CommunityId.Market, new TradeDeclined(SaleStory.Network, trade.Id, (byte)DeclineReason.NotOnOffer));
        story.RunUntilClosed();
        Assert.Equal(TradeEnding.Done, SaleStory.TradeOf(story.Buyer)!.Ending);

        // Nor does a trade between two others become one of ours because a stranger addresses us.
        var third = story.Market.Add("third");
        story.RunFor(5);
        stranger.Send(third, trade.Init);
        stranger.Send(third, stranger.Propose(third.Self, BlockTypes.Abort, new AbortTransaction(trade.Id, "because").Encode(SaleStory.Network)));
        story.RunFor(5);
        Assert.Empty(third.Ledger.Range(third.Self, 1, uint.MaxValue, 10));
        Assert.Equal(0, Actors.OpenTradesOf(third));
    }

    private static List<TradeDeclined> Declines(SaleStory story)
    {
        var declined = new List<TradeDeclined>();
        story.Market.Network.Observer = datagram =>
        {
            if (datagram.To.Equals(story.Buyer.Address) && Packet.TryRead(datagram.Bytes, out var packet) && packet.Message is TradeDeclined told)
            {
                declined.Add(told);
            }
        };
        return declined;
    }

    private static TradeTerms Spoil(TradeTerms good, string what, BlockHash others) => what switch
    {
        "a lower price" => good with { Price = good.Price - 1 },
        "another licence" => good with { Licence = Licence.Exclusive },
        "fewer segments" => good with { Segments = 1 },
        "another asset" => good with { Asset = "EW" + new string('0', 64) },
        "another currency" => good with { Currency = "DUM2" },
        "a deadline too far" => good with { DeadlineMs = good.DeadlineMs + TradeTerms.MaxDurationMs },
        "a deadline gone by" => good with { DeadlineMs = good.DeadlineMs - 60_001 },
        "an ask that is none" => good with { Ask = BlockHash.Genesis },
        "somebody else's ask" => good with { Ask = others },
        "the bid as ask" => good with { Ask = good.Bid },
        "the ask as bid" => good with { Bid = good.Ask },
        _ => good,
    };

    private static HalfBlock Restamped(HandmadeBuyer buyer, TradeTerms terms, string what, SaleStory story)
    {
        const long Day = 86_400_000;
        var puppet = buyer.Puppet;
        var stamp = (ulong)(story.Market.World.NowMs + (what == "a stamp from tomorrow" ? Day : -Day));
        return HalfBlock.Sign(
            puppet.Key, puppet.Head!.Sequence + 1, buyer.Ask.PublicKey, 0, puppet.Head.Hash, BlockTypes.Init, terms.Encode(SaleStory.Network), stamp);
    }
}
