using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Peer.Tests.Sale;

/// <summary>What must hold in every honest market, however the story went.</summary>
internal static class Truths
{
    public static void HoldFor(SaleStory story)
    {
        Assert.Equal(0, story.Market.World.ForeignEnqueues);
        Assert.Empty(story.Market.World.Failures);
        Assert.Empty(story.Market.World.Unhandled);
        foreach (var peer in story.Market.Peers)
        {
            ChainIsWhole(peer);
            Assert.Empty(peer.Ledger.Proofs(10, 0));
            Assert.All(peer.Ledger.Recent(int.MaxValue, 0), block => Assert.Single(peer.Ledger.Siblings(block.PublicKey, block.Sequence)));
        }

        TokensAreConserved(story.Market);
    }

    /// <summary>What was paid is what was delivered, to the token and to the reading.</summary>
    public static void MoneyAndDataAreOnTheRightSides(SaleStory story)
    {
        var trade = SaleStory.TradesOf(story.Buyer)[0];
        var original = SaleStory.Opened(story.Owner, story.Asset);
        var bought = SaleStory.Opened(story.Buyer, story.Asset);
        Assert.All(bought, segment => Assert.Equal(original[segment.Key], segment.Value));
        var price = bought.Keys.Sum(trade.Terms.PriceOf);
        Assert.Equal(SaleStory.Faucet - price, SaleStory.Balance(story.Buyer));
        Assert.Equal(price, SaleStory.Balance(story.Owner));
    }

    /// <summary>Balances and payments on their way (those taken back are not) add up to what was issued and taken.</summary>
    public static void TokensAreConserved(VirtualMarket market)
    {
        var all = market.Peers.SelectMany(p => p.Ledger.Recent(int.MaxValue, 0)).Distinct().ToList();
        var halves = all.Select(b => MoneyHalf.TryRead(b, SaleStory.Network, out var half) ? half : null).OfType<MoneyHalf>().ToList();
        var taken = halves.Where(h => h.IsCredit).Select(h => ReclaimTransaction.TryRead(h.Block, SaleStory.Network, out var back) ? back.Payment
            : AgreementOf.TryRead(h.Block, SaleStory.Network, out var of) ? of : default).ToHashSet();
        var issued = halves.Where(h => h.Block.Type == BlockTypes.Issue).Sum(h => h.Fields.Amount);
        var onTheirWay = halves.Where(h => !h.IsCredit && !taken.Contains(h.Block.Hash)).Sum(h => h.Fields.Amount);
        Assert.Equal(issued, market.Peers.Sum(SaleStory.Balance) + onTheirWay);
    }

    private static void ChainIsWhole(VirtualPeer peer)
    {
        var chain = peer.Ledger.Range(peer.Self, 1, uint.MaxValue, int.MaxValue);
        var previous = BlockHash.Genesis;
        for (var i = 0; i < chain.Count; i++)
        {
            Assert.Equal((uint)i + 1, chain[i].Sequence);
            Assert.Equal(previous, chain[i].PreviousHash);
            Assert.InRange(chain[i].Packed.Length, HalfBlock.FixedLength, HalfBlock.MaxOwnLength);
            previous = chain[i].Hash;
        }
    }
}
