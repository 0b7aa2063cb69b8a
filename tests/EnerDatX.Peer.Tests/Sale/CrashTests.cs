using EnerDatX.Core.Market;
using EnerDatX.Peer.Market;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Peer.Tests.Sale;

/// <summary>
/// Protocol rule 17, exhaustively: after each half-block of a sale that became durable on either side, and before anything else is
/// delivered, one side or both lose all that is not on their disks.
/// </summary>
public sealed class CrashTests
{
    /// <summary>Half-blocks that become durable from the bid to the end, both ledgers counted: see the first test.</summary>
    private const int OfOneSegment = 19;
    private const int OfThreeSegments = 35;

    public enum Who
    {
        Owner = 1,
        Buyer,
        Both,
    }

    public static TheoryData<int, Who, int> EveryMoment() => Moments([(1, OfOneSegment), (3, OfThreeSegments)], [Who.Owner, Who.Buyer, Who.Both]);

    public static TheoryData<int, Who, int> EveryMomentOfOneSegment() => Moments([(1, OfOneSegment)], [Who.Owner, Who.Buyer, Who.Both]);

    public static TheoryData<int, Who, int> EveryMomentOfEither() => Moments([(1, OfOneSegment), (3, OfThreeSegments)], [Who.Owner, Who.Buyer]);

    private static TheoryData<int, Who, int> Moments((int Segments, int Count)[] sales, Who[] victims)
    {
        var rows = new TheoryData<int, Who, int>();
        foreach (var (segments, count) in sales)
        {
            foreach (var who in victims)
            {
                for (var k = 1; k <= count; k++)
                {
                    rows.Add(segments, who, k);
                }
            }
        }

        return rows;
    }

    [Theory]
    [InlineData(1, OfOneSegment)]
    [InlineData(3, OfThreeSegments)]
    public void The_matrix_covers_every_half_block_of_a_sale(int segments, int count)
    {
        using var story = new SaleStory().Prepare(segments).Offer();
        var before = Durable(story);
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        story.RunUntilClosed();
        story.RunFor(60);
        Assert.Equal(count, Durable(story) - before);
    }

    [Theory]
    [MemberData(nameof(EveryMoment))]
    public void A_sale_survives_a_crash_at_every_moment(int segments, Who who, int moment)
    {
        using var story = new SaleStory().Prepare(segments).Offer();
        RunToMoment(story, moment);
        var victims = Victims(story, who);
        victims.ForEach(v => v.Crash());
        story.RunFor(5);
        victims.ForEach(v => v.Start());
        story.RunUntilClosed();

        Assert.Equal(TradeEnding.Done, SaleStory.TradeOf(story.Buyer)!.Ending);
        Assert.Equal(TradeEnding.Done, SaleStory.TradeOf(story.Owner)!.Ending);
        Assert.Equal(SaleStory.Faucet - SaleStory.Price, SaleStory.Balance(story.Buyer));
        Truths.MoneyAndDataAreOnTheRightSides(story);
        story.RunFor(5);
        Assert.Equal(OrderStatus.Completed, story.StatusOf(story.Buyer));
        Assert.Equal(OrderStatus.Completed, story.StatusOf(story.Owner));
        Truths.HoldFor(story);
    }

    [Theory]
    [MemberData(nameof(EveryMomentOfOneSegment))]
    public void After_a_crash_that_outlasts_the_deadline_money_and_data_are_on_the_right_sides(int segments, Who who, int moment)
    {
        using var story = new SaleStory(peerHocon: SaleStory.Quick).Prepare(segments).Offer();
        RunToMoment(story, moment);
        var victims = Victims(story, who);
        victims.ForEach(v => v.Crash());
        story.RunFor(90);
        victims.ForEach(v => v.Start());
        story.RunFor(SaleStory.QuicklyOver);

        var (owners, buyers) = (SaleStory.TradesOf(story.Owner), SaleStory.TradesOf(story.Buyer));
        Assert.All(buyers, trade => Assert.NotEqual(TradeEnding.None, trade.Ending));
        var signedByBoth = owners.Where(t => t.InitAgreement is not null);
        Assert.All(signedByBoth, trade => Assert.Equal(buyers.Single(b => b.Id == trade.Id).Ending, trade.Ending));
        Truths.MoneyAndDataAreOnTheRightSides(story);
        NothingIsReserved(story.Buyer, story);
        NothingIsReserved(story.Owner, story);
        var isSold = buyers.Any(t => t.Ending == TradeEnding.Done);
        Assert.Equal(isSold, story.StatusOf(story.Buyer) == OrderStatus.Completed);
        Assert.Equal(isSold, story.StatusOf(story.Owner) == OrderStatus.Completed);
        Truths.HoldFor(story);
    }

    [Theory]
    [MemberData(nameof(EveryMomentOfEither))]
    public void Whoever_is_left_alone_for_ever_loses_at_most_one_segments_price_and_says_so(int segments, Who who, int moment)
    {
        using var story = new SaleStory(peerHocon: SaleStory.Quick).Prepare(segments).Offer();
        RunToMoment(story, moment);
        Victims(story, who).Single().Crash();
        story.RunFor(SaleStory.QuicklyOver);

        // A bid that is paid for in part stays taken; everything else is free again.
        var survivor = who == Who.Owner ? story.Buyer : story.Owner;
        var isPaymentLost = LossOf(survivor, story) > 0;
        Assert.Equal(isPaymentLost && survivor == story.Buyer ? 1 : 0, story.Reserved(survivor));
        foreach (var trade in SaleStory.TradesOf(survivor))
        {
            var ended = Assert.Single(story.Heard.OfType<MarketEvent.TradeEnded>(), e => e.Peer.Equals(survivor.Self) && e.Trade.Id == trade.Id);
            Assert.True(ended.Ending == TradeEnding.Done || ended.Reason is { Length: > 0 }, $"{ended.Ending} without a reason");
        }

        Assert.InRange(LossOf(survivor, story), 0, (SaleStory.Price + segments - 1) / segments);

        Truths.HoldFor(story);
    }

    /// <summary>What the buyer paid without getting the data, or what the seller gave without getting the money.</summary>
    private static long LossOf(VirtualPeer survivor, SaleStory story)
    {
        var trades = SaleStory.TradesOf(survivor);
        if (trades.Count == 0)
        {
            return 0;
        }

        if (survivor == story.Buyer)
        {
            return trades.Sum(t => t.PaidAmount) - SaleStory.Opened(survivor, story.Asset).Keys.Sum(trades[0].Terms.PriceOf);
        }

        var given = trades.Sum(t => Enumerable.Range(0, t.Segments.Length).Where(i => t.Segments[i].Delivery is not null).Sum(t.Terms.PriceOf));
        return given - SaleStory.Balance(survivor);
    }

    private static void NothingIsReserved(VirtualPeer peer, SaleStory story) =>
        Assert.All(story.Ask<MyOrders>(peer, ReadMyOrders.Now).Orders.Values, order => Assert.Equal(0, order.Reserved));

    /// <summary>Lets the sale go on until its k-th half-block is durable; what follows from that one has not happened yet.</summary>
    private static void RunToMoment(SaleStory story, int moment)
    {
        var before = Durable(story);
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        story.Market.World.RunUntil(() => Durable(story) >= before + moment, TimeSpan.FromMinutes(1));
    }

    private static long Durable(SaleStory story) => story.Owner.Ledger.Count + story.Buyer.Ledger.Count;

    private static List<VirtualPeer> Victims(SaleStory story, Who who) =>
        who == Who.Owner ? [story.Owner] : who == Who.Buyer ? [story.Buyer] : [story.Owner, story.Buyer];
}
