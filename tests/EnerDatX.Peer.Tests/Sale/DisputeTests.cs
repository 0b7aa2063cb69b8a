using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Peer.Market;
using EnerDatX.Peer.Trust;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Peer.Tests.Sale;

/// <summary>A delivery that does not open what was sold: the buyer says so, once, and everybody who holds the half-blocks decides alike.</summary>
public sealed class DisputeTests
{
    [Fact]
    public void A_wrong_key_is_disputed_and_found_to_be_the_sellers_fault_by_everybody()
    {
        using var story = Cheated(out var stranger);
        story.RunUntil(() => HostileEnding(story) is not null);
        story.RunFor(30);
        var dispute = Assert.Single(story.Buyer.Ledger.OfType(story.Buyer.Self, BlockTypes.Dispute));
        Assert.All(new[] { story.Owner, stranger, story.Buyer }, peer =>
        {
            Assert.NotNull(peer.Ledger.Find(dispute.Hash));
            var disputed = DisputedDelivery.Find(dispute, peer.Ledger, SaleStory.Network, out _);
            Assert.Equal((DisputeVerdict.SellerWrongKey, story.Owner.Self), (Judge.Decide(disputed!, Exhibits.None).Verdict, Judge.Decide(disputed!, Exhibits.None).Guilty));
            Assert.Empty(peer.Ledger.Proofs(1, 0));
        });
        Assert.All(new[] { stranger, story.Buyer }, peer =>
            Assert.Equal((DisputeVerdict.SellerWrongKey, dispute.Hash), Guilt(story, peer, story.Owner)));
        Assert.Null(Guilt(story, stranger, story.Buyer));
        Assert.Null(Guilt(story, story.Owner, story.Owner));
        Assert.All(new[] { story.Buyer, story.Owner }, peer => Assert.Equal(TradeEnding.BadDelivery, SaleStory.TradeOf(peer)!.Ending));
        Truths.HoldFor(story);
    }

    [Fact]
    public void What_is_disputed_stays_so_after_a_restart_and_nothing_is_signed_or_bought_again()
    {
        using var story = Cheated(out var stranger);
        story.RunUntil(() => HostileEnding(story) is not null);
        story.RunFor(30);
        var signed = story.Buyer.Ledger.Latest(story.Buyer.Self)!;
        foreach (var peer in new[] { story.Buyer, stranger, story.Owner })
        {
            peer.Crash();
            peer.Start();
        }

        story.RunFor(120);
        Assert.Equal(signed, story.Buyer.Ledger.Latest(story.Buyer.Self));
        Assert.Equal(OrderStatus.Completed, story.StatusOf(story.Buyer));
        Assert.Equal(OrderStatus.Open, story.StatusOf(story.Owner));
        Assert.All(new[] { stranger, story.Buyer }, peer => Assert.Equal(DisputeVerdict.SellerWrongKey, Guilt(story, peer, story.Owner)?.Verdict));
        Assert.Equal(SaleStory.TradeOf(story.Buyer)!.Terms.PriceOf(0), Trust(story, story.Buyer, story.Owner).AtRisk.WithPeer);
    }

    [Fact]
    public void A_buyer_that_dies_before_it_could_dispute_does_so_when_it_is_back()
    {
        using var story = Cheated(out _);
        story.Market.World.RunUntil(() => SaleStory.TradeOf(story.Buyer)?.Segments[0].Delivery is not null, TimeSpan.FromMinutes(1));
        story.Buyer.Crash();
        Assert.Empty(story.Buyer.Ledger.OfType(story.Buyer.Self, BlockTypes.Dispute));
        story.Buyer.Start();
        story.RunUntil(() => story.Owner.Ledger.OfType(story.Buyer.Self, BlockTypes.Dispute).Count == 1);
        story.RunFor(60);
        Assert.Single(story.Buyer.Ledger.OfType(story.Buyer.Self, BlockTypes.Dispute));
    }

    [Fact]
    public void A_seller_that_repeats_a_disputed_delivery_is_shown_the_dispute()
    {
        using var story = Cheated(out _);
        story.RunUntil(() => HostileEnding(story) is not null);
        var delivery = SaleStory.TradeOf(story.Buyer)!.Segments[0].Delivery!;
        var dispute = SaleStory.TradeOf(story.Buyer)!.Segments[0].Dispute!;
        story.Owner.Crash();
        var owner = new Puppet(story, story.Owner);
        var shown = 0;
        story.Market.Network.Observer = sent => shown += sent.To.Equals(story.Owner.Address) && sent.Bytes.Span.IndexOf(dispute.Packed) >= 0 ? 1 : 0;
        owner.Send(story.Buyer, delivery);
        story.RunFor(1);
        Assert.Equal(1, shown);
        Assert.Single(story.Heard.OfType<MarketEvent.TradeEnded>(), e => e.Peer.Equals(story.Buyer.Self));
        Assert.Single(story.Buyer.Ledger.OfType(story.Buyer.Self, BlockTypes.Dispute));
    }

    [Fact]
    public void A_ciphertext_that_does_not_open_is_known_to_the_buyer_alone()
    {
        using var story = new SaleStory().Prepare();
        var stranger = story.Market.Add("stranger");
        HostileSellerTests.OfferGarbage(story);
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        story.RunUntil(() => HostileEnding(story) is not null);
        story.RunFor(30);
        Assert.Equal(DisputeVerdict.SellerBadPayload, Guilt(story, story.Buyer, story.Owner)?.Verdict);
        Assert.Null(Guilt(story, stranger, story.Owner));
        Assert.Null(Guilt(story, stranger, story.Buyer));
        story.Buyer.Crash();
        story.Buyer.Start();
        story.RunFor(5);
        Assert.Equal(DisputeVerdict.SellerBadPayload, Guilt(story, story.Buyer, story.Owner)?.Verdict);
    }

    [Fact]
    public void Whoever_disputes_with_a_false_key_is_found_guilty_itself()
    {
        using var story = new SaleStory(peerHocon: SaleStory.Quick).Prepare().Offer();
        var buyer = new HandmadeBuyer(story);
        var trade = buyer.Begin();
        buyer.Puppet.Send(story.Owner, buyer.Pay(trade, 0, buyer.Money(SaleStory.Price)));
        story.RunUntil(() => SaleStory.TradeOf(story.Owner)!.Segments[0].Delivery is not null);
        var delivery = SaleStory.TradeOf(story.Owner)!.Segments[0].Delivery!;
        var digest = new Digest(new byte[32]);
        var claim = new DisputeTransaction(trade.Id, 0, delivery.Hash, new byte[32], new SegmentLeaf(0, digest, digest, digest), []);
        buyer.Puppet.Send(story.Owner, buyer.Puppet.Propose(story.Owner.Self, BlockTypes.Dispute, claim.Encode(SaleStory.Network)));
        story.RunUntil(() => SaleStory.TradeOf(story.Owner)!.Ending == TradeEnding.BadDelivery);
        story.RunFor(1);
        Assert.Equal(DisputeVerdict.BuyerFalseDispute, Guilt(story, story.Owner, story.Buyer)?.Verdict);
        Assert.Equal("the buyer disputes the delivery of segment 0", story.Heard.OfType<MarketEvent.TradeEnded>().Single(e => e.Peer.Equals(story.Owner.Self)).Reason);
        Assert.Contains(story.Heard.OfType<MarketEvent.GuiltFound>(), e => e.Peer.Equals(story.Owner.Self));
    }

    [Fact]
    public void A_seller_whose_key_is_damaged_gives_the_tokens_back_and_is_guilty_of_nothing()
    {
        using var story = new SaleStory().Prepare();
        var record = story.Owner.Vault.Find(story.Asset)!;
        story.Owner.Vault.Save(record with { Segments = [record.Segments[0] with { FileKey = new byte[16] }] });
        story.Offer();
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        story.RunUntilEnded(TradeEnding.Refunded, story.Buyer);
        Assert.Equal(SaleStory.Faucet, SaleStory.Balance(story.Buyer));
        Assert.Empty(story.Buyer.Ledger.OfType(story.Buyer.Self, BlockTypes.Dispute));
    }

    [Fact]
    public void What_a_guilty_seller_gave_before_counts_no_more()
    {
        using var story = new SaleStory().Prepare().Offer();
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        story.RunUntilClosed();
        Assert.True(Trust(story, story.Buyer, story.Owner).Report.Standing.Score > 0);
        story.Asset = story.Import(story.Owner);
        HostileSellerTests.GiveWrongKeys(story);
        story.Offer();
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        story.RunUntil(() => Guilt(story, story.Buyer, story.Owner) is not null);
        Assert.Equal(0, Trust(story, story.Buyer, story.Owner).Report.Standing.Score);
    }

    /// <summary>A seller that delivers wrong keys, a buyer of its dataset, and somebody who sees it.</summary>
    private static SaleStory Cheated(out VirtualPeer stranger)
    {
        var story = new SaleStory(peerHocon: SaleStory.Quick).Prepare(2);
        stranger = story.Market.Add("stranger");
        HostileSellerTests.GiveWrongKeys(story);
        story.Offer();
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        return story;
    }

    private static MarketEvent.TradeEnded? HostileEnding(SaleStory story) =>
        story.Heard.OfType<MarketEvent.TradeEnded>().FirstOrDefault(e => e.Peer.Equals(story.Buyer.Self) && e.Ending == TradeEnding.BadDelivery);

    private static TrustRead Trust(SaleStory story, VirtualPeer asked, VirtualPeer about) =>
        story.Ask<TrustRead>(asked, new ReadTrust(about.Self, default, SaleStory.Currency));

    private static (DisputeVerdict Verdict, BlockHash Dispute)? Guilt(SaleStory story, VirtualPeer asked, VirtualPeer about) =>
        Trust(story, asked, about).Report.Guilty is { } guilty ? (guilty.Judgement.Verdict, guilty.Dispute) : null;
}
