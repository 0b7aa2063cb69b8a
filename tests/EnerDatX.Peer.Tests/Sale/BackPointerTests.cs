using EnerDatX.Core.Evidence;
using EnerDatX.Core.Market;

namespace EnerDatX.Peer.Tests.Sale;

/// <summary>What a peer signs by itself says what it signed before.</summary>
public sealed class BackPointerTests
{
    [Fact]
    public void Every_proposal_and_source_after_the_second_names_earlier_half_blocks_of_its_chain_and_no_agreement_does()
    {
        using var story = new SaleStory().Prepare(3).Offer();
        story.Place(story.Buyer, TickSide.Bid);
        story.RunUntilClosed();
        foreach (var peer in story.Market.Peers)
        {
            var chain = peer.Ledger.Range(peer.Self, 1, uint.MaxValue, int.MaxValue);
            Assert.NotEmpty(chain);
            foreach (var block in chain)
            {
                var pointers = BackPointers.Of(block).ToArray();
                Assert.Equal(!block.IsAgreement && block.Sequence > 2, pointers.Length > 0);
                Assert.All(pointers, pointer => Assert.Equal(BackPointer.To(peer.Ledger.Find(peer.Self, pointer.Sequence)!), pointer));
            }
        }

        Truths.HoldFor(story);
    }
}
