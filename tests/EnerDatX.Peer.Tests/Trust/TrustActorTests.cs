using EnerDatX.Core.Evidence;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Core.Trust;
using EnerDatX.Peer.Tests.Sale;
using EnerDatX.Peer.Trust;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Peer.Tests.Trust;

/// <summary>What a peer's trust says while half-blocks come, in whatever order.</summary>
public sealed class TrustActorTests
{
    [Fact]
    public void What_is_asked_before_and_after_a_sale_is_what_the_ledger_says()
    {
        using var story = new SaleStory().Prepare(3).Offer();
        Assert.Equal(default, Read(story, story.Buyer, story.Owner.Self).Report.Standing);
        story.Place(story.Buyer, TickSide.Bid);
        story.RunUntilClosed();

        var read = Read(story, story.Buyer, story.Owner.Self);
        Assert.Equal(new Standing(2 * SaleStory.Price, 1_000), read.Report.Standing);
        Assert.Equal((SaleStory.Price, 2 * SaleStory.Price), (read.Report.BarterCast, read.Report.Capacity));
        Assert.Equal((false, null, 3), (read.Report.IsCheat, read.Report.Proof, read.Report.Receipts));
        Assert.InRange(read.Report.TemporalPageRank, 0.01, 0.99);
        Assert.Equal(default, read.AtRisk);
        AssertAsBuilt(story, story.Buyer);

        // The seller took tokens, which are no trust: to it the buyer is a newcomer that owes.
        var buyer = Read(story, story.Owner, story.Buyer.Self).Report;
        Assert.Equal((default, -SaleStory.Price), (buyer.Standing, buyer.NetContribution));
        Truths.HoldFor(story);
    }

    [Fact]
    public void What_is_at_risk_is_told_while_the_trade_goes_on()
    {
        using var story = new SaleStory(peerHocon: SaleStory.Quick).Prepare(2).Offer();
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        story.RunUntil(() => SaleStory.TradeOf(story.Owner)?.InitAgreement is not null);
        story.Market.Network.Cut = (_, _) => true;
        foreach (var (peer, other) in new[] { (story.Buyer, story.Owner), (story.Owner, story.Buyer) })
        {
            var read = Read(story, peer, other.Self);
            Assert.Equal(new Exposure(SaleStory.Price / 2, SaleStory.Price / 2), read.AtRisk);
            Assert.Equal(10_000, read.Policy.MostWith(read.Report.Standing, TradeSide.Buyer));
        }
    }

    [Fact]
    public void Receipts_of_others_count_in_whatever_order_their_half_blocks_come()
    {
        foreach (var backwards in new[] { false, true })
        {
            using var story = new SaleStory().Prepare().Offer();
            var late = story.Market.Add("late");
            story.Fund(late);
            story.Place(story.Buyer, TickSide.Bid);
            story.RunUntilClosed();
            Assert.Equal(1, Read(story, story.Buyer, late.Self).Report.Receipts);

            // The buyer hears of the next sale only what a stranger brings it.
            story.Buyer.Crash();
            var asset = story.Import(story.Owner, 2);
            story.Place(story.Owner, TickSide.Ask, 30, asset: asset);
            story.RunUntil(() => story.Knows(late, TickSide.Ask, asset));
            story.Place(late, TickSide.Bid, 30, asset: asset);
            story.RunUntilEnded(TradeEnding.Done, late);
            story.RunFor(5);
            story.Market.Network.Cut = (from, to) => from.Equals(story.Owner.Address) || from.Equals(late.Address);
            story.Buyer.Start();
            Assert.Equal(1, Read(story, story.Buyer, late.Self).Report.Receipts);
            var trade = SaleStory.TradeOf(late)!.Id;
            var blocks = late.Ledger.Recent(int.MaxValue, 0)
                .Where(b => TradeFields.TryTradeOf(b, SaleStory.Network, out var id) && id == trade).ToList();
            var stranger = new Puppet(story, "stranger");
            foreach (var block in backwards ? blocks : blocks.AsEnumerable().Reverse())
            {
                stranger.Send(story.Buyer, block);
                story.RunFor(1);
            }

            Assert.Equal(3, Read(story, story.Buyer, late.Self).Report.Receipts);
            AssertAsBuilt(story, story.Buyer);
        }
    }

    [Fact]
    public void A_proven_cheat_has_no_score_left_and_the_proof_is_named_also_after_a_restart()
    {
        using var story = new SaleStory().Prepare().Offer();
        story.Place(story.Buyer, TickSide.Bid);
        story.RunUntilClosed();
        Assert.Equal(2 * SaleStory.Price, Read(story, story.Buyer, story.Owner.Self).Report.Standing.Score);

        story.Owner.Crash();
        var cheat = new Puppet(story, story.Owner);
        var head = cheat.Head;
        var halves = new List<HalfBlock>();
        foreach (var text in new[] { "one", "other" })
        {
            cheat.Head = head;
            halves.Add(cheat.Publish("anything", MarketHead.Begin(SaleStory.Network).Text("text", text).Encode()));
        }

        cheat.Send(story.Buyer, [.. halves]);
        story.RunFor(2);
        AssertShutOut(story);
        story.Buyer.Crash();
        story.Buyer.Start();
        AssertShutOut(story);
    }

    [Fact]
    public void A_member_id_is_found_among_those_who_traded_and_a_strangers_is_unknown()
    {
        using var story = new SaleStory().Prepare().Offer();
        story.Place(story.Buyer, TickSide.Bid);
        story.RunUntilClosed();
        var found = story.Ask<object>(story.Buyer, new ReadTrust(null, story.Owner.Self.Mid, SaleStory.Currency));
        Assert.Equal(story.Owner.Self, Assert.IsType<TrustRead>(found).Report.Peer);
        Assert.IsType<TrustUnknown>(story.Ask<object>(story.Buyer, new ReadTrust(null, VirtualMarket.KeyOf("x").PublicKey.Mid, SaleStory.Currency)));
    }

    [Fact]
    public void Of_a_currency_that_the_node_does_not_know_everybody_is_a_newcomer()
    {
        using var story = new SaleStory();
        var read = story.Ask<StandingsRead>(story.Buyer, new ReadStandings([(story.Owner.Self, "NONE"), (story.Owner.Self, SaleStory.Currency)]));
        Assert.Equal([default, default], read.Standings);
    }

    private static TrustRead Read(SaleStory story, VirtualPeer peer, PublicKey about) =>
        story.Ask<TrustRead>(peer, new ReadTrust(about, about.Mid, SaleStory.Currency));

    private static void AssertShutOut(SaleStory story)
    {
        var report = Read(story, story.Buyer, story.Owner.Self).Report;
        Assert.Equal((default, 0L, 0L, 0.0), (report.Standing, report.Capacity, report.BarterCast, report.TemporalPageRank));
        Assert.Equal((true, ProofKind.DoubleSpend, 0), (report.IsCheat, report.Proof, report.Receipts));
    }

    private static void AssertAsBuilt(SaleStory story, VirtualPeer peer)
    {
        var built = new TrustGraph(peer.Self, peer.Ledger, SaleStory.Network, SaleStory.Currency, TrustLimits.Default, _ => false);
        foreach (var other in story.Market.Peers.Select(p => p.Self))
        {
            var report = Read(story, peer, other).Report;
            Assert.Equal(built.StandingOf(other), report.Standing);
            Assert.Equal((built.CapacityOf(other), built.NetContributionOf(other)), (report.Capacity, report.NetContribution));
            Assert.Equal(built.BarterCastOf(other), report.BarterCast);
            Assert.Equal((built.Peers.Count, built.Edges, built.Receipts), (report.Peers, report.Edges, report.Receipts));
        }
    }
}
