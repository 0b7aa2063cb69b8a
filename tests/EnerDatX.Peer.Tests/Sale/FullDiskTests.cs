using EnerDatX.Core.Market;
using EnerDatX.Peer.Market;
using EnerDatX.Peer.Meter;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Peer.Tests.Sale;

/// <summary>A full disk stops signing, and nothing else; when there is room again, everything goes on by itself.</summary>
public sealed class FullDiskTests
{
    /// <summary>Half-blocks that become durable in a sale of one segment: see <see cref="CrashTests"/>.</summary>
    private const int OfOneSegment = 20;

    public static TheoryData<bool, int, int> EveryMoment()
    {
        var rows = new TheoryData<bool, int, int>();
        foreach (var isOwner in new[] { true, false })
        {
            for (var moment = 0; moment < OfOneSegment; moment++)
            {
                rows.Add(isOwner, moment, 3);
                rows.Add(isOwner, moment, 45);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(EveryMoment))]
    public void A_sale_is_finished_though_a_disk_was_full_for_a_while(bool isOwner, int moment, int seconds)
    {
        using var story = new SaleStory().Prepare().Offer();
        var before = Durable(story);
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        story.Market.World.RunUntil(() => Durable(story) - before >= moment, TimeSpan.FromMinutes(1));
        var victim = isOwner ? story.Owner : story.Buyer;
        victim.IsDiskFull = true;
        story.RunFor(seconds);
        victim.IsDiskFull = false;
        if (SaleStory.TradeOf(story.Buyer) is null && story.Ask<MyOrders>(story.Buyer, ReadMyOrders.Now).Orders.Count == 0)
        {
            // The bid itself was refused: its owner was told, and says it again.
            Assert.IsType<OrderPlaced>(story.Place(story.Buyer, TickSide.Bid));
        }

        story.RunUntil(() => SaleStory.TradesOf(story.Buyer).Any(t => t.DoneAgreement is not null) && SaleStory.TradesOf(story.Owner).Any(t => t.DoneAgreement is not null));
        story.RunFor(60);

        Assert.Equal(SaleStory.Faucet - SaleStory.Price, SaleStory.Balance(story.Buyer));
        Truths.MoneyAndDataAreOnTheRightSides(story);
        Truths.HoldFor(story);
    }

    [Fact]
    public void What_a_user_asks_for_is_refused_with_the_reason_and_reading_goes_on()
    {
        using var story = new SaleStory().Prepare();
        story.Owner.IsDiskFull = true;

        var refused = Assert.IsType<OrderRefused>(story.Place(story.Owner, TickSide.Ask));
        var import = Assert.IsType<ImportRefused>(story.Ask<object>(
            story.Owner, new ImportMeter(SaleStory.HouseholdDay, null, "NL-10", "Europe/Amsterdam", 900, 1, false)));

        Assert.Contains("full", refused.Reason, StringComparison.Ordinal);
        Assert.Contains("full", import.Reason, StringComparison.Ordinal);
        Assert.Empty(story.Ask<MyOrders>(story.Owner, ReadMyOrders.Now).Orders);
        story.Owner.IsDiskFull = false;
        Assert.IsType<OrderPlaced>(story.Place(story.Owner, TickSide.Ask));
        Assert.NotEqual(story.Asset, story.Import(story.Owner));
        Truths.HoldFor(story);
    }

    [Fact]
    public void Nothing_that_is_not_durable_is_sent()
    {
        using var story = new SaleStory().Prepare();
        story.RunUntilAcquainted();
        story.Owner.IsDiskFull = true;
        Assert.IsType<OrderRefused>(story.Place(story.Owner, TickSide.Ask));
        story.RunFor(60);

        Assert.Null(story.Buyer.Ledger.Latest(story.Owner.Self));
        Assert.False(story.Knows(story.Buyer, TickSide.Ask));
    }

    [Fact]
    public void Half_blocks_of_others_that_were_not_taken_come_again()
    {
        using var story = new SaleStory().Prepare();
        story.Buyer.IsDiskFull = true;
        Assert.IsType<OrderPlaced>(story.Place(story.Owner, TickSide.Ask));
        story.RunFor(30);
        Assert.False(story.Knows(story.Buyer, TickSide.Ask));

        story.Buyer.IsDiskFull = false;
        story.RunUntil(() => story.Knows(story.Buyer, TickSide.Ask));
    }

    [Fact]
    public void Tokens_that_were_offered_while_the_disk_was_full_are_taken_later()
    {
        using var story = new SaleStory();
        SaleStory.Tell(story.Buyer, new WantFaucet(SaleStory.Currency));
        story.Market.World.RunUntil(() => story.Buyer.Ledger.Count == 1, TimeSpan.FromMinutes(1));
        story.Buyer.IsDiskFull = true;
        story.RunFor(5);
        Assert.Equal(0, SaleStory.Balance(story.Buyer));

        story.Buyer.IsDiskFull = false;
        story.RunUntil(() => SaleStory.Balance(story.Buyer) == SaleStory.Faucet);
        Truths.HoldFor(story);
    }

    private static long Durable(SaleStory story) => story.Owner.Ledger.Count + story.Buyer.Ledger.Count;
}
