using EnerDatX.Core.Market;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Peer.Tests.Sale;

/// <summary>
/// Protocol rule 17, exhaustively: after each half-block of a sale that became durable on either side, and before anything else is
/// delivered, one side or both lose all that is not on their disks.
/// </summary>
public sealed class CrashTests
{
    /// <summary>Half-blocks that become durable between bid and end, both ledgers counted: see the first test.</summary>
    private const int OfOneSegment = 18;
    private const int OfThreeSegments = 34;

    public enum Who
    {
        Owner = 1,
        Buyer,
        Both,
    }

    public static TheoryData<int, Who, int> EveryMoment()
    {
        var rows = new TheoryData<int, Who, int>();
        foreach (var (segments, count) in new[] { (1, OfOneSegment), (3, OfThreeSegments) })
        {
            foreach (var who in Enum.GetValues<Who>())
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
