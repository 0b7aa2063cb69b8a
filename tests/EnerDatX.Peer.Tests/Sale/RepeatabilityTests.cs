using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Sim.Network;

namespace EnerDatX.Peer.Tests.Sale;

/// <summary>The same seed tells the same story.</summary>
public sealed class RepeatabilityTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void The_same_seed_gives_the_same_turns_and_the_same_chains(int seed)
    {
        var (trace, chains) = Tell((ulong)seed);
        var (again, chainsAgain) = Tell((ulong)seed);
        Assert.Equal(trace, again);
        Assert.Equal(chains, chainsAgain);
        Assert.NotEqual(trace, Tell((ulong)seed + 1).Trace);
    }

    private static (string Trace, IReadOnlyList<BlockHash> Chains) Tell(ulong seed)
    {
        using var story = new SaleStory(seed, trace: true);
        story.Market.Network.LossPermille = 200;
        story.Market.Network.DuplicatePermille = 100;
        story.Market.Network.Latency = Latency.LogNormal(60, 700);
        var second = story.Market.Add("second");
        story.Fund(second);
        story.Prepare(2).Offer();
        story.RunUntil(() => story.Knows(second, TickSide.Ask));
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        SaleStory.Tell(second, story.Order(TickSide.Bid, price: 12));
        story.RunFor(10);
        story.Owner.Crash();
        story.RunFor(3);
        story.Owner.Start();
        story.RunFor(90);
        Assert.Equal(0, story.Market.World.ForeignEnqueues);
        return (story.Market.World.TraceHash, [.. story.Market.Peers.SelectMany(p => p.Ledger.Recent(int.MaxValue, 0)).Select(b => b.Hash)]);
    }
}
