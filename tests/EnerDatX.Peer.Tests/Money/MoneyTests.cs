using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Peer.Market;
using EnerDatX.Peer.Tests.Sale;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Peer.Tests.Money;

/// <summary>Tokens in trades: too few, from nowhere, spent twice, crossing an end, given back.</summary>
public sealed class MoneyTests
{
    [Fact]
    public void Of_two_open_trades_with_tokens_for_one_the_other_ends_before_any_payment()
    {
        using var story = new SaleStory().Prepare().Offer();
        var other = story.Import(story.Owner);
        Assert.NotEqual(story.Asset, other);
        story.Place(story.Owner, TickSide.Ask, price: 70, asset: other);
        story.Place(story.Owner, TickSide.Ask, price: 70);
        story.RunUntil(() => story.Knows(story.Buyer, TickSide.Ask, other));
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid, price: 70, asset: other));
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid, price: 5));
        SaleStory.Tell(story.Owner, story.Order(TickSide.Ask, price: 5));
        story.RunFor(30);
        Assert.Equal(SaleStory.Faucet - 75, SaleStory.Balance(story.Buyer));

        var third = story.Import(story.Owner);
        var fourth = story.Import(story.Owner);
        story.Place(story.Owner, TickSide.Ask, price: 20, asset: third);
        story.Place(story.Owner, TickSide.Ask, price: 20, asset: fourth);
        story.RunUntil(() => story.Knows(story.Buyer, TickSide.Ask, fourth));
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid, price: 20, asset: third));
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid, price: 20, asset: fourth));
        story.RunFor(30);
        Assert.Equal(SaleStory.Faucet - 95, SaleStory.Balance(story.Buyer));
        Assert.Equal(95, SaleStory.Balance(story.Owner));
        var aborted = SaleStory.TradesOf(story.Buyer).Where(t => t.Ending == TradeEnding.Aborted).ToList();
        Assert.NotEmpty(aborted);
        Assert.All(aborted, trade => Assert.All(trade.Segments, s => Assert.Null(s.Payment)));
        Assert.Contains(story.Heard.OfType<MarketEvent.TradeEnded>(), e => e.Reason?.StartsWith("insufficient tokens", StringComparison.Ordinal) == true);
        Truths.HoldFor(story);
    }

    [Fact]
    public void Tokens_of_a_fake_issuer_are_taken_by_nobody_who_knows_the_real_one()
    {
        using var story = new SaleStory(peerHocon: SaleStory.Quick).Prepare().Offer();
        var forger = VirtualMarket.KeyOf("forger");
        var fake = new Currencies([new Currency(SaleStory.Currency, 0, forger.PublicKey, SaleStory.Faucet)]);
        var mint = story.Market.Add("forger", fake);
        var victim = story.Market.Add("victim", fake);
        story.Fund(victim);
        story.RunUntil(() => story.Knows(victim, TickSide.Ask));
        Assert.IsType<OrderPlaced>(story.Place(victim, TickSide.Bid));
        story.RunUntil(() => story.Heard.OfType<MarketEvent.TradeEnded>().Any(e => e.Peer.Equals(story.Owner.Self)));

        Assert.Equal(0, SaleStory.Balance(story.Owner));
        Assert.Empty(SaleStory.Opened(victim, story.Asset));
        Assert.Equal((OrderStatus.Open, 0L), (story.StatusOf(story.Owner), story.Reserved(story.Owner)));
        story.RunFor(SaleStory.QuicklyOver);
        var told = Assert.Single(story.Heard.OfType<MarketEvent.TradeEnded>(), e => e.Peer.Equals(victim.Self));
        Assert.Equal((TradeEnding.Abandoned, DeclineReason.TokensUnsound.Sentence()), (told.Ending, told.Reason));
        Assert.True(mint.IsUp);
    }

    [Fact]
    public void Tokens_that_went_through_many_hands_are_traced_to_their_issuer()
    {
        using var story = new SaleStory().Prepare().Offer();
        story.Place(story.Buyer, TickSide.Bid);
        story.RunUntilClosed();

        // The same ten tokens go on from hand to hand; each new seller has seen none of the earlier hands.
        var holder = story.Owner;
        foreach (var name in new[] { "second", "third", "fourth", "fifth" })
        {
            var seller = story.Market.Add(name);
            story.RunFor(2);
            var asset = story.Import(seller);
            Assert.IsType<OrderPlaced>(story.Place(seller, TickSide.Ask, asset: asset));
            story.RunUntil(() => story.Knows(holder, TickSide.Ask, asset));
            Assert.IsType<OrderPlaced>(story.Place(holder, TickSide.Bid, asset: asset));
            story.RunUntil(() => SaleStory.Balance(seller) == SaleStory.Price);
            Assert.Equal(0, SaleStory.Balance(holder));
            story.RunFor(2);
            holder = seller;
        }

        Truths.HoldFor(story);
    }

    [Fact]
    public void A_payment_that_comes_again_and_again_is_taken_once()
    {
        using var story = new SaleStory().Prepare(2).Offer();
        story.Place(story.Buyer, TickSide.Bid);
        story.RunUntilClosed();
        var puppet = new Puppet(story, "postman");
        foreach (var payment in story.Buyer.Ledger.OfType(story.Buyer.Self, BlockTypes.Payment))
        {
            for (var i = 0; i < 20; i++)
            {
                puppet.Send(story.Owner, payment);
                story.RunFor(0.5);
            }
        }

        Assert.Equal(SaleStory.Price, SaleStory.Balance(story.Owner));
        Assert.Single(story.Heard.OfType<MarketEvent.TradeEnded>(), e => e.Peer.Equals(story.Owner.Self));
        Truths.HoldFor(story);
    }

    [Fact]
    public void Each_payment_is_told_once_to_either_user()
    {
        using var story = new SaleStory().Prepare(3).Offer();
        story.Place(story.Buyer, TickSide.Bid);
        story.RunUntilClosed();
        story.RunFor(30);
        Assert.Equal([0, 1, 2], story.Heard.OfType<MarketEvent.PaymentSent>().Where(e => e.Peer.Equals(story.Buyer.Self)).Select(e => e.Segment));
        Assert.Equal([0, 1, 2], story.Heard.OfType<MarketEvent.PaymentReceived>().Where(e => e.Peer.Equals(story.Owner.Self)).Select(e => e.Segment));
        Assert.Equal(6, story.Heard.Count(e => e is MarketEvent.PaymentSent or MarketEvent.PaymentReceived));
    }

    [Fact]
    public void A_payment_for_data_that_is_lost_meanwhile_comes_back()
    {
        using var story = new SaleStory().Prepare(2).Offer();
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        story.Market.World.RunUntil(() => SaleStory.TradeOf(story.Owner)?.Segments[0].Credit is not null, TimeSpan.FromMinutes(1));
        story.Owner.Vault.Destroy(story.Asset);
        story.RunUntil(() => SaleStory.TradeOf(story.Buyer)?.Ending == TradeEnding.Refunded);
        story.RunFor(30);
        Assert.Equal((SaleStory.Faucet, 0L), (SaleStory.Balance(story.Buyer), SaleStory.Balance(story.Owner)));
        Assert.Equal(0, SaleStory.WalletOf(story.Owner).CopiesSold(story.Asset));
        Assert.Equal(TradeEnding.Refunded, SaleStory.TradeOf(story.Owner)!.Ending);
        Assert.Equal(0, story.Reserved(story.Buyer));
        Truths.HoldFor(story);
    }

    [Fact]
    public void A_payment_that_crosses_the_sellers_end_is_taken_back()
    {
        using var story = new SaleStory(peerHocon: "peer.trade { duration = 20s, resend-at-most = 5s }").Prepare().Offer();

        // The payment is signed, but nothing reaches the seller before it gives up.
        story.Market.Network.Drop = (from, to, bytes) => from.Equals(story.Buyer.Address) && to.Equals(story.Owner.Address)
            && SaleStory.TradeOf(story.Buyer)?.Segments[0].Payment is not null;
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        story.RunUntil(() => SaleStory.TradeOf(story.Owner)?.Abort is not null);
        Assert.NotNull(SaleStory.TradeOf(story.Buyer)!.Segments[0].Payment);
        story.Market.Network.Drop = null;
        story.RunUntil(() => SaleStory.TradeOf(story.Buyer)!.Ending == TradeEnding.Reclaimed);
        story.RunFor(10);
        Assert.Null(SaleStory.TradeOf(story.Owner)!.Segments[0].Credit);
        Assert.Equal((SaleStory.Faucet, 0L), (SaleStory.Balance(story.Buyer), SaleStory.Balance(story.Owner)));
        Assert.Equal((OrderStatus.Open, 0L), (story.StatusOf(story.Owner), story.Reserved(story.Owner)));
        Assert.Empty(SaleStory.Opened(story.Buyer, story.Asset));
        Truths.HoldFor(story);
    }

    [Fact]
    public void A_refund_that_the_seller_cannot_pay_yet_is_tried_again_without_a_storm()
    {
        using var story = new SaleStory().Prepare().Offer();
        story.Fund(story.Owner);
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        story.Market.World.RunUntil(() => SaleStory.TradeOf(story.Owner)?.Segments[0].Credit is not null, TimeSpan.FromMinutes(1));
        story.Owner.Vault.Destroy(story.Asset);

        // The seller's chain says that all its tokens are gone before it can give anything back.
        story.Owner.Crash();
        var puppet = new Puppet(story, story.Owner);
        var purse = SaleStory.WalletOf(story.Owner).PurseOf(SaleStory.Currency);
        var (money, _) = purse.Debit(purse.Balance);
        story.Owner.Ledger.Append([puppet.Propose(
            story.Market.Issuer.Self, BlockTypes.Refund, new RefundTransaction(BlockHash.Genesis, 0, BlockHash.Genesis, "elsewhere", money!).Encode(SaleStory.Network))]);
        story.Owner.Start();
        var turns = story.Market.World.Turns;
        story.RunFor(60);
        Assert.InRange(story.Market.World.Turns - turns, 0, 20_000);
        Assert.Equal(TradeEnding.None, SaleStory.TradeOf(story.Buyer)!.Ending);
    }

    [Fact]
    public void The_faucet_gives_to_each_key_once_also_after_the_issuer_or_the_key_restarts()
    {
        using var story = new SaleStory().Prepare();
        for (var i = 0; i < 3; i++)
        {
            SaleStory.Tell(story.Buyer, new WantFaucet(SaleStory.Currency));
            story.RunFor(10);
            story.Market.Issuer.Crash();
            story.Market.Issuer.Start();
            story.Buyer.Crash();
            story.Buyer.Start();
        }

        var puppet = new Puppet(story, "greedy");
        for (var i = 0; i < 5; i++)
        {
            puppet.Send(story.Market.Issuer, Core.Overlay.CommunityId.Market, new Core.Overlay.FaucetRequest(SaleStory.Network, SaleStory.Currency));
        }

        story.RunFor(10);
        Assert.Equal(SaleStory.Faucet, SaleStory.Balance(story.Buyer));
        var issued = story.Market.Issuer.Ledger.OfType(story.Market.Issuer.Self, BlockTypes.Issue);
        Assert.Equal(2, issued.Count);
        Truths.HoldFor(story);
    }

    [Fact]
    public void Whoever_has_the_start_amount_asks_for_it_no_more()
    {
        using var story = new SaleStory().Prepare();
        SaleStory.Tell(story.Buyer, new WantFaucet(SaleStory.Currency));
        var asked = 0;
        story.Market.Network.Observer = d => asked += Core.Overlay.Packet.TryRead(d.Bytes, out var p) && p.Message is Core.Overlay.FaucetRequest ? 1 : 0;
        story.RunFor(60);
        Assert.Equal(0, asked);
    }
}
