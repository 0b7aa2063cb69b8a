using System.Text.Json;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Tests.Market;

public sealed class BookTests
{
    private const long Now = 1_000_000;

    private readonly OrderBook _book = new(OrderBookLimits.Default);
    private uint _number;

    public static TheoryData<int> Scenarios => [0, 1, 2, 3];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Matches_and_what_rests_are_those_of_the_vectors(int scenario)
    {
        var vector = MarketVectors.Load("matching.json").GetProperty("matching")[scenario];
        foreach (var op in vector.GetProperty("ops").EnumerateArray())
        {
            var id = new OrderId(MidOf(op.GetProperty("trader").GetString()!), op.GetProperty("order").GetUInt32());
            if (op.GetProperty("op").GetString() == "cancel")
            {
                Assert.Equal(OrderBookVerdict.Done, _book.Cancel(id));
                continue;
            }

            var side = op.GetProperty("op").GetString() == "ask" ? TickSide.Ask : TickSide.Bid;
            var tick = new Tick(id, side, PairOf(op), TimeoutSeconds: 3600, TimestampMs: Now, Traded: 0);
            Assert.Equal(OrderBookVerdict.Done, _book.Insert(tick, Now));
            Assert.Equal(
                op.GetProperty("matches").EnumerateArray().Select(match => (match[0].GetString()!, match[1].GetUInt32(), match[2].GetInt64())),
                MatchAndSettle(id).Select(match => (match.Counterpart.Trader.ToString(), match.Counterpart.Number, match.Quantity)));
        }

        Assert.Equal(Listed(vector.GetProperty("final_asks")), Listed(TickSide.Ask));
        Assert.Equal(Listed(vector.GetProperty("final_bids")), Listed(TickSide.Bid));
    }

    [Fact]
    public void Orders_of_equal_price_all_rest_and_trade_in_order_of_arrival()
    {
        var asks = new[] { Ask(1, 10, 20), Ask(2, 5, 10), Ask(3, 1, 2) };
        Assert.Equal(3, _book.List(TickSide.Ask).Single().Rows.Count);
        var bid = Bid(9, 12, 24);
        Assert.Equal([(asks[0], 10L), (asks[1], 2L)], MatchAndSettle(bid).Select(match => (match.Counterpart, match.Quantity)));
    }

    [Fact]
    public void The_traders_own_order_at_the_end_of_a_level_does_not_end_the_search()
    {
        Ask(9, 5, 5);
        var deeper = Ask(1, 5, 10);
        Assert.Equal([deeper], Match(Bid(9, 5, 10)));
    }

    [Fact]
    public void A_blocked_order_is_passed_over_until_its_time_is_over_and_the_search_goes_on()
    {
        var declined = Ask(1, 5, 5);
        var deeper = Ask(2, 5, 10);
        var bid = Bid(9, 5, 10);
        Assert.Equal(OrderBookVerdict.Done, _book.Block(declined, bid, Now, Now + 10_000));
        Assert.Equal([deeper], Match(bid));
        Assert.Equal([declined], _book.Match(bid, Now + 10_000).Select(match => match.Counterpart));
    }

    [Fact]
    public void An_order_keeps_its_latest_blocks_when_it_has_too_many()
    {
        var book = new OrderBook(OrderBookLimits.Default with { BlocksPerOrder = 2 });
        var asks = Enumerable.Range(1, 3).Select(trader => Tick(trader, TickSide.Ask, 1, "DUM1", 1, "MB")).ToList();
        var bid = Tick(9, TickSide.Bid, 3, "DUM1", 3, "MB");
        Assert.All([.. asks, bid], tick => Assert.Equal(OrderBookVerdict.Done, book.Insert(tick, Now)));
        asks.ForEach(ask => book.Block(bid.Id, ask.Id, Now, Now + 10_000));
        Assert.Equal([asks[0].Id], book.Match(bid.Id, Now).Select(match => match.Counterpart));
    }

    [Fact]
    public void What_is_reserved_is_not_matched_and_keeps_its_place_when_it_is_released()
    {
        var first = Ask(1, 5, 5);
        var second = Ask(2, 5, 5);
        Assert.Equal(OrderBookVerdict.Done, _book.Reserve(first, 5));
        var bid = Bid(9, 7, 7);
        Assert.Equal([second], Match(bid));
        Assert.Equal(OrderBookVerdict.NotEnoughQuantity, _book.Reserve(first, 1));
        Assert.Equal(OrderBookVerdict.Done, _book.Release(first, 5));
        Assert.Equal([first, second], Match(bid));
        Assert.Equal([first, second], _book.List(TickSide.Ask).Single().Rows.Select(row => row.Tick.Id));
    }

    [Fact]
    public void A_reserved_order_stays_in_the_listing()
    {
        var ask = Ask(1, 5, 5);
        _book.Reserve(ask, 5);
        var row = _book.List(TickSide.Ask).Single().Rows.Single();
        Assert.Equal((ask, 0L, 5L, 0L), (row.Tick.Id, row.Traded, row.Reserved, row.Available));
    }

    [Fact]
    public void A_trade_made_elsewhere_shrinks_the_reservation_to_what_is_left()
    {
        var ask = Ask(1, 10, 10);
        _book.Reserve(ask, 5);
        Assert.Equal(OrderBookVerdict.Done, _book.Settle(ask, 8));
        Assert.True(_book.TryFind(ask, out var row));
        Assert.Equal((8L, 2L), (row.Traded, row.Reserved));
        Assert.Equal(OrderBookVerdict.Done, _book.Release(ask, 5));
        Assert.True(_book.TryFind(ask, out row));
        Assert.Equal(2, row.Available);
    }

    [Fact]
    public void More_than_is_left_is_not_settled()
    {
        var ask = Ask(1, 10, 10);
        Assert.Equal(OrderBookVerdict.NotEnoughQuantity, _book.Settle(ask, 11));
        Assert.Equal(OrderBookVerdict.QuantityNotPositive, _book.Settle(ask, 0));
        Assert.Equal(OrderBookVerdict.QuantityNotPositive, _book.Reserve(ask, -1));
        Assert.True(_book.TryFind(ask, out var row));
        Assert.Equal((0L, 0L), (row.Traded, row.Reserved));
    }

    [Fact]
    public void A_match_is_settled_for_both_orders_or_for_neither()
    {
        var ask = Ask(1, 10, 10);
        var match = _book.Match(Bid(2, 6, 6), Now).Single();
        Assert.Equal(OrderBookVerdict.Done, _book.Settle(ask, 5));
        Assert.Equal(OrderBookVerdict.NotEnoughQuantity, _book.Settle(match));
        Assert.True(_book.TryFind(match.Order, out var bid));
        Assert.Equal(0, bid.Traded);
        Assert.Equal(OrderBookVerdict.Done, _book.Cancel(ask));
        Assert.Equal(OrderBookVerdict.NotInBook, _book.Settle(match));
        Assert.True(_book.TryFind(match.Order, out bid));
        Assert.Equal(0, bid.Traded);
    }

    [Fact]
    public void A_match_whose_orders_place_was_taken_by_another_settles_nothing_of_that_one()
    {
        var book = new OrderBook(OrderBookLimits.Default with { ClosedOrders = 0 });
        var (ask, bid) = (Tick(1, TickSide.Ask, 5, "DUM1", 5, "MB"), Tick(2, TickSide.Bid, 5, "DUM1", 5, "MB"));
        Assert.All([ask, bid], tick => Assert.Equal(OrderBookVerdict.Done, book.Insert(tick, Now)));
        var match = book.Match(bid.Id, Now).Single();
        Assert.Equal(OrderBookVerdict.Done, book.Cancel(ask.Id));
        var later = Tick(3, TickSide.Ask, 5, "DUM1", 5, "MB");
        Assert.Equal(OrderBookVerdict.Done, book.Insert(later, Now));
        Assert.Equal(OrderBookVerdict.NotInBook, book.Settle(match));
        Assert.True(book.TryFind(later.Id, out var row));
        Assert.Equal(0, row.Traded);
    }

    [Fact]
    public void Orders_that_left_long_before_their_deadline_do_not_pile_up_and_the_others_still_expire_in_order()
    {
        var kept = new List<Tick>();
        for (var i = 0; i < 2_000; i++)
        {
            var tick = Tick(i, TickSide.Ask, 1, "DUM1", 1, "MB") with { TimeoutSeconds = 1 + (i * 7_919 % 2_003) };
            Assert.Equal(OrderBookVerdict.Done, _book.Insert(tick, Now));
            if (i % 10 == 0)
            {
                kept.Add(tick);
            }
            else
            {
                _book.Cancel(tick.Id);
            }
        }

        Assert.Equal(kept.OrderBy(tick => tick.DeadlineMs), _book.ExpireUntil(Now + 3_600_000));
        Assert.Equal(0, _book.Orders);
    }

    [Fact]
    public void A_completed_order_does_not_come_back_when_its_tick_arrives_again()
    {
        var tick = Tick(1, TickSide.Ask, 5, "DUM1", 5, "MB");
        Assert.Equal(OrderBookVerdict.Done, _book.Insert(tick, Now));
        Assert.Equal(OrderBookVerdict.AlreadyInBook, _book.Insert(tick, Now));
        Assert.Equal(OrderBookVerdict.Done, _book.Settle(tick.Id, 5));
        Assert.Equal(OrderBookVerdict.AlreadyClosed, _book.Insert(tick, Now));
        Assert.Equal(OrderBookVerdict.NotInBook, _book.Settle(tick.Id, 5));
    }

    [Fact]
    public void A_cancellation_that_overtakes_its_order_keeps_it_out()
    {
        var tick = Tick(1, TickSide.Ask, 5, "DUM1", 5, "MB");
        Assert.Equal(OrderBookVerdict.NotInBook, _book.Cancel(tick.Id));
        Assert.Equal(OrderBookVerdict.AlreadyClosed, _book.Insert(tick, Now));
    }

    [Fact]
    public void A_tick_that_has_traded_already_rests_with_the_remainder()
    {
        var tick = Tick(1, TickSide.Ask, 5, "DUM1", 5, "MB") with { Traded = 3 };
        Assert.Equal(OrderBookVerdict.Done, _book.Insert(tick, Now));
        Assert.Equal([2L], _book.Match(Bid(2, 5, 5), Now).Select(match => match.Quantity));
        Assert.Equal(OrderBookVerdict.NothingLeft, _book.Insert(Tick(1, TickSide.Ask, 5, "DUM1", 5, "MB") with { Traded = 5 }, Now));
    }

    [Fact]
    public void Orders_expire_by_deadline_then_arrival_and_leave_nothing_behind()
    {
        var ticks = new[] { 30, 10, 20, 10 }.Select((timeout, index) => Tick(index, TickSide.Ask, 1, "DUM1", 1, "MB") with { TimeoutSeconds = timeout }).ToList();
        ticks.ForEach(tick => _book.Insert(tick, Now));
        Assert.Empty(_book.ExpireUntil(Now + 9_999));
        Assert.Equal([ticks[1], ticks[3], ticks[2]], _book.ExpireUntil(Now + 20_000));
        Assert.Equal([ticks[0]], _book.ExpireUntil(Now + 30_000));
        Assert.Equal((0, 0), (_book.Orders, _book.Markets));
    }

    [Fact]
    public void An_order_whose_time_is_over_is_not_matched_even_before_it_is_taken_out()
    {
        var ask = Ask(1, 5, 5);
        var bid = Tick(2, TickSide.Bid, 5, "DUM1", 5, "MB") with { TimeoutSeconds = 7200 };
        _book.Insert(bid, Now);
        Assert.Equal([ask], Match(bid.Id));
        Assert.Empty(_book.Match(bid.Id, Now + 3_600_000));
        Assert.Empty(_book.Match(ask, Now + 3_600_000));
    }

    [Fact]
    public void A_tick_out_of_its_time_is_refused()
    {
        var tick = Tick(1, TickSide.Ask, 5, "DUM1", 5, "MB");
        Assert.Equal(OrderBookVerdict.TimedOut, _book.Insert(tick, tick.DeadlineMs));
        Assert.Equal(OrderBookVerdict.FromTheFuture, _book.Insert(tick, tick.TimestampMs - 10_001));
        Assert.Equal(OrderBookVerdict.Done, _book.Insert(tick, tick.TimestampMs - 10_000));
    }

    [Theory]
    [InlineData(10, 9, false)]
    [InlineData(10, 10, true)]
    [InlineData(10, 12, true)]
    public void A_dataset_is_sold_whole_when_the_bid_reaches_the_ask(long asked, long bidden, bool sold)
    {
        var ask = Insert(1, TickSide.Ask, asked, "DUM1", 1, "EWabc");
        var bid = Insert(2, TickSide.Bid, bidden, "DUM1", 1, "EWabc");
        var matches = MatchAndSettle(bid);
        Assert.Equal(sold ? [(ask, 1L, asked)] : [], matches.Select(match => (match.Counterpart, match.Quantity, match.Transferred.First.Amount)));
        Assert.Equal(sold ? 0 : 2, _book.Orders);
    }

    [Fact]
    public void The_highest_bid_gets_the_dataset_and_one_of_them_only()
    {
        Insert(1, TickSide.Bid, 11, "DUM1", 1, "EWabc");
        var highest = Insert(2, TickSide.Bid, 13, "DUM1", 1, "EWabc");
        Insert(3, TickSide.Bid, 12, "DUM1", 1, "EWabc");
        var ask = Tick(4, TickSide.Ask, 10, "DUM1", 1, "EWabc") with { TimestampMs = Now + 1 };
        Assert.Equal(OrderBookVerdict.Done, _book.Insert(ask, Now));
        var matches = MatchAndSettle(ask.Id);
        Assert.Equal([(highest, 13L)], matches.Select(match => (match.Counterpart, match.Transferred.First.Amount)));
        Assert.Equal(2, _book.Orders);
    }

    [Theory]
    [InlineData(0, 1, 10)]
    [InlineData(1, 0, 12)]
    [InlineData(0, 0, 10)]
    public void The_earlier_order_sets_the_price_and_of_two_equal_ones_the_ask(int askAfterMs, int bidAfterMs, long paid)
    {
        var ask = Tick(1, TickSide.Ask, 10, "DUM1", 1, "EWabc");
        var bid = Tick(2, TickSide.Bid, 12, "DUM1", 1, "EWabc");
        _book.Insert(bid with { TimestampMs = Now + bidAfterMs }, Now);
        _book.Insert(ask with { TimestampMs = Now + askAfterMs }, Now);
        Assert.Equal(paid, _book.Match(ask.Id, Now).Single().Transferred.First.Amount);
        Assert.Equal(paid, _book.Match(bid.Id, Now).Single().Transferred.First.Amount);
    }

    [Fact]
    public void Tokens_trade_in_parts_at_the_resting_price()
    {
        Ask(1, 10, 20);
        var match = _book.Match(Bid(2, 4, 12), Now).Single();
        Assert.Equal(("4 DUM1", "8 MB"), (match.Transferred.First.ToString(), match.Transferred.Second.ToString()));
    }

    [Fact]
    public void Datasets_do_not_mix()
    {
        Insert(1, TickSide.Ask, 10, "DUM1", 1, "EWabc");
        Assert.Empty(Match(Insert(2, TickSide.Bid, 10, "DUM1", 1, "EWabd")));
        Assert.Empty(Match(Insert(2, TickSide.Bid, 10, "DUM2", 1, "EWabc")));
        Assert.Equal(3, _book.Markets);
    }

    [Fact]
    public void A_trader_has_at_most_200_open_orders()
    {
        var ids = Enumerable.Range(0, 200).Select(_ => Ask(1, 1, 1)).ToList();
        Assert.Equal(OrderBookVerdict.TraderHasTooManyOrders, _book.Insert(Tick(1, TickSide.Bid, 1, "DUM1", 1, "EWabc"), Now));
        Assert.Equal(OrderBookVerdict.Done, _book.Insert(Tick(2, TickSide.Bid, 1, "DUM1", 1, "EWabc"), Now));
        _book.Cancel(ids[5]);
        Assert.Equal(OrderBookVerdict.Done, _book.Insert(Tick(1, TickSide.Bid, 1, "DUM1", 1, "EWabc"), Now));
    }

    [Fact]
    public void A_full_book_refuses_orders_and_markets_and_takes_them_again_when_there_is_room()
    {
        var book = new OrderBook(OrderBookLimits.Default with { Orders = 3, Markets = 2 });
        var ticks = new[] { "EWaaa", "EWbbb", "EWccc", "EWaaa", "EWbbb" }.Select((type, trader) => Tick(trader, TickSide.Ask, 1, "DUM1", 1, type)).ToList();
        Assert.Equal(
            [OrderBookVerdict.Done, OrderBookVerdict.Done, OrderBookVerdict.TooManyMarkets, OrderBookVerdict.Done, OrderBookVerdict.BookIsFull],
            ticks.Select(tick => book.Insert(tick, Now)));
        book.Cancel(ticks[1].Id);
        Assert.Equal(OrderBookVerdict.Done, book.Insert(ticks[2], Now));
    }

    [Fact]
    public void Every_verdict_has_its_own_sentence() =>
        Assert.Equal(Enum.GetValues<OrderBookVerdict>().Length, Enum.GetValues<OrderBookVerdict>().Select(verdict => verdict.Sentence()).Distinct().Count());

    private OrderId Ask(int trader, long first, long second) => Insert(trader, TickSide.Ask, first, "DUM1", second, "MB");

    private OrderId Bid(int trader, long first, long second) => Insert(trader, TickSide.Bid, first, "DUM1", second, "MB");

    private OrderId Insert(int trader, TickSide side, long first, string firstType, long second, string secondType)
    {
        var tick = Tick(trader, side, first, firstType, second, secondType);
        Assert.Equal(OrderBookVerdict.Done, _book.Insert(tick, Now));
        return tick.Id;
    }

    private IEnumerable<OrderId> Match(OrderId id) => _book.Match(id, Now).Select(match => match.Counterpart);

    private IReadOnlyList<OrderBookMatch> MatchAndSettle(OrderId id)
    {
        var matches = _book.Match(id, Now);
        foreach (var match in matches)
        {
            Assert.Equal(id, match.Order);
            Assert.Equal(OrderBookVerdict.Done, _book.Settle(match.Order, match.Quantity));
            Assert.Equal(OrderBookVerdict.Done, _book.Settle(match.Counterpart, match.Quantity));
        }

        return matches;
    }

    private Tick Tick(int trader, TickSide side, long first, string firstType, long second, string secondType)
    {
        var bytes = new byte[Mid.Length];
        BitConverter.TryWriteBytes(bytes, trader);
        Assert.True(AssetPair.TryCreate(new AssetAmount(first, firstType), new AssetAmount(second, secondType), out var pair, out var refusal), refusal);
        return new Tick(new OrderId(new Mid(bytes), ++_number), side, pair, TimeoutSeconds: 3600, TimestampMs: Now, Traded: 0);
    }

    private static AssetPair PairOf(JsonElement op)
    {
        var (first, second) = (op.GetProperty("first"), op.GetProperty("second"));
        Assert.True(AssetPair.TryCreate(
            new AssetAmount(first[0].GetInt64(), first[1].GetString()!),
            new AssetAmount(second[0].GetInt64(), second[1].GetString()!),
            out var pair,
            out var refusal), refusal);
        return pair;
    }

    private static Mid MidOf(string hex)
    {
        Assert.True(Mid.TryParse(hex, out var mid));
        return mid;
    }

    private IEnumerable<string> Listed(TickSide side) =>
        _book.List(side).SelectMany(listing => listing.Rows.Select(row =>
            $"{listing.Types.First}/{listing.Types.Second} {row.Tick.Id} {row.Tick.Assets.First.Amount} {row.Tick.Assets.Second.Amount} {row.Traded}"));

    private static IEnumerable<string> Listed(JsonElement listings) =>
        listings.EnumerateArray().SelectMany(listing => listing.GetProperty("ticks").EnumerateArray().Select(tick =>
            $"{listing.GetProperty("asset1")}/{listing.GetProperty("asset2")} {tick[0]}.{tick[1]} {tick[2]} {tick[3]} {tick[4]}"));
}
