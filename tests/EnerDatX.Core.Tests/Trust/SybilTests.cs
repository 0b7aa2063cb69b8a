using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Trust;

/// <summary>Peers 0 … 5 are honest, 6 … 11 are keys of one attacker: the region.</summary>
public sealed class SybilTests
{
    private const int LastHonest = 5;
    private const int FirstSybil = 6;
    private const int LastSybil = 11;
    private const int Alpha = 2;

    [Fact]
    public void No_member_of_a_region_scores_more_than_the_edges_that_lead_out_of_it() =>
        Prop.ForAll(Worlds(everybodyGives: true), world =>
        {
            var netFlow = RandomGraph.NetFlowOf([.. world.Honest, .. world.Out, .. world.In, .. world.Inside]);
            var bound = Alpha * world.Out.Sum(gift => gift.Weight);
            Assert.All(Sybils, peer => Assert.InRange(netFlow.ScoreOf(peer), 0, bound));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Theory]
    [InlineData("star")]
    [InlineData("chain")]
    [InlineData("clique")]
    public void A_region_of_any_shape_behind_attack_edges_worth_w_gains_no_member_more_than_w(string shape) =>
        Prop.ForAll(
            (from honest in RandomGraph.Gifts(0, LastHonest, 20)
             from attack in RandomGraph.Gifts(FirstSybil, FirstSybil, 0, LastHonest, 3)
             from size in Gen.Choose(1, 12)
             select (honest, attack, size)).ToArbitrary(),
            world =>
            {
                var w = Alpha * world.attack.Sum(gift => gift.Weight);
                var netFlow = RandomGraph.NetFlowOf([.. world.honest, .. world.attack, .. Region(shape, world.size)]);
                var region = Enumerable.Range(FirstSybil, world.size + 1).ToList();
                Assert.All(region, peer => Assert.InRange(netFlow.ScoreOf(peer), 0, w));

                // Nor does whoever has the attack edges gain by the others: its own score is what it is without them.
                var alone = RandomGraph.NetFlowOf([.. world.honest, .. world.attack]);
                Assert.InRange(netFlow.ScoreOf(FirstSybil), 0, alone.ScoreOf(FirstSybil));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void The_bound_is_of_each_member_and_not_of_all_together()
    {
        var netFlow = RandomGraph.NetFlowOf([new(FirstSybil, 0, 3), .. Region("star", 4)]);
        Assert.All(Enumerable.Range(FirstSybil, 5), peer => Assert.Equal(Alpha * 3, netFlow.ScoreOf(peer)));
    }

    [Fact]
    public void Edges_inside_a_region_to_which_only_the_evaluator_gave_raise_the_score_of_no_honest_peer() =>
        Prop.ForAll(Worlds(everybodyGives: false), world =>
        {
            var before = RandomGraph.NetFlowOf([.. world.Honest, .. world.Out, .. world.In]);
            var after = RandomGraph.NetFlowOf([.. world.Honest, .. world.Out, .. world.In, .. world.Inside]);
            Assert.All(Honest, peer => Assert.True(after.ScoreOf(peer) <= before.ScoreOf(peer)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void A_region_that_gave_nothing_changes_the_score_of_no_honest_peer() =>
        Prop.ForAll(Worlds(everybodyGives: true), world =>
        {
            var without = RandomGraph.NetFlowOf(world.Honest);
            var with = RandomGraph.NetFlowOf([.. world.Honest, .. world.In, .. world.Inside]);
            Assert.All(Honest, peer => Assert.Equal(without.ScoreOf(peer), with.ScoreOf(peer)));
            Assert.All(Sybils, peer => Assert.Equal(0, with.ScoreOf(peer)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    /// <summary>The limit of the property above: who gave to the region gains by edges inside it, up to what the region gave.</summary>
    [Fact]
    public void An_honest_peer_that_gave_to_a_region_can_be_raised_by_it_but_not_above_what_the_region_gave()
    {
        Gift[] outside = [new(1, 6, 100), new(7, 0, 5)];
        Assert.Equal(0, RandomGraph.NetFlowOf(outside).ScoreOf(1));
        Assert.Equal(Alpha * 5, RandomGraph.NetFlowOf([.. outside, new(6, 7, 1_000)]).ScoreOf(1));
    }

    private static IEnumerable<int> Honest => Enumerable.Range(0, FirstSybil);

    private static IEnumerable<int> Sybils => Enumerable.Range(FirstSybil, LastSybil - FirstSybil + 1);

    /// <summary>Invented gifts, each far larger than any honest one; the first key is the one with the attack edges.</summary>
    private static IEnumerable<Gift> Region(string shape, int size)
    {
        const long Invented = 1_000_000;
        var others = Enumerable.Range(FirstSybil + 1, size);
        return shape switch
        {
            "star" => others.SelectMany(key => new Gift[] { new(key, FirstSybil, Invented), new(FirstSybil, key, Invented) }),
            "chain" => others.Select(key => new Gift(key, key - 1, Invented)),
            _ => others.Append(FirstSybil).SelectMany(one => others.Append(FirstSybil), (one, other) => new Gift(one, other, Invented)),
        };
    }

    /// <param name="everybodyGives">Whether honest peers besides the evaluator gave to the region.</param>
    private static Arbitrary<(Gift[] Honest, Gift[] Out, Gift[] In, Gift[] Inside)> Worlds(bool everybodyGives) =>
        (from honest in RandomGraph.Gifts(0, LastHonest, 20)
         from outward in RandomGraph.Gifts(FirstSybil, LastSybil, 0, LastHonest, 4)
         from inward in RandomGraph.Gifts(0, everybodyGives ? LastHonest : RandomGraph.Evaluator, FirstSybil, LastSybil, 6)
         from inside in RandomGraph.Gifts(FirstSybil, LastSybil, 30)
         select (honest, outward, inward, inside.Select(gift => gift with { Weight = gift.Weight * 1_000 }).ToArray())).ToArbitrary();
}
