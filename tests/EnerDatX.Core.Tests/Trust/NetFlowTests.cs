using EnerDatX.Core.Trust;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Trust;

public sealed class NetFlowTests
{
    private const int Peers = 8;

    [Fact]
    public void On_random_graphs_scores_capacities_and_contributions_are_those_of_the_plain_definition() =>
        Prop.ForAll(Cases(28).ToArbitrary(), random =>
        {
            var (gifts, alpha) = random;
            var plain = new PlainNetFlow(gifts, Peers, alpha);
            var netFlow = RandomGraph.NetFlowOf(gifts, alpha);
            for (var peer = 1; peer < Peers; peer++)
            {
                Assert.Equal(plain.NetContributionOf(peer), netFlow.NetContributionOf(peer));
                Assert.Equal(plain.CapacityOf(peer), netFlow.CapacityOf(peer));
                Assert.Equal(plain.ScoreOf(peer), netFlow.ScoreOf(peer));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Adding_edges_one_by_one_and_asking_in_between_gives_what_starting_anew_gives() =>
        Prop.ForAll(Cases(40).ToArbitrary(), random =>
        {
            var (gifts, alpha) = random;
            var grown = RandomGraph.NetFlowOf([], alpha);
            for (var count = 1; count <= gifts.Length; count++)
            {
                grown.Add(gifts[count - 1].From, gifts[count - 1].To, gifts[count - 1].Weight);
                var anew = RandomGraph.NetFlowOf(gifts.Take(count), alpha);
                foreach (var peer in Enumerable.Range(0, Peers).Where(peer => (peer + count) % 3 != 0))
                {
                    Assert.Equal(anew.ScoreOf(peer), grown.ScoreOf(peer));
                    Assert.Equal(anew.NetContributionOf(peer), grown.NetContributionOf(peer));
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void The_order_of_the_edges_does_not_matter_to_any_score() =>
        Prop.ForAll((from random in Cases(28) from shuffled in Gen.Shuffle(random.Gifts) select (random, shuffled)).ToArbitrary(), pair =>
        {
            var (first, second) = (RandomGraph.NetFlowOf(pair.random.Gifts), RandomGraph.NetFlowOf(pair.shuffled));
            Assert.All(Enumerable.Range(0, Peers), peer => Assert.Equal(first.ScoreOf(peer), second.ScoreOf(peer)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_explanation_is_paths_of_gifts_that_add_up_to_the_score_largest_first() =>
        Prop.ForAll(Cases(28).ToArbitrary(), random =>
        {
            var (gifts, alpha) = random;
            var given = gifts.Where(g => g.Weight > 0).Select(g => (g.From, g.To)).ToHashSet();
            var netFlow = RandomGraph.NetFlowOf(gifts, alpha);
            for (var peer = 1; peer < Peers; peer++)
            {
                var paths = netFlow.Explain(peer, int.MaxValue);
                Assert.Equal(netFlow.ScoreOf(peer), paths.Sum(path => path.Amount));
                Assert.Equal(paths.OrderByDescending(path => path.Amount).Select(path => path.Amount), paths.Select(path => path.Amount));
                Assert.All(paths, path =>
                {
                    Assert.Equal((peer, RandomGraph.Evaluator), (path.Peers[0], path.Peers[^1]));
                    Assert.Equal(path.Peers.Count, path.Peers.Distinct().Count());
                    Assert.All(path.Peers.Zip(path.Peers.Skip(1)), step => Assert.Contains((step.First, step.Second), given));
                });
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void An_explanation_names_who_vouches_for_whom_and_how_much()
    {
        Gift[] gifts = [new(3, 2, 50), new(2, 0, 30), new(3, 1, 20), new(1, 0, 12), new(3, 0, 1)];
        var netFlow = RandomGraph.NetFlowOf(gifts);
        Assert.Equal(2 * 43, netFlow.ScoreOf(3));
        Assert.Equal(
            ["3 2 0: 60", "3 1 0: 24", "3 0: 2"],
            netFlow.Explain(3, 10).Select(path => $"{string.Join(' ', path.Peers)}: {path.Amount}"));
        Assert.Equal([60, 24], netFlow.Explain(3, 2).Select(path => path.Amount));
    }

    [Fact]
    public void The_evaluator_itself_a_stranger_and_a_freerider_score_nothing_and_have_no_explanation()
    {
        var netFlow = RandomGraph.NetFlowOf([new(0, 1, 5), new(2, 0, 4)]);
        foreach (var peer in new[] { RandomGraph.Evaluator, 1, 77 })
        {
            Assert.Equal(0, netFlow.ScoreOf(peer));
            Assert.Empty(netFlow.Explain(peer, 3));
        }

        Assert.Equal((-5, 8), (netFlow.NetContributionOf(1), netFlow.ScoreOf(2)));
    }

    [Fact]
    public void An_evaluator_without_edges_trusts_nobody_yet()
    {
        var netFlow = new NetFlow<string>(new InteractionGraph<string>(), "newcomer");
        Assert.Equal(0, netFlow.ScoreOf("anybody"));
        netFlow.Add("anybody", "newcomer", 3);
        Assert.Equal(6, netFlow.ScoreOf("anybody"));
    }

    [Fact]
    public void An_odd_weight_is_halved_exactly()
    {
        var netFlow = RandomGraph.NetFlowOf([new(1, 0, 10), new(0, 1, 7)]);
        Assert.Equal(13, netFlow.ScoreOf(1)); // 10 − 7/2 = 6.5, in halves
    }

    [Fact]
    public void A_very_long_chain_of_peers_is_followed_to_its_end()
    {
        const int Length = 1_500;
        var netFlow = RandomGraph.NetFlowOf(Enumerable.Range(0, Length).Select(i => new Gift(i + 1, i, 7)));
        Assert.Equal(14, netFlow.ScoreOf(Length));
        Assert.Equal(Length + 1, Assert.Single(netFlow.Explain(Length, 5)).Peers.Count);
    }

    [Fact]
    public void The_largest_weights_from_many_peers_do_not_overflow()
    {
        const long Most = InteractionGraph<int>.MaxWeight;
        const int Helpers = 100;
        var gifts = Enumerable.Range(2, Helpers).SelectMany(i => new Gift[] { new(1, i, long.MaxValue), new(1, i, long.MaxValue), new(i, 0, Most) });
        var netFlow = RandomGraph.NetFlowOf(gifts, NetFlow<int>.MaxAlpha);
        Assert.Equal(FlowNetwork.MaxFlow, netFlow.ScoreOf(1));
        Assert.Equal(Most * NetFlow<int>.MaxAlpha, netFlow.ScoreOf(2));
        Assert.Equal(Helpers * Most, new BarterCast<int>(RandomGraph.Of(gifts), RandomGraph.Evaluator).DifferenceOf(1));
    }

    [Fact]
    public void What_is_given_twice_adds_up_and_nothing_or_to_oneself_is_no_edge()
    {
        var graph = RandomGraph.Of([new(1, 0, 3), new(1, 0, 4), new(1, 1, 9), new(2, 0, 0)]);
        Assert.Equal(new InteractionEdge(1, 0, 7), Assert.Single(graph.Edges));
        Assert.Equal([0, 1, 2], graph.Peers);
        Assert.Throws<ArgumentOutOfRangeException>(() => graph.Add(1, 0, -1));
    }

    private static Gen<(Gift[] Gifts, int Alpha)> Cases(int most) =>
        from gifts in RandomGraph.Gifts(0, Peers - 1, most)
        from alpha in Gen.Choose(1, 3)
        select (gifts, alpha);
}
