using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Tests.Market;

public sealed class WalletTests
{
    private const string Asset = "EWabc";
    private readonly MoneyWorld _world = new();

    private MarketPeer Seller => _world.Alice;

    private MarketPeer Buyer => _world.Bob;

    [Fact]
    public void A_wallet_replayed_from_the_chain_is_the_live_one()
    {
        _world.Issue(Buyer, 100);
        Buyer.Credit(_world.Offer(Buyer, 5, MoneyWorld.OtherToken), Buyer.Wallet.PurseOf(MoneyWorld.OtherToken).Credit(5));
        Sell(Asset, Licence.Copy, 2);
        Refund(Sell("EWother", Licence.Exclusive, 3));
        foreach (var peer in _world.All)
        {
            var replayed = _world.Ledger.Range(peer.PublicKey, 1, uint.MaxValue, int.MaxValue)
                .Aggregate(Wallet.Empty, (wallet, block) => wallet.Evolve(block, MoneyWorld.Network));
            AssertSame(peer.Wallet, replayed);
        }
    }

    [Fact]
    public void Each_currency_has_a_purse_of_its_own()
    {
        _world.Issue(Buyer, 100);
        Buyer.Credit(_world.Offer(Buyer, 5, MoneyWorld.OtherToken), Buyer.Wallet.PurseOf(MoneyWorld.OtherToken).Credit(5));
        Assert.Equal(100, Buyer.Purse.Balance);
        Assert.Equal(5, Buyer.Wallet.PurseOf(MoneyWorld.OtherToken).Balance);
        Assert.Equal(0, Buyer.Wallet.PurseOf("DUM3").Balance);
        Assert.Equal(2, Buyer.Wallet.History.Count);
    }

    [Fact]
    public void Half_blocks_of_another_network_change_nothing()
    {
        _world.Issue(Buyer, 100);
        var other = Wallet.Empty.Evolve(Buyer.Head!, "other");
        Assert.Same(Wallet.Empty, other);
    }

    [Fact]
    public void A_licence_is_sold_when_the_last_segments_payment_is_countersigned_and_bought_at_its_receipt()
    {
        _world.Issue(Buyer, 100);
        var trade = Begin(Asset, Licence.Copy, 2);
        PayAndDeliver(trade, 0);
        Assert.Equal(0, Seller.Wallet.CopiesSold(Asset));
        Assert.Empty(Buyer.Wallet.Bought);

        var delivery = Deliver(trade, 1, Pay(trade, 1));
        Assert.Equal(1, Seller.Wallet.CopiesSold(Asset));
        Assert.Empty(Buyer.Wallet.Bought);

        Receipt(trade, 1, delivery);
        var bought = Assert.Single(Buyer.Wallet.Bought);
        Assert.Equal((Asset, Licence.Copy, trade.Id), (bought.Asset, bought.Licence, bought.Trade));
        Assert.Equal(Buyer.Head, bought.Proof);
    }

    [Fact]
    public void A_refund_undoes_the_sale_of_its_trade_and_no_other()
    {
        _world.Issue(Buyer, 100);
        Sell(Asset, Licence.Copy, 1);
        var payment = Sell(Asset, Licence.Copy, 1);
        Assert.Equal(2, Seller.Wallet.CopiesSold(Asset));
        Refund(payment);
        Assert.Equal(1, Seller.Wallet.CopiesSold(Asset));
        Assert.Equal(96, Buyer.Purse.Balance);
        Assert.Equal(4, Seller.Purse.Balance);
    }

    [Fact]
    public void A_refund_of_another_segment_than_the_last_leaves_the_licence_sold()
    {
        _world.Issue(Buyer, 100);
        var trade = Begin(Asset, Licence.Exclusive, 2);
        Deliver(trade, 1, Pay(trade, 1));
        Refund(Pay(trade, 0));
        Assert.True(Seller.Wallet.HasSoldExclusively(Asset));
    }

    [Fact]
    public void An_exclusive_sale_makes_the_buyer_the_owner_until_it_sells_on()
    {
        _world.Issue(Buyer, 100);
        Sell(Asset, Licence.Exclusive, 1);
        Assert.True(Seller.Wallet.HasSoldExclusively(Asset));
        Assert.Null(Seller.Wallet.TitleOf(Asset));
        Assert.False(Buyer.Wallet.HasSoldExclusively(Asset));
        Assert.Equal(Buyer.Wallet.Bought[0], Buyer.Wallet.TitleOf(Asset));

        _world.Issue(_world.Carol, 100);
        Sell(Asset, Licence.Exclusive, 1, Buyer, _world.Carol);
        Assert.True(Buyer.Wallet.HasSoldExclusively(Asset));
        Assert.Null(Buyer.Wallet.TitleOf(Asset));
        Assert.NotNull(_world.Carol.Wallet.TitleOf(Asset));
    }

    [Fact]
    public void A_copy_is_no_title()
    {
        _world.Issue(Buyer, 100);
        Sell(Asset, Licence.Copy, 1);
        Assert.Null(Buyer.Wallet.TitleOf(Asset));
        Assert.False(Seller.Wallet.HasSoldExclusively(Asset));
    }

    private Trade Begin(string asset, Licence licence, int segments, MarketPeer? seller = null, MarketPeer? buyer = null)
    {
        var terms = new TradeTerms(
            MoneyWorld.SomeTrade, MoneyWorld.SomeTrade, asset, licence, segments, MoneyWorld.Token, 4 * segments, 2_000_000_000_000, new byte[32]);
        var init = (buyer ?? Buyer).Propose(BlockTypes.Init, (seller ?? Seller).PublicKey, terms.Encode(MoneyWorld.Network));
        return Trade.Begin(init, MoneyWorld.Network)!;
    }

    /// <summary>All segments; gives the last payment.</summary>
    private HalfBlock Sell(string asset, Licence licence, int segments, MarketPeer? seller = null, MarketPeer? buyer = null)
    {
        var trade = Begin(asset, licence, segments, seller, buyer);
        return Enumerable.Range(0, segments).Select(segment => PayAndDeliver(trade, segment)).Last();
    }

    private HalfBlock PayAndDeliver(Trade trade, int segment)
    {
        var payment = Pay(trade, segment);
        Receipt(trade, segment, Deliver(trade, segment, payment));
        return payment;
    }

    private HalfBlock Pay(Trade trade, int segment)
    {
        var (buyer, seller) = (Of(trade.Buyer), Of(trade.Seller));
        var fields = buyer.Purse.Debit(4).Fields!;
        var payment = buyer.Propose(
            BlockTypes.Payment, trade.Seller, new PaymentTransaction(trade.Id, segment, new byte[32], fields).Encode(MoneyWorld.Network));
        seller.Agree(payment, TradeAgreement.Encode(MoneyWorld.Network, payment, trade.Id, trade.Terms, segment, seller.Purse.Credit(4)));
        return payment;
    }

    private HalfBlock Deliver(Trade trade, int segment, HalfBlock payment) => Of(trade.Seller).Propose(
        BlockTypes.Delivery, trade.Buyer, new DeliveryTransaction(trade.Id, segment, payment.Hash, new byte[168]).Encode(MoneyWorld.Network));

    private void Receipt(Trade trade, int segment, HalfBlock delivery) => Of(trade.Buyer).Agree(
        delivery, TradeAgreement.Encode(MoneyWorld.Network, delivery, trade.Id, trade.Terms, segment, null));

    private void Refund(HalfBlock payment)
    {
        Assert.True(PaymentTransaction.TryRead(payment, MoneyWorld.Network, out var paid));
        var fields = Seller.Purse.Debit(paid.Money.Amount).Fields!;
        var refund = Seller.Propose(
            BlockTypes.Refund, payment.PublicKey, new RefundTransaction(paid.Trade, paid.Segment, payment.Hash, "gone", fields).Encode(MoneyWorld.Network));
        Buyer.Credit(refund);
    }

    private MarketPeer Of(EnerDatX.Core.Identity.PublicKey key) => _world.All.Single(p => p.PublicKey.Equals(key));

    private static void AssertSame(Wallet expected, Wallet actual)
    {
        Assert.Equal(expected.Purses.Keys, actual.Purses.Keys);
        foreach (var (purse, other) in expected.Purses.Values.Zip(actual.Purses.Values))
        {
            Assert.Equal((purse.Balance, purse.Latest), (other.Balance, other.Latest));
            Assert.Equal(purse.Unspent, other.Unspent);
        }

        Assert.Equal(expected.Bought, actual.Bought);
        Assert.Equal(expected.Sold, actual.Sold);
        Assert.Equal(expected.History.Select(h => h.Block), actual.History.Select(h => h.Block));
    }
}
