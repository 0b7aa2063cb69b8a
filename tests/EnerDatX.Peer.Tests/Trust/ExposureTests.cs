using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Core.Trust;
using EnerDatX.Peer.Market;
using EnerDatX.Peer.Tests.Sale;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Peer.Tests.Trust;

/// <summary>Twelve trades at once (the race of obligations): what is at risk never exceeds the policy, on either side.</summary>
public sealed class ExposureTests
{
    private const int Trades = 12;
    private const long Price = 8;

    /// <summary>Three trades of <see cref="Price"/>.</summary>
    private const long Limit = 25;

    [Fact]
    public void A_buyer_with_twelve_bids_risks_no_more_than_its_limit_at_a_time_and_gets_all_of_them()
    {
        using var story = Story("max-at-risk-with-newcomer = 25, max-at-risk-with-peer = 25");
        var most = 0L;
        story.Market.Network.Observer = _ => most = Math.Max(most, OpenAmount(story.Buyer));
        BidForAll(story, OfferAll(story));
        story.RunUntil(() => Done(story.Buyer) == Trades);
        Assert.Equal(3 * Price, most);
        var held = story.Heard.OfType<MarketEvent.BidHeld>().ToList();
        Assert.NotEmpty(held);
        Assert.All(held, e => Assert.Matches("^32 DUM1 would be at risk at a time with this (newcomer|peer), and this node risks at most 25$", e.Reason));
        Assert.Empty(story.Ask<HeldBidsRead>(story.Buyer, ReadHeldBids.Now).Reasons);
        Truths.HoldFor(story);
    }

    [Fact]
    public void What_is_at_risk_with_all_sellers_together_is_limited_too()
    {
        using var story = Story("max-at-risk-in-all = 17");
        var second = story.Market.Add("second owner");
        var assets = OfferAll(story, 3).Concat(OfferAll(story, 3, second)).ToList();
        var most = 0L;
        story.Market.Network.Observer = _ => most = Math.Max(most, OpenAmount(story.Buyer));
        BidForAll(story, assets);
        story.RunUntil(() => Done(story.Buyer) == assets.Count);
        Assert.Equal(2 * Price, most);
        Assert.Contains(story.Heard.OfType<MarketEvent.BidHeld>(), e => e.Reason.Contains("24 DUM1 would be at risk at a time in all", StringComparison.Ordinal));
        Truths.HoldFor(story);
    }

    [Fact]
    public void A_dataset_in_parts_risks_one_part_at_a_time()
    {
        using var story = Story("max-at-risk-with-newcomer = 3");
        story.Asset = story.Import(story.Owner, segments: 4);
        story.Offer();
        story.Place(story.Buyer, TickSide.Bid, price: 10);
        story.RunUntil(() => Done(story.Buyer) == 1);
        Assert.Equal(4, SaleStory.TradeOf(story.Buyer)!.Terms.Segments);
    }

    [Fact]
    public void A_seller_that_is_asked_for_twelve_trades_in_one_breath_signs_as_many_as_its_limit_allows()
    {
        using var story = Story("max-at-risk-with-peer = 25");
        var assets = OfferAll(story);
        var asks = assets.Select(asset => story.Owner.Ledger.OfType(story.Owner.Self, BlockTypes.Ask)
            .Single(b => ListedOrder.TryRead(b, SaleStory.Network, out var ask) && ask.Tick.Assets.Second.Type == asset)).ToList();
        var buyer = new HandmadeBuyer(story);
        var reasons = new List<byte>();
        story.Market.Network.Observer = datagram =>
        {
            if (Packet.TryRead(datagram.Bytes, out var packet) && packet.Message is TradeDeclined declined)
            {
                reasons.Add(declined.Reason);
            }
        };
        var blocks = new List<HalfBlock>();
        for (var i = 0; i < Trades; i++)
        {
            (story.Asset, buyer.Ask) = (assets[i], asks[i]);
            var bid = buyer.Bid((uint)i + 1, Price);
            blocks.AddRange([bid, buyer.Propose(buyer.Terms(bid))]);
        }

        buyer.Puppet.Send(story.Owner, [.. buyer.Origin, .. blocks]);
        story.RunFor(10);
        Assert.Equal(3, SaleStory.TradesOf(story.Owner).Count(t => t.InitAgreement is not null));
        Assert.Equal(Enumerable.Repeat((byte)DeclineReason.TooMuchAtRisk, Trades - 3), reasons);

        // After a restart the same three count, and none of the others is signed.
        story.Owner.Crash();
        story.Owner.Start();
        story.RunFor(5);
        buyer.Puppet.Send(story.Owner, [.. blocks]);
        story.RunFor(5);
        Assert.Equal(3, SaleStory.TradesOf(story.Owner).Count(t => t.InitAgreement is not null));

        // Nobody pays: when they are over, there is room for three others.
        story.RunFor(SaleStory.QuicklyOver);
        var fresh = new List<HalfBlock>();
        for (var i = 0; i < 4; i++)
        {
            (story.Asset, buyer.Ask) = (assets[i], asks[i]);
            var bid = buyer.Bid((uint)(Trades + i + 1), Price);
            fresh.AddRange([bid, buyer.Propose(buyer.Terms(bid))]);
        }

        buyer.Puppet.Send(story.Owner, [.. fresh]);
        story.RunFor(10);
        Assert.Equal(6, SaleStory.TradesOf(story.Owner).Count(t => t.InitAgreement is not null));
    }

    [Fact]
    public void Who_takes_payments_and_delivers_nothing_gets_no_more_than_the_limit_not_even_later_or_after_a_restart()
    {
        using var story = Story("max-at-risk-with-newcomer = 25");
        story.Market.Network.Drop = (from, _, bytes) => from.Equals(story.Owner.Address)
            && Packet.TryRead(bytes, out var packet)
            && packet.Message is BlockMessage message
            && message.Blocks.Any(block => block.Type == BlockTypes.Delivery);
        var assets = OfferAll(story);
        BidForAll(story, assets);
        story.RunUntil(() => Owed(story.Buyer) > 0);
        story.RunFor(SaleStory.QuicklyOver);
        Assert.Equal((3 * Price, 3), (Owed(story.Buyer), SaleStory.TradesOf(story.Buyer).Count));
        story.Buyer.Crash();
        story.Buyer.Start();
        story.RunFor(SaleStory.QuicklyOver);
        Assert.Equal((3 * Price, 3), (Owed(story.Buyer), SaleStory.TradesOf(story.Buyer).Count));
        var reasons = story.Ask<HeldBidsRead>(story.Buyer, ReadHeldBids.Now).Reasons;
        Assert.Equal(Trades - 3, reasons.Count);
        Assert.All(reasons.Keys, number => Assert.Equal(OrderStatus.Open, story.StatusOf(story.Buyer, number)));

        // The seller makes good: what is owed comes, and the others follow.
        story.Market.Network.Drop = null;
        story.Owner.Crash();
        story.Owner.Start();
        story.RunUntil(() => Done(story.Buyer) == Trades);
        Assert.Equal(0, Owed(story.Buyer));
        Truths.HoldFor(story);
    }

    [Fact]
    public void A_seller_that_delivered_a_little_is_trusted_with_more()
    {
        using var story = Story("max-at-risk-with-newcomer = 8, max-at-risk-with-peer = 40");
        var (dear, cheap) = (story.Import(story.Owner), story.Import(story.Owner));
        story.Place(story.Owner, TickSide.Ask, 40, asset: dear);
        story.Place(story.Owner, TickSide.Ask, 8, asset: cheap);
        story.RunUntil(() => story.Knows(story.Buyer, TickSide.Ask, dear) && story.Knows(story.Buyer, TickSide.Ask, cheap));
        story.Place(story.Buyer, TickSide.Bid, 40, asset: dear);
        story.RunFor(100);
        Assert.Empty(SaleStory.TradesOf(story.Buyer));
        Assert.Single(story.Heard.OfType<MarketEvent.BidHeld>()); // it was looked at again, which is no news
        story.Place(story.Buyer, TickSide.Bid, 8, asset: cheap);
        story.RunUntil(() => Done(story.Buyer) == 2);
        Assert.Equal([8L, 40L], SaleStory.TradesOf(story.Buyer).Select(t => t.Terms.Price));
        Truths.HoldFor(story);
    }

    [Fact]
    public void A_bid_below_the_minimum_score_waits_and_can_be_cancelled()
    {
        using var story = Story("min-seller-score = 1");
        var asset = OfferAll(story, 1)[0];
        story.Place(story.Buyer, TickSide.Bid, Price, asset: asset);
        story.RunFor(100);
        Assert.Empty(SaleStory.TradesOf(story.Buyer));
        Assert.Equal(
            "the seller's relative score is 0.000, and this node buys from 0.001",
            Assert.Single(story.Ask<HeldBidsRead>(story.Buyer, ReadHeldBids.Now).Reasons).Value);
        Assert.Single(story.Heard.OfType<MarketEvent.BidHeld>());
        Assert.Equal(OrderStatus.Open, story.StatusOf(story.Buyer));

        story.Ask<OrderPlaced>(story.Buyer, new CancelMyOrder(1));
        Assert.Empty(story.Ask<HeldBidsRead>(story.Buyer, ReadHeldBids.Now).Reasons);
    }

    private static SaleStory Story(string trust)
    {
        var story = new SaleStory(peerHocon: $"{SaleStory.Quick}\npeer.trust {{ {trust} }}");
        story.Fund(story.Buyer);
        return story;
    }

    private static List<string> OfferAll(SaleStory story, int count = Trades, VirtualPeer? owner = null)
    {
        owner ??= story.Owner;
        var assets = Enumerable.Range(0, count).Select(_ => story.Import(owner)).ToList();
        Assert.All(assets, asset => Assert.IsType<OrderPlaced>(story.Place(owner, TickSide.Ask, Price, asset: asset)));
        story.RunUntil(() => assets.All(asset => story.Knows(story.Buyer, TickSide.Ask, asset)));
        return assets;
    }

    private static void BidForAll(SaleStory story, IEnumerable<string> assets)
    {
        foreach (var asset in assets)
        {
            SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid, Price, asset: asset));
        }
    }

    private static int Done(VirtualPeer buyer) => SaleStory.TradesOf(buyer).Count(t => t.Ending == TradeEnding.Done);

    /// <summary>By the chain: terms that the buyer signed and whose data it has not got yet.</summary>
    private static long OpenAmount(VirtualPeer buyer) =>
        SaleStory.TradesOf(buyer).Where(t => t.Ending == TradeEnding.None).Sum(t => t.Terms.Price);

    private static long Owed(VirtualPeer buyer) => SaleStory.TradesOf(buyer).Sum(t => Stake.After(t, buyer.Self).Amount);
}
