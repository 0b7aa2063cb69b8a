using EnerDatX.Core.Evidence;
using EnerDatX.Core.Market;

namespace EnerDatX.Laboratory.Tests.Attackers;

/// <summary>What a cheat in a trade costs the other side: one segment at most.</summary>
public sealed class TradeTests
{
    [Theory]
    [InlineData("no-pay")]
    [InlineData("partial-pay")]
    public void A_buyer_that_does_not_pay_costs_a_seller_one_segment_at_most(string behaviour)
    {
        using var world = Attacked.Market($"behaviour = {behaviour}, share = 0.25, budget = 100", 1);
        world.AssertNobodyIsExposed();
        var cheated = world.Trades(Attacked.IsAttacker, Attacked.IsHonest);
        Assert.NotEmpty(cheated);
        Assert.DoesNotContain(cheated, trade => trade.Ending == TradeEnding.Done);
        Assert.All(cheated, trade =>
        {
            var seller = world.TradesOf(world.All.First(p => p.Self.Equals(trade.Seller))).FirstOrDefault(t => t.Id == trade.Id) ?? trade;
            Assert.InRange(seller.Segments.Count(s => s is { Delivery: not null, Credit: null }), 0, 0);
            Assert.InRange(seller.Segments.Count(s => s is { Delivery: not null, Receipt: null }), 0, 1);
        });
        AssertOthersTrade(world);
    }

    [Theory]
    [InlineData("no-deliver")]
    [InlineData("garbage")]
    public void A_seller_that_delivers_nothing_or_noise_costs_a_buyer_one_segment_at_most(string behaviour)
    {
        using var world = Attacked.Market($"behaviour = {behaviour}, share = 0.25, budget = 100", 3);
        world.AssertNobodyIsExposed();
        var cheated = world.Trades(Attacked.IsHonest, Attacked.IsAttacker).Where(t => t.PaidAmount > 0).ToList();
        Assert.NotEmpty(cheated);
        Assert.All(cheated, trade =>
        {
            Assert.Equal(trade.Terms.PriceOf(0), trade.PaidAmount);
            Assert.All(trade.Segments, segment => Assert.Null(segment.Receipt));
        });
        Assert.All(
            world.Result.Tables.Trades.Where(row => Attacked.IsAttacker(world.All[row.Seller]) && Attacked.IsHonest(world.All[row.Buyer]) && row.BegunMs > 1_000 && row.Paid > 0 && row.Ending.Length > 0),
            row => Assert.Equal(behaviour == "garbage" ? "baddelivery" : "abandoned", row.Ending));
        AssertOthersTrade(world);
    }

    [Fact]
    public void A_wrong_key_is_disputed_and_every_honest_peer_judges_the_seller_alike()
    {
        using var world = Attacked.Market("behaviour = garbage, share = 0.25, budget = 100", 3);
        var cheated = world.Trades(Attacked.IsHonest, Attacked.IsAttacker).Where(t => t.Segments[0].Delivery is not null).ToList();
        Assert.NotEmpty(cheated);
        Assert.All(cheated, trade => Assert.Equal((TradeEnding.BadDelivery, 0), (trade.Ending, trade.Disputed)));
        var disputes = cheated.Select(trade => trade.Segments[0].Dispute!.Hash).ToHashSet();
        var guilty = cheated.Select(trade => trade.Seller).ToHashSet();
        foreach (var peer in world.Honest)
        {
            var judged = world.Judged(peer).Where(j => disputes.Contains(j.Disputed.Dispute.Hash)).ToList();
            Assert.All(judged, j => Assert.Equal((DisputeVerdict.SellerWrongKey, j.Disputed.Seller), (j.Judgement.Verdict, j.Judgement.Guilty)));
            Assert.Equal(guilty.Order(), judged.Select(j => j.Disputed.Seller).Distinct().Order());
        }
    }

    [Fact]
    public void A_seller_that_serves_something_else_is_not_paid()
    {
        using var world = Attacked.Market("behaviour = wrong-cid, share = 0.25, budget = 100", 3);
        world.AssertNobodyIsExposed();
        var cheated = world.Trades(Attacked.IsHonest, Attacked.IsAttacker);
        Assert.NotEmpty(cheated);
        Assert.All(cheated, trade => Assert.Equal(0, trade.PaidAmount));
        AssertOthersTrade(world);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Selling_exclusively_twice_is_proved_by_the_two_sales_where_peers_read_chains(int seed)
    {
        using var world = Attacked.Market("behaviour = resell-exclusive, share = 0.25", (ulong)seed, "market.exclusive-share = 1, ledger.pull-every = 500ms, ledger.pull-halves = 20");
        world.AssertEverybodyKnows(ProofKind.ConflictingLicences);
    }

    [Fact]
    public void Promises_to_many_at_once_leave_no_seller_with_more_at_risk_than_its_limit()
    {
        using var world = Attacked.Market("behaviour = obligation-race, share = 0.25, budget = 10", 3);
        world.AssertNobodyIsExposed();
        var promised = world.Truth.SelectMany(attack => attack.Halves).ToHashSet();
        Assert.NotEmpty(promised);
        Assert.All(world.Honest.SelectMany(world.TradesOf).Where(trade => promised.Contains(trade.Init)), trade =>
            Assert.All(trade.Segments, segment => Assert.True(segment.Delivery is null || segment.Credit is not null)));
        AssertOthersTrade(world);
    }

    private static void AssertOthersTrade(Attacked world) =>
        Assert.Contains(world.Trades(Attacked.IsHonest, Attacked.IsHonest), trade => trade.Ending == TradeEnding.Done);
}
