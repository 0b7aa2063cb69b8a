using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Ledger;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Market;

public sealed class OpenOrdersTests
{
    private static readonly SecretKey Seller = LedgerVectors.Key(0);
    private static readonly SecretKey Buyer = LedgerVectors.Key(1);
    private static readonly Offer Offer = Orders.OfferOf(Seller.PublicKey);

    [Fact]
    public void Under_any_operations_the_open_orders_are_those_of_a_plain_list() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ArrayOf(40).ToArbitrary(), steps =>
        {
            var model = new OpenOrdersModel();
            Array.ForEach(steps, step => model.Play(new Random(step)));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_operations_of_that_property_make_orders_cross()
    {
        var crossings = 0;
        for (var seed = 0; seed < 10; seed++)
        {
            var model = new OpenOrdersModel();
            var random = new Random(seed);
            for (var step = 0; step < 60; step++)
            {
                model.Play(random);
            }

            crossings += model.Crossings;
        }

        Assert.True(crossings > 200, $"only {crossings} crossings: the operations do not exercise the orders");
    }

    [Fact]
    public void A_crossing_is_executed_at_the_price_of_the_order_that_rested()
    {
        Assert.Equal(10, PriceOf(askAtMs: Orders.NowMs, bidAtMs: Orders.NowMs + 1));
        Assert.Equal(14, PriceOf(askAtMs: Orders.NowMs + 1, bidAtMs: Orders.NowMs));
        Assert.Equal(10, PriceOf(askAtMs: Orders.NowMs, bidAtMs: Orders.NowMs));
    }

    [Fact]
    public void The_orders_of_a_cheat_are_void_and_do_not_come_back()
    {
        var open = new OpenOrders(Orders.Network);
        var (ask, bid) = (Orders.Ask(Seller, 1, 10, Offer), Orders.Bid(Buyer, 1, 14, Offer.AssetId));
        Assert.NotNull(open.Evolve(ask, Orders.NowMs));
        Assert.NotNull(open.Evolve(bid, Orders.NowMs));
        open.Void(Seller.PublicKey);
        Assert.Equal([bid.Hash], open.Hashes);
        Assert.Null(open.Evolve(ask, Orders.NowMs));
        Assert.Empty(open.CrossingsOf(Orders.Listed(bid).Id, Orders.NowMs));
    }

    [Fact]
    public void A_cancellation_that_comes_before_its_order_keeps_it_out_and_nobody_cancels_for_another()
    {
        var open = new OpenOrders(Orders.Network);
        open.Evolve(Orders.Cancel(Seller, 1), Orders.NowMs);
        Assert.Null(open.Evolve(Orders.Ask(Seller, 1, 10, Offer), Orders.NowMs));
        Assert.NotNull(open.Evolve(Orders.Ask(Seller, 2, 10, Offer), Orders.NowMs));
        var forged = Orders.Source(Buyer, BlockTypes.CancelOrder, OrderTransaction.EncodeCancel(Orders.Network, new OrderId(Seller.PublicKey.Mid, 2)));
        open.Evolve(forged, Orders.NowMs);
        Assert.Single(open.Hashes);
    }

    [Fact]
    public void A_trade_of_others_closes_both_orders_on_their_owners_word_here_or_as_soon_as_they_come()
    {
        var open = new OpenOrders(Orders.Network);
        var (ask, bid) = (Orders.Ask(Seller, 1, 10, Offer), Orders.Bid(Buyer, 1, 14, Offer.AssetId));
        var done = new DoneTransaction(MoneyWorld.SomeTrade, ask.Hash, bid.Hash, Offer.AssetId, Orders.Token, 10);
        Assert.NotNull(open.Evolve(ask, Orders.NowMs));
        Assert.True(open.Close(PairOf(done, Seller, Buyer)));
        Assert.Equal([ask.Hash], open.Hashes);
        Assert.True(open.Close(PairOf(done, Buyer, Seller)));
        Assert.Empty(open.Hashes);
        Assert.False(open.Close(PairOf(done, Buyer, Seller)));
        Assert.Null(open.Evolve(bid, Orders.NowMs));
        Assert.NotNull(open.Evolve(Orders.Bid(Buyer, 2, 14, Offer.AssetId), Orders.NowMs));
    }

    private static DonePair PairOf(DoneTransaction done, SecretKey by, SecretKey with)
    {
        var proposal = HalfBlock.Sign(by, 1, with.PublicKey, 0, BlockHash.Genesis, BlockTypes.Done, done.Encode(Orders.Network), Orders.NowMs);
        var agreement = TradeAgreement.EncodeEnd(Orders.Network, proposal, done.Trade);
        return new DonePair(done, proposal, HalfBlock.Sign(with, 1, by.PublicKey, 1, BlockHash.Genesis, BlockTypes.Done, agreement, Orders.NowMs));
    }

    [Fact]
    public void Half_blocks_that_are_no_orders_change_nothing()
    {
        var open = new OpenOrders(Orders.Network);
        Assert.Null(open.Evolve(Orders.Source(Seller, "note", "a0d"u8.ToArray()), Orders.NowMs));
        Assert.Null(open.Evolve(Orders.Source(Seller, BlockTypes.Ask, "nonsense"u8.ToArray()), Orders.NowMs));
        Assert.Null(new OpenOrders("other").Evolve(Orders.Ask(Seller, 1, 10, Offer), Orders.NowMs));
        Assert.Empty(open.Hashes);
    }

    private static long PriceOf(long askAtMs, long bidAtMs)
    {
        var open = new OpenOrders(Orders.Network);
        var bid = Orders.Bid(Buyer, 1, 14, Offer.AssetId, atMs: bidAtMs);
        open.Evolve(Orders.Ask(Seller, 1, 10, Offer, atMs: askAtMs), Orders.NowMs + 1);
        open.Evolve(bid, Orders.NowMs + 1);
        return Assert.Single(open.CrossingsOf(Orders.Listed(bid).Id, Orders.NowMs + 1)).Price;
    }
}
