using System.Net;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Market;
using EnerDatX.Peer.Tests.Sale;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Peer.Tests.Orders;

/// <summary>A sold ask leaves also those books that heard nothing of its sale.</summary>
public sealed class ClosedOrderTests : IDisposable
{
    private readonly SaleStory _story = new SaleStory().Prepare();
    private readonly List<IPEndPoint> _deaf = [];
    private bool _arePagesRead;

    public void Dispose() => _story.Dispose();

    [Fact]
    public void Both_halves_are_passed_on_to_whom_the_proposal_alone_never_reached()
    {
        var (third, fourth) = (_story.Market.Add("third"), _story.Market.Add("fourth"));
        Offer(third, fourth);
        _story.Market.Network.Drop = (from, to, bytes) => to.Equals(fourth.Address) && Packet.TryRead(bytes, out var packet)
            && (packet.Message is BookPage or HalfBlockBroadcast { Block: { Type: BlockTypes.Done, IsProposal: true } }
                || (packet.Message is HalfBlockPairBroadcast && from.Equals(_story.Owner.Address)));
        Sell();
        Assert.Single(fourth.Ledger.OfType(_story.Owner.Self, BlockTypes.Done));
        Assert.False(_story.Knows(fourth, TickSide.Ask));
    }

    [Fact]
    public void A_buyer_that_bids_on_a_sold_ask_is_shown_the_sale_and_begins_one_trade_only()
    {
        var (second, third) = (_story.Market.Add("second"), _story.Market.Add("third"));
        _story.Fund(second);
        Offer(second, third);
        SellUnheardBy(second, third);

        Assert.IsType<OrderPlaced>(_story.Place(second, TickSide.Bid));
        _story.RunUntilEnded(TradeEnding.Aborted, second);
        _story.RunFor(600);
        Assert.Single(SaleStory.TradesOf(second));
        Assert.False(_story.Knows(second, TickSide.Ask));
        Assert.False(_story.Knows(third, TickSide.Ask)); // by the buyer's word
        Truths.HoldFor(_story);
    }

    [Fact]
    public void A_matchmaker_that_proposes_a_sold_ask_is_shown_the_sale()
    {
        var third = _story.Market.Add("third");
        Offer(third);
        SellUnheardBy(third);
        var (ask, bid) = (_story.Owner.Ledger.OfType(_story.Owner.Self, BlockTypes.Ask)[0], _story.Buyer.Ledger.OfType(_story.Buyer.Self, BlockTypes.Bid)[0]);

        third.Crash();
        var shown = new List<HalfBlockPairBroadcast>();
        _story.Market.Network.Observer = sent => shown.AddRange(
            sent.To.Equals(third.Address) && Packet.TryRead(sent.Bytes, out var p) && p.Message is HalfBlockPairBroadcast pair ? [pair] : []);
        new Puppet(_story, third).Send(_story.Buyer, CommunityId.Market, new MatchHint(SaleStory.Network, ask.Hash, bid.Hash, 1));
        _story.RunFor(1);
        Assert.Equal(BlockTypes.Done, Assert.Single(shown).Second.Type);
        Assert.Equal(_story.Owner.Self, shown[0].Second.PublicKey);
    }

    [Fact]
    public void Who_shows_a_sold_ask_in_its_book_is_shown_the_sale()
    {
        var third = _story.Market.Add("third");
        Offer(third);
        SellUnheardBy(third);
        _story.RunFor(60);
        Assert.True(_story.Knows(third, TickSide.Ask));

        _arePagesRead = true;
        _story.RunFor(120);
        Assert.False(_story.Knows(third, TickSide.Ask));
        Truths.HoldFor(_story);
    }

    private void Offer(params VirtualPeer[] others)
    {
        _story.Offer();
        _story.RunUntil(() => others.All(other => _story.Knows(other, TickSide.Ask)));
        _story.RunFor(20);
    }

    private void Sell()
    {
        _story.Place(_story.Buyer, TickSide.Bid);
        _story.RunUntilClosed();
        _story.RunFor(20);
    }

    /// <summary>Until they hear of it otherwise; no books are compared.</summary>
    private void SellUnheardBy(params VirtualPeer[] others)
    {
        _deaf.AddRange(others.Select(other => other.Address));
        _story.Market.Network.Drop = (_, to, bytes) => Packet.TryRead(bytes, out var packet)
            && ((packet.Message is BookPage && !_arePagesRead)
                || (_deaf.Contains(to) && packet.Message is BlockMessage message && message.Blocks.Any(block => block.Type == BlockTypes.Done)));
        Sell();
        _deaf.Clear();
        Assert.All(others, other => Assert.True(_story.Knows(other, TickSide.Ask)));
    }
}
