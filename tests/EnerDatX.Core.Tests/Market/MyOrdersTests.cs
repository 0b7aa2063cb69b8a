using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Ledger;

namespace EnerDatX.Core.Tests.Market;

public sealed class MyOrdersTests
{
    private static readonly SecretKey Self = LedgerVectors.Key(0);
    private static readonly OrderId Theirs = new(Orders.Key(1).Mid, 9);
    private static readonly Offer Offer = Orders.OfferOf(Self.PublicKey);

    [Fact]
    public void Orders_are_numbered_from_1_and_no_number_comes_back()
    {
        Assert.Equal(1U, MyOrders.None.NextNumber);
        var mine = Fold(Orders.Ask(Self, 1, 10, Offer), Orders.Bid(Self, 2, 10, "EWother"));
        Assert.Equal(3U, mine.NextNumber);
        Assert.Equal(3U, Evolve(mine, Orders.Cancel(Self, 2)).NextNumber);
        Assert.Equal(3U, mine.Reserve(2, Theirs)!.Settle(2, Theirs, Orders.NowMs).NextNumber);
        Assert.Equal(8U, Fold(Orders.Ask(Self, 7, 10, Offer)).NextNumber);
    }

    [Fact]
    public void An_order_on_my_chain_is_open_until_it_is_cancelled_or_its_time_is_over()
    {
        var mine = Fold(Orders.Ask(Self, 1, 10, Offer, timeoutSeconds: 60));
        Assert.Equal(OrderStatus.Open, mine.Orders[1].StatusAt(Orders.NowMs + 59_999));
        Assert.Equal(OrderStatus.Expired, mine.Orders[1].StatusAt(Orders.NowMs + 60_000));
        Assert.Equal(OrderStatus.Cancelled, Evolve(mine, Orders.Cancel(Self, 1)).Orders[1].StatusAt(Orders.NowMs));
        Assert.Same(mine, Evolve(mine, Orders.Cancel(Self, 2)));
    }

    [Fact]
    public void Only_my_own_half_blocks_of_this_network_count()
    {
        Assert.Same(MyOrders.None, MyOrders.None.Evolve(Orders.Ask(Self, 1, 10, Offer), "other"));
        var mine = Fold(Orders.Ask(Self, 1, 10, Offer));
        Assert.Same(mine, mine.Evolve(Orders.Cancel(Self, 1), "other"));
        Assert.Same(mine, Evolve(mine, Orders.Source(Self, "note", "a0d"u8.ToArray())));
    }

    [Fact]
    public void A_unit_is_set_aside_once_and_comes_back_or_is_traded()
    {
        var mine = Fold(Orders.Ask(Self, 1, 10, Offer));
        var kept = mine.Reserve(1, Theirs)!;
        Assert.Equal(0, kept.Orders[1].Available);
        Assert.Null(kept.Reserve(1, Theirs));
        Assert.Null(kept.Reserve(2, Theirs));
        Assert.Equal(mine.Orders[1], kept.Release(1, Theirs).Orders[1]);
        Assert.Same(mine, mine.Release(1, Theirs));

        var traded = kept.Settle(1, Theirs, Orders.NowMs + 5);
        Assert.Equal(OrderStatus.Completed, traded.Orders[1].StatusAt(Orders.NowMs + 10));
        Assert.Equal(Orders.NowMs + 5, traded.Orders[1].CompletedMs);
        Assert.Same(mine, mine.Settle(1, Theirs, Orders.NowMs));
    }

    [Fact]
    public void What_is_on_sale_is_what_is_open_or_being_traded()
    {
        var exclusive = Offer with { Licence = Licence.Exclusive };
        var mine = Fold(Orders.Ask(Self, 1, 10, Offer, timeoutSeconds: 60), Orders.Ask(Self, 2, 10, exclusive), Orders.Bid(Self, 3, 10, Offer.AssetId));
        Assert.Equal([Licence.Copy, Licence.Exclusive], mine.OnSale(Offer.AssetId, Orders.NowMs));
        Assert.Empty(mine.OnSale("EWother", Orders.NowMs));
        Assert.Equal([Licence.Exclusive], mine.OnSale(Offer.AssetId, Orders.NowMs + 60_000));
        Assert.Equal([Licence.Copy], Evolve(mine, Orders.Cancel(Self, 2)).OnSale(Offer.AssetId, Orders.NowMs));
        Assert.Equal(2, mine.Reserve(1, Theirs)!.OnSale(Offer.AssetId, Orders.NowMs + 60_000).Count);
        Assert.Single(mine.Reserve(1, Theirs)!.Settle(1, Theirs, Orders.NowMs).OnSale(Offer.AssetId, Orders.NowMs));
    }

    private static MyOrders Fold(params HalfBlock[] blocks) => blocks.Aggregate(MyOrders.None, Evolve);

    private static MyOrders Evolve(MyOrders orders, HalfBlock block) => orders.Evolve(block, Orders.Network);
}
