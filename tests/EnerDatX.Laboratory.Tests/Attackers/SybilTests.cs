using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Trust;
using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Tests.Attackers;

/// <summary>Praise among one's own keys is worth what one gave to others.</summary>
public sealed class SybilTests
{
    [Theory]
    [InlineData("sybil-star")]
    [InlineData("sybil-chain")]
    [InlineData("sybil-clique")]
    public void No_made_up_key_scores_more_than_its_maker_gave(string behaviour)
    {
        using var world = Attacked.Market($"behaviour = {behaviour}, share = 0.17, start = 20s", 3);
        world.AssertNobodyIsExposed();
        var known = world.All.Select(p => p.Self).ToHashSet();
        var sold = 0;
        foreach (var evaluator in world.Honest)
        {
            var graph = GraphOf(world, evaluator);
            var madeUp = graph.Peers.Where(key => !known.Contains(key)).ToList();
            var gave = world.Attackers.Sum(attacker => GivenTo(world, evaluator, attacker));
            sold += gave > 0 && madeUp.Count > 0 ? 1 : 0;
            Assert.All(madeUp, key => Assert.InRange(graph.StandingOf(key).Score, 0, graph.Alpha * GivenToAnybody(world)));
            if (GivenToAnybody(world) == 0)
            {
                Assert.All(madeUp, key => Assert.Equal(0, graph.StandingOf(key).Score));
            }
        }

        Assert.True(sold > 0, "no honest peer bought of an attacker and heard of its made-up keys");
    }

    [Fact]
    public void A_ring_that_sells_to_itself_earns_no_trust_from_others()
    {
        using var world = Attacked.Market("behaviour = wash-ring, share = 0.3, group = ring, budget = 100", 3, "market.exclusive-share = 1");
        world.AssertNobodyIsExposed();
        var washed = world.Trades(Attacked.IsAttacker, Attacked.IsAttacker).Where(trade => trade.Ending == TradeEnding.Done).ToList();
        Assert.NotEmpty(washed);
        Assert.All(world.Honest, evaluator =>
        {
            var graph = GraphOf(world, evaluator);
            Assert.All(world.Attackers.Where(graphed => graph.Has(graphed.Self)), attacker =>
                Assert.InRange(graph.StandingOf(attacker.Self).Score, 0, graph.Alpha * GivenToAnybody(world)));
        });
    }

    private static TrustGraph GraphOf(Attacked world, Participant evaluator) =>
        new(evaluator.Self, evaluator.Peer.Ledger, world.Network, Participants.Currency, TrustLimits.Default, _ => false);

    /// <summary>Receipts of honest buyers for what attackers sold them: the only edges out of the attackers' region.</summary>
    private static long GivenToAnybody(Attacked world) => world.Honest.Sum(buyer => world.Attackers.Sum(attacker => GivenTo(world, buyer, attacker)));

    private static long GivenTo(Attacked world, Participant buyer, Participant seller) => buyer.Peer.Ledger.OfType(buyer.Self, BlockTypes.Delivery)
        .Where(own => own.IsAgreement && own.LinkPublicKey.Equals(seller.Self))
        .Select(own => Receipt.Read(own, buyer.Peer.Ledger, world.Network))
        .OfType<Receipt>()
        .Sum(receipt => receipt.Price);
}
