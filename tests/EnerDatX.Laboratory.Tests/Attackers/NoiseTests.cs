using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Laboratory.Tests.Attackers;

/// <summary>What is said again, said falsely, or means nothing, changes nothing.</summary>
public sealed class NoiseTests
{
    [Theory]
    [InlineData("slander", "rate = 5, budget = 1000")]
    [InlineData("replay", "rate = 20, budget = 5000")]
    [InlineData("malformed", "rate = 50, budget = 10000")]
    [InlineData("flood", "rate = 200, budget = 100000")]
    [InlineData("front-run", "budget = 100")]
    [InlineData("spoof", "rate = 1, budget = 100")]
    [InlineData("selfish-matchmaker", "budget = 1")]
    [InlineData("eclipse", "budget = 1")]
    public void Nobody_is_accused_and_honest_sales_complete(string behaviour, string plan)
    {
        using var world = Attacked.Market($"behaviour = {behaviour}, share = 0.17, {plan}", 3);
        if (behaviour != "selfish-matchmaker")
        {
            world.AssertNobodyIsExposed();
        }

        Assert.All(world.Honest, participant => Assert.Empty(participant.Peer.Ledger.Proofs(1, 0)));
        Assert.Contains(world.Trades(Attacked.IsHonest, Attacked.IsHonest), trade => trade.Ending == TradeEnding.Done);
    }

    [Fact]
    public void What_is_replayed_is_applied_once()
    {
        using var world = Attacked.Market("behaviour = replay, share = 0.1, rate = 50, budget = 10000", 3);
        Assert.InRange(world.Result.Tables.Frauds.Count, 1_000, 10_000);
        foreach (var participant in world.Honest)
        {
            var chain = world.ChainOf(participant);
            var answered = chain.Where(own => own.IsAgreement).Select(own => (own.LinkPublicKey, own.LinkSequence)).ToList();
            Assert.Equal(answered.Count, answered.Distinct().Count());
            var wallet = chain.Aggregate(Wallet.Empty, (before, own) => before.Evolve(own, world.Network));
            Assert.Equal(wallet.History.Sum(half => half.Change), wallet.Purses.Values.Sum(purse => purse.Balance));
        }
    }

    /// <summary>Half as many sales as in peace would be a success of the attack.</summary>
    [Fact]
    public void A_flood_does_not_stop_the_market()
    {
        using var peace = Attacked.Market("behaviour = flood, share = 0.17, rate = 1, budget = 0", 3);
        using var flood = Attacked.Market("behaviour = flood, share = 0.17, rate = 500, budget = 1000000", 3);
        var before = peace.Trades(Attacked.IsHonest, Attacked.IsHonest).Count(t => t.Ending == TradeEnding.Done);
        var after = flood.Trades(Attacked.IsHonest, Attacked.IsHonest).Count(t => t.Ending == TradeEnding.Done);
        Assert.True(10 * after >= 9 * before, $"{after} sales instead of {before}");
        Assert.All(flood.Honest, participant => Assert.InRange(participant.Peer.Ledger.Latest(participant.Self)?.Sequence ?? 0, 0u, 10_000u));
    }
}
