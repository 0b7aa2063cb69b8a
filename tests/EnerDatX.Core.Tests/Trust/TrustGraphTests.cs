using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Tests.Market;
using EnerDatX.Core.Trust;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Trust;

/// <summary>A graph that grows with its ledger says what a graph says that is built from it. Peers 0 … 4 as in <see cref="TrustEdgesTests"/>.</summary>
public sealed class TrustGraphTests
{
    private readonly SmallMarket _market = new();

    private MoneyWorld World => _market.World;

    [Fact]
    public void Receipts_that_come_one_by_one_give_what_all_at_once_give() =>
        Prop.ForAll(Sales().ToArbitrary(), sales =>
        {
            var market = new SmallMarket();
            var all = market.World.All;
            var grown = GraphAround(market, all[0]);
            foreach (var (seller, buyer, price, segments) in sales)
            {
                market.Sell(all[seller], all[buyer], price, segments);
                Receipts(market).ForEach(grown.Add);
                AssertSame(GraphAround(market, all[0]), grown, market);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(25));

    [Fact]
    public void The_order_in_which_receipts_come_does_not_matter()
    {
        _market.Sell(World.Alice, World.Bob, 10, segments: 2);
        _market.Sell(World.Carol, World.Alice, 6);
        _market.Sell(World.Bob, World.Carol, 3);
        _market.Sell(World.Mallory, World.All[4], 50);
        var built = GraphAround(_market, World.Bob);
        var backwards = new TrustGraph(
            World.Bob.PublicKey, new MemoryLedger(), MoneyWorld.Network, MoneyWorld.Token, TrustLimits.Default, SmallMarket.Nobody);
        Receipts(_market).AsEnumerable().Reverse().Concat(Receipts(_market)).ToList().ForEach(backwards.Add);
        AssertSame(built, backwards, _market);
        Assert.Equal(4, backwards.Receipts);
    }

    [Fact]
    public void Strangers_come_in_all_together_when_the_first_of_them_trades_with_somebody_known()
    {
        _market.Sell(World.Alice, World.Bob, 10);
        var graph = GraphAround(_market, World.Bob);
        _market.Sell(World.Mallory, World.All[4], 50);
        _market.Sell(World.Carol, World.Mallory, 20);
        Receipts(_market).ForEach(graph.Add);
        Assert.Equal((2, 1), (graph.Peers.Count, graph.Receipts));

        _market.Sell(World.All[4], World.Alice, 7);
        Receipts(_market).ForEach(graph.Add);
        Assert.Equal((5, 4), (graph.Peers.Count, graph.Receipts));
        Assert.Equal(2 * 7, graph.StandingOf(World.Carol.PublicKey).Score);
    }

    [Fact]
    public void A_cheat_scores_nothing_and_nobody_gains_through_it()
    {
        _market.Sell(World.Mallory, World.Bob, 10);
        _market.Sell(World.Carol, World.Mallory, 6);
        _market.Sell(World.Alice, World.Bob, 4);
        var before = GraphAround(_market, World.Bob);
        Assert.Equal((20L, 12L, 8L), (Score(before, World.Mallory), Score(before, World.Carol), Score(before, World.Alice)));

        var after = GraphAround(_market, World.Bob, World.Mallory.PublicKey);
        _market.Sell(World.Mallory, World.Bob, 100);
        Receipts(_market).ForEach(after.Add);
        Assert.Equal((0L, 0L, 8L), (Score(after, World.Mallory), Score(after, World.Carol), Score(after, World.Alice)));
        Assert.False(after.Has(World.Mallory.PublicKey));
        Assert.Equal(1_000, after.StandingOf(World.Alice.PublicKey).PerThousand);
    }

    [Fact]
    public void The_relative_score_is_the_share_of_all_that_was_received()
    {
        _market.Sell(World.Alice, World.Bob, 62);
        _market.Sell(World.Carol, World.Bob, 38);
        _market.Sell(World.Mallory, World.Carol, 5);
        var graph = GraphAround(_market, World.Bob);
        Assert.Equal((620, 380, 50), (PerThousand(World.Alice), PerThousand(World.Carol), PerThousand(World.Mallory)));
        Assert.Equal((0, 0), (PerThousand(World.All[4]), PerThousand(World.Bob)));
        Assert.True(graph.StandingOf(World.All[4].PublicKey).IsNewcomer);

        int PerThousand(MarketPeer peer) => graph.StandingOf(peer.PublicKey).PerThousand;
    }

    [Fact]
    public void A_score_below_a_thousandth_is_no_newcomers()
    {
        _market.Sell(World.Alice, World.Bob, 1);
        _market.Sell(World.Carol, World.Bob, 9_999);
        var standing = GraphAround(_market, World.Bob).StandingOf(World.Alice.PublicKey);
        Assert.Equal((2L, 0, false), (standing.Score, standing.PerThousand, standing.IsNewcomer));
        Assert.Equal(default, Standing.Of(0, 5));
        Assert.Equal(1_000, Standing.Of(FlowNetwork.MaxFlow, 10).PerThousand);
    }

    [Fact]
    public void A_graph_that_a_limit_cuts_says_so_and_does_not_grow()
    {
        foreach (var limits in new[] { TrustLimits.Default with { Peers = 2 }, TrustLimits.Default with { Receipts = 2 }, TrustLimits.Default with { DeliveriesPerPeer = 1 } })
        {
            var market = new SmallMarket();
            var world = market.World;
            market.Sell(world.Alice, world.Bob, 10);
            var grown = GraphAround(market, world.Bob, limits);
            Assert.False(grown.IsCut);
            market.Sell(world.Carol, world.Alice, 6, segments: 2);
            Receipts(market).ForEach(grown.Add);
            var built = GraphAround(market, world.Bob, limits);
            Assert.True(grown.IsCut && built.IsCut);
            var receipts = grown.Receipts;
            market.Sell(world.Alice, world.Bob, 3);
            Receipts(market).ForEach(grown.Add);
            Assert.Equal(receipts, grown.Receipts);
        }
    }

    [Fact]
    public void Completed_trades_are_the_same_list_for_every_order_of_peers_and_leave_strangers_out()
    {
        foreach (var (seller, buyer, price) in new[] { (World.Alice, World.Bob, 10L), (World.Bob, World.Carol, 4L), (World.Mallory, World.All[4], 9L) })
        {
            _market.Sell(seller, buyer, price).Finish();
        }

        _market.Sell(World.Carol, World.Alice, 70); // nobody said that it is done
        var peers = new[] { World.Alice.PublicKey, World.Bob.PublicKey, World.Carol.PublicKey };
        var trades = CompletedTrades.Among(peers, World.Ledger, MoneyWorld.Network, MoneyWorld.Token, TrustLimits.Default);
        Assert.Equal(trades, CompletedTrades.Among([.. peers.Reverse()], World.Ledger, MoneyWorld.Network, MoneyWorld.Token, TrustLimits.Default));
        Assert.Equal([4L, 10L], trades.Select(trade => trade.Value).Order());
        Assert.Empty(CompletedTrades.Among(peers, World.Ledger, MoneyWorld.Network, MoneyWorld.OtherToken, TrustLimits.Default));
        var scores = TemporalPageRank.Scores(World.Bob.PublicKey, trades, TemporalPageRank.FineTolerance);
        Assert.Equal(1.0, scores.Sum(score => score.Score), 1e-9);
        Assert.All(trades, trade => Assert.Equal(
            trade.Requester, World.Ledger.Find(trade.Responder, (uint)trade.ResponderSequence)!.LinkPublicKey));
    }

    private static long Score(TrustGraph graph, MarketPeer peer) => graph.StandingOf(peer.PublicKey).Score;

    private static TrustGraph GraphAround(SmallMarket market, MarketPeer peer, params PublicKey[] cheats) =>
        new(peer.PublicKey, market.World.Ledger, MoneyWorld.Network, MoneyWorld.Token, TrustLimits.Default, cheats.Contains);

    private static TrustGraph GraphAround(SmallMarket market, MarketPeer peer, TrustLimits limits) =>
        new(peer.PublicKey, market.World.Ledger, MoneyWorld.Network, MoneyWorld.Token, limits, SmallMarket.Nobody);

    private static List<Receipt> Receipts(SmallMarket market) =>
        [.. market.World.Everything().Select(block => Receipt.Read(block, market.World.Ledger, MoneyWorld.Network)).OfType<Receipt>()];

    private static void AssertSame(TrustGraph built, TrustGraph grown, SmallMarket market)
    {
        Assert.Equal((built.Edges, built.Receipts, built.IsCut), (grown.Edges, grown.Receipts, grown.IsCut));
        Assert.Equal(built.Peers.Order(), grown.Peers.Order());
        foreach (var peer in market.World.All.Select(p => p.PublicKey))
        {
            Assert.Equal(built.StandingOf(peer), grown.StandingOf(peer));
            Assert.Equal(built.CapacityOf(peer), grown.CapacityOf(peer));
            Assert.Equal(built.NetContributionOf(peer), grown.NetContributionOf(peer));
            Assert.Equal(built.BarterCastOf(peer), grown.BarterCastOf(peer));
            Assert.Equal(grown.StandingOf(peer).Score, grown.Explain(peer, int.MaxValue).Sum(path => path.Amount));
        }
    }

    private static Gen<(int Seller, int Buyer, int Price, int Segments)[]> Sales() =>
        from count in Gen.Choose(1, 7)
        from sales in Gen.ArrayOf(
            from seller in Gen.Choose(0, MoneyWorld.Peers - 1)
            from step in Gen.Choose(1, MoneyWorld.Peers - 1)
            from price in Gen.Choose(2, 40)
            from segments in Gen.Choose(1, 2)
            select (seller, (seller + step) % MoneyWorld.Peers, price, segments),
            count)
        select sales;
}
