using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Market;
using EnerDatX.Peer.Overlay;
using EnerDatX.Peer.Tests.Sale;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Peer.Tests.Orders;

/// <summary>How orders come to everyone, meet, and go.</summary>
public sealed class BookTests
{
    [Fact]
    public void A_buyer_that_joins_later_learns_the_ask_and_buys()
    {
        using var story = new SaleStory().Prepare().Offer();
        story.RunFor(30);
        var late = story.Market.Add("late");
        story.Fund(late);
        story.RunUntil(() => story.Knows(late, TickSide.Ask));
        Assert.IsType<OrderPlaced>(story.Place(late, TickSide.Bid));
        story.RunUntilEnded(TradeEnding.Done, late);
        Truths.HoldFor(story);
    }

    [Fact]
    public void A_hundred_open_orders_reach_a_newcomer_over_several_pages()
    {
        using var story = new SaleStory().Prepare();
        for (var i = 0; i < 100; i++)
        {
            Assert.IsType<OrderPlaced>(story.Place(story.Owner, TickSide.Ask, price: 10 + i));
        }

        story.RunFor(60);
        var pages = 0;
        var late = story.Market.Add("late");
        story.Market.Network.Observer = datagram =>
            pages += datagram.To.Equals(late.Address) && Packet.TryRead(datagram.Bytes, out var p) && p.Message is BookPage { Hashes.IsEmpty: false } ? 1 : 0;
        story.RunUntil(() => AsksAt(story, late) == 100);
        Assert.InRange(pages, 4, 40);
        Assert.Equal(100, AsksAt(story, story.Buyer));
        Truths.HoldFor(story);
    }

    [Fact]
    public void A_page_that_nobody_asked_for_leads_to_no_request()
    {
        using var story = new SaleStory().Prepare().Offer();
        story.RunFor(20);
        story.Buyer.Crash();
        var buyer = new Puppet(story, story.Buyer);
        var requests = 0;
        story.Market.Network.Observer = datagram =>
            requests += datagram.To.Equals(story.Buyer.Address) && Packet.TryRead(datagram.Bytes, out var p) && p.Message is BlockRequest ? 1 : 0;
        var unknown = Core.Ledger.BlockHash.Genesis;
        buyer.Send(story.Owner, CommunityId.Market, new BookPage(SaleStory.Network, false, true, default, [unknown]));
        story.RunFor(5);
        Assert.Equal(0, requests);
    }

    [Fact]
    public void A_third_peer_tells_the_buyer_of_an_ask_that_it_missed()
    {
        using var story = new SaleStory().Prepare();
        var third = story.Market.Add("third");
        Assert.IsType<OrderPlaced>(story.Place(story.Owner, TickSide.Ask, price: 10));
        story.RunUntil(() => story.Knows(story.Buyer, TickSide.Ask) && story.Knows(third, TickSide.Ask));
        Assert.IsType<OrderPlaced>(story.Place(story.Buyer, TickSide.Bid, price: 5));
        story.RunUntil(() => story.Knows(third, TickSide.Bid));
        story.RunUntil(() => story.Ask<PeersRead>(third, ReadPeers.Now).Peers.Any(p => p.Key.Equals(story.Buyer.Self)));

        // From here on the buyer hears of nothing but what the third peer tells it.
        story.Market.Network.Drop = (from, to, bytes) => to.Equals(story.Buyer.Address)
            && Packet.TryRead(bytes, out var packet)
            && (packet.Message is BookPage or HalfBlockBroadcast || (packet.Message is MatchHint && !from.Equals(third.Address)));
        Assert.IsType<OrderPlaced>(story.Place(story.Owner, TickSide.Ask, price: 4));
        story.RunUntilEnded(TradeEnding.Done, story.Buyer);
        Assert.Equal(SaleStory.Faucet - 5, SaleStory.Balance(story.Buyer));
    }

    [Fact]
    public void A_cancelled_ask_disappears_at_everyone()
    {
        using var story = new SaleStory().Prepare().Offer();
        var third = story.Market.Add("third");
        story.RunUntil(() => story.Knows(third, TickSide.Ask));
        Assert.IsType<OrderPlaced>(story.Ask<object>(story.Owner, new CancelMyOrder(1)));
        story.RunUntil(() => !story.Market.Peers.Any(p => story.Knows(p, TickSide.Ask)));
        Assert.Equal(OrderStatus.Cancelled, story.StatusOf(story.Owner));
        Assert.IsType<OrderRefused>(story.Place(story.Buyer, TickSide.Bid));

        third.Crash();
        third.Start();
        story.RunFor(40);
        Assert.False(story.Knows(third, TickSide.Ask));
    }

    [Fact]
    public void An_order_expires_everywhere_at_its_time()
    {
        using var story = new SaleStory().Prepare();
        story.Place(story.Owner, TickSide.Ask, seconds: 60);
        story.RunUntil(() => story.Knows(story.Buyer, TickSide.Ask));
        story.RunFor(65);
        Assert.All(story.Market.Peers, peer => Assert.False(story.Knows(peer, TickSide.Ask)));
        Assert.Equal(OrderStatus.Expired, story.StatusOf(story.Owner));
        Assert.Equal(3, story.Heard.OfType<MarketEvent.TimedOut>().Count());
    }

    [Fact]
    public void A_bid_above_the_ask_pays_the_price_of_the_resting_ask()
    {
        using var story = new SaleStory().Prepare().Offer();
        story.Place(story.Buyer, TickSide.Bid, price: 25);
        story.RunUntilClosed();
        Assert.Equal(SaleStory.Faucet - SaleStory.Price, SaleStory.Balance(story.Buyer));
    }

    [Fact]
    public void A_bid_below_the_ask_rests_and_meets_a_later_cheaper_ask()
    {
        using var story = new SaleStory().Prepare().Offer();
        story.Place(story.Buyer, TickSide.Bid, price: 7);
        story.RunFor(30);
        Assert.Empty(SaleStory.TradesOf(story.Buyer));
        story.Place(story.Owner, TickSide.Ask, price: 6);
        story.RunUntilClosed();
        Assert.Equal(SaleStory.Faucet - 7, SaleStory.Balance(story.Buyer));
        Assert.Equal(OrderStatus.Open, story.StatusOf(story.Owner, 1));
        Assert.Equal(OrderStatus.Completed, story.StatusOf(story.Owner, 2));
    }

    [Fact]
    public void Both_orders_of_a_trade_leave_every_book_that_sees_it_done_and_do_not_come_back()
    {
        using var story = new SaleStory().Prepare().Offer();
        var third = story.Market.Add("third");
        story.RunUntil(() => story.Knows(third, TickSide.Ask));
        story.Place(story.Buyer, TickSide.Bid);
        story.RunUntilClosed();
        story.RunFor(1);
        Assert.All(story.Market.Peers, peer => Assert.False(story.Knows(peer, TickSide.Ask) || story.Knows(peer, TickSide.Bid)));
        Assert.All(story.Market.Peers, peer => Assert.Single(story.Heard.OfType<MarketEvent.TradeSeen>(), seen => seen.Peer.Equals(peer.Self)));

        foreach (var peer in story.Market.Peers)
        {
            peer.Crash();
            peer.Start();
        }

        story.RunFor(40);
        Assert.All(story.Market.Peers, peer => Assert.False(story.Knows(peer, TickSide.Ask) || story.Knows(peer, TickSide.Bid)));
    }

    [Fact]
    public void Hints_about_orders_that_are_taken_do_not_go_back_and_forth()
    {
        using var story = new SaleStory().Prepare();
        var second = story.Market.Add("second");
        story.Fund(second);
        story.Offer();
        story.Place(story.Owner, TickSide.Ask, price: 10);
        story.RunUntil(() => AsksAt(story, story.Buyer) == 2 && AsksAt(story, second) == 2);
        story.RunFor(20);

        // The seller hears nothing, so both bids stay taken at home and open in the other's book.
        story.Market.Network.Cut = (_, to) => to.Equals(story.Owner.Address);
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid, price: 12));
        SaleStory.Tell(second, story.Order(TickSide.Bid, price: 12));
        story.RunFor(5);
        Assert.Equal((1L, 1L), (story.Reserved(story.Buyer), story.Reserved(second)));
        var free = story.Owner.Ledger.OfType(story.Owner.Self, BlockTypes.Ask)[1];
        var bid = story.Buyer.Ledger.OfType(story.Buyer.Self, BlockTypes.Bid)[0];
        var hints = 0;
        story.Market.Network.Observer = datagram => hints += Packet.TryRead(datagram.Bytes, out var p) && p.Message is MatchHint ? 1 : 0;
        new Puppet(story, "matchmaker").Send(story.Buyer, CommunityId.Market, new MatchHint(SaleStory.Network, free.Hash, bid.Hash, 1));
        story.RunFor(20);
        Assert.InRange(hints, 1, 3);
    }

    [Fact]
    public void A_restarted_peer_has_the_same_wallet_orders_and_book()
    {
        using var story = new SaleStory().Prepare(2).Offer();
        story.Place(story.Owner, TickSide.Ask, price: 30);
        story.Place(story.Owner, TickSide.Ask, price: 40);
        story.RunFor(2);
        story.Place(story.Buyer, TickSide.Bid);
        story.RunUntilClosed();
        story.Place(story.Owner, TickSide.Ask, price: 50);
        story.Ask<object>(story.Owner, new CancelMyOrder(2));
        story.RunFor(20);

        foreach (var peer in story.Market.Peers)
        {
            var live = StateOf(story, peer);
            peer.Crash();
            peer.Start();
            Assert.Equal(live, StateOf(story, peer));
        }
    }

    [Fact]
    public void A_peer_that_restarts_in_the_middle_of_a_trade_has_its_orders_reserved_as_before()
    {
        using var story = new SaleStory().Prepare(2).Offer();
        SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));
        story.Market.World.RunUntil(() => SaleStory.TradeOf(story.Owner)?.Segments[0].Credit is not null, TimeSpan.FromMinutes(1));
        story.Market.Network.Cut = (_, _) => true;
        story.RunFor(0.1);
        foreach (var peer in new[] { story.Owner, story.Buyer })
        {
            var live = StateOf(story, peer);
            peer.Crash();
            peer.Start();
            Assert.Equal(live, StateOf(story, peer));
            Assert.Equal(1, story.Reserved(peer));
        }
    }

    private static int AsksAt(SaleStory story, VirtualPeer peer) => story.Ask<BookRead>(peer, new ReadBook(TickSide.Ask)).Orders.Count;

    /// <summary>All that a user can ask for, as text.</summary>
    private static string StateOf(SaleStory story, VirtualPeer peer)
    {
        var wallet = story.Ask<Wallet>(peer, ReadWallet.Now);
        var mine = story.Ask<MyOrders>(peer, ReadMyOrders.Now).Orders.Values.Select(o =>
            $"{o.Id} {o.Status(story)} traded {o.Traded} at {o.CompletedMs} reserved {string.Join(' ', o.Reservations)}");
        var book = new[] { TickSide.Ask, TickSide.Bid }.SelectMany(side => story.Ask<BookRead>(peer, new ReadBook(side)).Listings)
            .SelectMany(l => l.Rows).Select(r => $"{r.Tick.Id} available {r.Available}");
        var trades = story.Ask<TradesRead>(peer, ReadTrades.Now).Trades.Select(t => $"{t.Id} {t.Ending}");
        var purses = wallet.Purses.Values.Select(p => $"{p.Currency} {p.Balance} {p.Latest} {string.Join(' ', p.Unspent)}");
        var licences = wallet.Bought.Concat(wallet.Sold).Select(l => $"{l.Asset} {l.Licence} {l.Proof}");
        return string.Join('\n', [.. purses, .. licences, .. wallet.History.Select(h => $"{h.Block}"), .. mine, .. book, .. trades]);
    }
}

internal static class OrderNow
{
    public static OrderStatus Status(this Order order, SaleStory story) => order.StatusAt(story.Market.World.NowMs);
}
