using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Market;
using EnerDatX.Core.Trust;

namespace EnerDatX.Core.Tests.Trust;

/// <summary>Peers 0 … 4 are Alice, Bob, Carol, Mallory and one more.</summary>
public sealed class TrustEdgesTests
{
    private readonly SmallMarket _market = new();

    private MoneyWorld World => _market.World;

    [Fact]
    public void A_receipt_is_an_edge_from_seller_to_buyer_with_the_price()
    {
        _market.Sell(World.Alice, World.Bob, 10);
        foreach (var viewer in new[] { World.Alice, World.Bob })
        {
            var neighbourhood = _market.NeighbourhoodOf(viewer);
            Assert.Equal(["0>1 10"], _market.Edges(neighbourhood.Graph));
            Assert.Single(neighbourhood.Receipts);
        }
    }

    [Fact]
    public void Trades_of_one_pair_add_up_and_each_direction_counts_for_itself()
    {
        _market.Sell(World.Alice, World.Bob, 10, segments: 3);
        _market.Sell(World.Alice, World.Bob, 4);
        _market.Sell(World.Bob, World.Alice, 7, segments: 2);
        Assert.Equal(["0>1 14", "1>0 7"], _market.Edges(_market.GraphAround(World.Alice)));
        Assert.Equal(6, _market.NeighbourhoodOf(World.Bob).Receipts.Count);
    }

    [Fact]
    public void Of_a_trade_that_broke_off_only_the_receipted_segments_count()
    {
        var sale = _market.Begin(World.Alice, World.Bob, 10, segments: 3);
        sale.Receive(sale.Deliver(sale.Pay(0), 0), 0);
        sale.Deliver(sale.Pay(1), 1);
        sale.Pay(2);
        Assert.Equal(["0>1 3"], _market.Edges(_market.GraphAround(World.Alice)));
    }

    [Fact]
    public void Payments_are_no_edges()
    {
        World.Issue(World.Bob, 100);
        World.Move(World.Bob, World.Alice, 30);
        _market.Begin(World.Alice, World.Bob, 10).Pay(0);
        Assert.Empty(_market.GraphAround(World.Alice).Edges);
        Assert.Equal(World.Bob.PublicKey, Assert.Single(_market.GraphAround(World.Bob).Peers));
    }

    [Fact]
    public void A_receipt_counts_only_while_all_that_it_rests_on_is_held()
    {
        _market.Sell(World.Alice, World.Bob, 10);
        var all = World.Everything();
        Assert.Equal(
            ["tx_init 0", "tx_init 1", "tx_payment 0", "tx_delivery 0", "tx_delivery 1"],
            all.Select(block => $"{block.Type} {(block.IsAgreement ? 1 : 0)}"));
        Assert.All(all, lacking => Assert.Empty(_market.GraphAround(World.Bob, ledger: World.Without(lacking)).Edges));
    }

    [Fact]
    public void A_receipt_that_is_signed_again_counts_once()
    {
        var sale = _market.Begin(World.Alice, World.Bob, 10);
        var payment = sale.Pay(0);
        var delivery = sale.Deliver(payment, 0);
        sale.Receive(delivery, 0);
        sale.Receive(delivery, 0);
        sale.Receive(sale.Deliver(payment, 0), 0);
        Assert.Equal(["0>1 10"], _market.Edges(_market.GraphAround(World.Alice)));
        Assert.Equal(["0>1 10"], _market.Edges(_market.GraphAround(World.Bob)));
    }

    [Fact]
    public void Terms_that_were_not_paid_as_agreed_are_no_edge()
    {
        var sale = _market.Begin(World.Mallory, World.Bob, 1_000_000);
        sale.Receive(sale.Deliver(sale.Pay(0, amount: 1), 0), 0);
        Assert.Empty(_market.GraphAround(World.Bob).Edges);
    }

    [Fact]
    public void A_receipt_by_somebody_else_is_no_edge()
    {
        var sale = _market.Begin(World.Alice, World.Bob, 10);
        var delivery = sale.Deliver(sale.Pay(0), 0);
        World.Mallory.Propose(BlockTypes.Delivery, World.Bob.PublicKey, delivery.Transaction.ToArray());
        World.Mallory.Agree(
            World.Alice.Propose(BlockTypes.Delivery, World.Mallory.PublicKey, delivery.Transaction.ToArray()),
            AgreementOf.Begin(MoneyWorld.Network, delivery).Bytes("trade", sale.Init.Hash.ToArray()).Integer("segment", 0).Encode());
        Assert.All(World.All, peer => Assert.Empty(_market.GraphAround(peer).Edges));
    }

    [Fact]
    public void Another_currency_or_network_is_another_graph()
    {
        _market.Sell(World.Alice, World.Bob, 10);
        _market.Sell(World.Alice, World.Bob, 500, token: MoneyWorld.OtherToken);
        Assert.Equal(["0>1 10"], _market.Edges(_market.GraphAround(World.Bob)));
        var elsewhere = TrustEdges.Around(World.Bob.PublicKey, World.Ledger, "elsewhere", MoneyWorld.Token, TrustLimits.Default, SmallMarket.Nobody);
        Assert.Equal((0, 0), (elsewhere.Graph.Edges.Count, elsewhere.Receipts.Count));
    }

    [Fact]
    public void Peers_are_found_through_peers_and_strangers_are_not()
    {
        _market.Sell(World.Alice, World.Bob, 10);
        _market.Sell(World.Carol, World.Alice, 6);
        _market.Sell(World.Mallory, World.All[4], 900);
        Assert.Equal(["0>1 10", "2>0 6"], _market.Edges(_market.GraphAround(World.Bob)));
        Assert.Equal(["3>4 900"], _market.Edges(_market.GraphAround(World.Mallory)));
        Assert.Equal(6 * 2, new NetFlow<PublicKey>(_market.GraphAround(World.Bob), World.Bob.PublicKey).ScoreOf(World.Carol.PublicKey));
    }

    [Fact]
    public void A_full_graph_keeps_those_with_the_widest_connection()
    {
        _market.Sell(World.Mallory, World.Bob, 5);
        _market.Sell(World.All[4], World.Mallory, 1_000_000);
        _market.Sell(World.Alice, World.Bob, 10);
        _market.Sell(World.Carol, World.Alice, 6);
        Assert.Equal(
            ["0>1 10", "2>0 6"],
            _market.Edges(_market.GraphAround(World.Bob, TrustLimits.Default with { Peers = 3 })));
        Assert.Equal(
            ["0>1 10", "2>0 6", "3>1 5"],
            _market.Edges(_market.GraphAround(World.Bob, TrustLimits.Default with { Peers = 4 })));
    }

    [Fact]
    public void Of_a_long_chain_the_latest_deliveries_count_and_receipts_are_limited_in_all()
    {
        foreach (var price in new[] { 1, 2, 4, 8 })
        {
            _market.Sell(World.Alice, World.Bob, price);
        }

        Assert.Equal(["0>1 12"], _market.Edges(_market.GraphAround(World.Bob, TrustLimits.Default with { DeliveriesPerPeer = 2 })));
        Assert.Equal(3, _market.NeighbourhoodOf(World.Bob, TrustLimits.Default with { Receipts = 3 }).Receipts.Count);
    }

    [Fact]
    public void The_graph_does_not_depend_on_the_order_in_which_half_blocks_arrived()
    {
        _market.Sell(World.Alice, World.Bob, 10, segments: 2);
        _market.Sell(World.Carol, World.Alice, 6);
        _market.Sell(World.Bob, World.Carol, 3);
        var backwards = new MemoryLedger();
        backwards.Append([.. World.Everything().Reverse()]);
        Assert.Equal(
            _market.GraphAround(World.Bob).Edges,
            _market.GraphAround(World.Bob, ledger: backwards).Edges);
    }
}
