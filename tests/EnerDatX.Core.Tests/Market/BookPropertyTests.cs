using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Market;

public sealed class BookPropertyTests
{
    /// <summary>Small enough that random operations hit every one of them.</summary>
    private static readonly OrderBookLimits TightLimits = new(OrdersPerTrader: 9, Orders: 28, Markets: 3, ClosedOrders: 12, BlocksPerOrder: 2);

    private static readonly (string First, string Second)[] Markets =
        [("DUM1", "MB"), ("DUM1", "DUM2"), ("MB", "EWaaa"), ("DUM1", "EWbbb")];

    [Fact]
    public void Under_any_operations_the_book_does_what_the_naive_book_does() =>
        Prop.ForAll(Operations(200), operations =>
        {
            var pair = new BookPair(TightLimits);
            Array.ForEach(operations, pair.Play);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    [Fact]
    public void A_long_life_of_one_book_is_that_of_the_naive_book()
    {
        var random = new Random(20_260_101);
        var pair = new BookPair(new OrderBookLimits(OrdersPerTrader: 60, Orders: 200, Markets: 4, ClosedOrders: 50, BlocksPerOrder: 2));
        for (var step = 0; step < 6_000; step++)
        {
            pair.Play(random.Next());
        }

        Assert.True(pair.Matches > 500, $"only {pair.Matches} matches: the operations do not exercise the book");
    }

    [Fact]
    public void When_every_match_is_settled_the_book_is_never_crossed_and_no_quantity_is_lost() =>
        Prop.ForAll(Operations(120), operations =>
        {
            var book = new OrderBook(OrderBookLimits.Default);
            var given = new Dictionary<OrderId, long>();
            for (var index = 0; index < operations.Length; index++)
            {
                var random = new Random(operations[index]);
                var tick = RandomTick(random, new OrderId(Trader(random.Next(5)), (uint)index), nowMs: index) with { TimeoutSeconds = 1000 };
                Assert.Equal(OrderBookVerdict.Done, book.Insert(tick, index + 10_000));
                given.Add(tick.Id, 0);
                foreach (var match in book.Match(tick.Id, index + 10_000))
                {
                    Assert.Equal(OrderBookVerdict.Done, book.Settle(match.Order, match.Quantity));
                    Assert.Equal(OrderBookVerdict.Done, book.Settle(match.Counterpart, match.Quantity));
                    given[match.Order] += match.Quantity;
                    given[match.Counterpart] += match.Quantity;
                }

                AssertNotCrossed(book);
            }

            AssertNothingLost(book, given);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    [Fact]
    public void Thousands_of_prices_stay_sorted_as_they_come_and_go()
    {
        var random = new Random(7);
        var book = new OrderBook(OrderBookLimits.Default with { OrdersPerTrader = int.MaxValue });
        var resting = new List<Tick>();
        for (uint number = 1; number <= 12_000; number++)
        {
            if (resting.Count > 0 && random.Next(3) == 0)
            {
                var index = random.Next(resting.Count);
                Assert.Equal(OrderBookVerdict.Done, book.Cancel(resting[index].Id));
                resting.RemoveAt(index);
            }

            var tick = TickOf(new OrderId(Trader(1), number), TickSide.Bid, random.Next(1, 90), "DUM1", random.Next(1, 9000), "MB");
            Assert.Equal(OrderBookVerdict.Done, book.Insert(tick, 0));
            resting.Add(tick);
        }

        var taker = TickOf(new OrderId(Trader(2), 1), TickSide.Ask, int.MaxValue, "DUM1", 1, "MB");
        Assert.Equal(OrderBookVerdict.Done, book.Insert(taker, 0));
        var expected = resting.OrderByDescending(tick => tick.Assets.Price).ThenBy(tick => tick.Id.Number).Select(tick => tick.Id);
        Assert.Equal(expected, book.Match(taker.Id, 0).Select(match => match.Counterpart));
        Assert.Equal(expected, book.List(TickSide.Bid).Single().Rows.Select(row => row.Tick.Id));
    }

    private static void AssertNotCrossed(OrderBook book)
    {
        foreach (var asks in book.List(TickSide.Ask))
        {
            var bids = book.List(TickSide.Bid).SingleOrDefault(listing => listing.Types == asks.Types)?.Rows ?? [];
            Assert.DoesNotContain(
                asks.Rows.SelectMany(ask => bids.Select(bid => (Ask: ask.Tick, Bid: bid.Tick))),
                pair => pair.Ask.Id.Trader != pair.Bid.Id.Trader && pair.Bid.Assets.Price >= pair.Ask.Assets.Price);
        }
    }

    private static void AssertNothingLost(OrderBook book, Dictionary<OrderId, long> given)
    {
        var resting = book.List(TickSide.Ask).Concat(book.List(TickSide.Bid)).SelectMany(listing => listing.Rows).ToList();
        Assert.Equal(book.Orders, resting.Count);
        foreach (var row in resting)
        {
            Assert.Equal(given[row.Tick.Id], row.Traded - row.Tick.Traded);
            Assert.True(row.Available > 0);
        }
    }

    private static Arbitrary<int[]> Operations(int most) =>
        Arb.From(
            Gen.Choose(0, int.MaxValue - 1).ArrayOf().Resize(most),
            operations => Enumerable.Range(0, operations.Length).Select(left => operations.Where((_, index) => index != left).ToArray()));

    private static Mid Trader(int number)
    {
        var bytes = new byte[Mid.Length];
        bytes[^1] = (byte)number;
        return new Mid(bytes);
    }

    private static Tick TickOf(OrderId id, TickSide side, long first, string firstType, long second, string secondType)
    {
        Assert.True(AssetPair.TryCreate(new AssetAmount(first, firstType), new AssetAmount(second, secondType), out var pair, out var refusal), refusal);
        return new Tick(id, side, pair, TimeoutSeconds: 60, TimestampMs: 0, Traded: 0);
    }

    private static Tick RandomTick(Random random, OrderId id, long nowMs)
    {
        var (firstType, secondType) = Markets[random.Next(Markets.Length)];
        var side = random.Next(2) == 0 ? TickSide.Ask : TickSide.Bid;
        var tick = TickOf(id, side, random.Next(1, 13), firstType, random.Next(1, 13), secondType);
        return tick with
        {
            TimeoutSeconds = random.Next(0, 40),
            TimestampMs = Math.Max(0, nowMs - 8_000 + (1_000 * random.Next(0, 20))),
            Traded = random.Next(8) == 0 ? random.Next(1, 4) % tick.Assets.Quantity : 0,
        };
    }

    /// <summary>The book and the naive book side by side; every answer and every listing must be the same.</summary>
    private sealed class BookPair(OrderBookLimits limits)
    {
        private readonly OrderBook _book = new(limits);
        private readonly NaiveBook _naive = new(limits);
        private readonly List<OrderId> _seen = [];
        private long _nowMs = 20_000;
        private uint _number;

        public int Matches { get; private set; }

        /// <param name="operation">A number that stands for one operation with all its arguments.</param>
        public void Play(int operation)
        {
            var random = new Random(operation);
            switch (random.Next(16))
            {
                case < 6: Insert(random, Fresh(random)); break;
                case 6: Insert(random, Seen(random)); break;
                case 7 or 8: SettleMatches(Seen(random)); break;
                case 9 or 10: ReserveMatches(Seen(random)); break;
                case 11: Same(Seen(random), random.Next(0, 9), _book.Release, _naive.Release); break;
                case 12: Same(Seen(random), random.Next(0, 9), random.Next(2) == 0 ? (_book.Settle, _naive.Settle) : (_book.Reserve, _naive.Reserve)); break;
                case 13: CancelOrBlock(random); break;
                case 14: _nowMs += random.Next(0, 4_000); break;
                default: Assert.Equal(_naive.ExpireUntil(_nowMs), _book.ExpireUntil(_nowMs)); break;
            }

            AssertSame();
        }

        private OrderId Fresh(Random random)
        {
            var id = new OrderId(Trader(random.Next(5)), ++_number);
            _seen.Add(id);
            return id;
        }

        private OrderId Seen(Random random) => _seen.Count == 0 ? Fresh(random) : _seen[^random.Next(1, Math.Min(_seen.Count, 60) + 1)];

        private void Insert(Random random, OrderId id)
        {
            var tick = RandomTick(random, id, _nowMs);
            var verdict = _naive.Insert(tick, _nowMs);
            Assert.Equal(verdict, _book.Insert(tick, _nowMs));
            if (random.Next(3) > 0)
            {
                SettleMatches(id);
            }
        }

        private List<NaiveMatch> Match(OrderId id)
        {
            var matches = _naive.Match(id, _nowMs);
            Assert.Equal(matches, _book.Match(id, _nowMs).Select(NaiveMatch.Of));
            Matches += matches.Count;
            return matches;
        }

        private void SettleMatches(OrderId id)
        {
            var found = _book.Match(id, _nowMs);
            foreach (var (match, index) in Match(id).Select((match, index) => (match, index)))
            {
                Assert.Equal(OrderBookVerdict.Done, _naive.Settle(match.Order, match.Quantity));
                Assert.Equal(OrderBookVerdict.Done, _naive.Settle(match.Counterpart, match.Quantity));
                Assert.Equal(OrderBookVerdict.Done, _book.Settle(found[index]));
            }

            Assert.Empty(_book.Match(id, _nowMs));
        }

        private void ReserveMatches(OrderId id)
        {
            foreach (var match in Match(id))
            {
                Same(match.Order, match.Quantity, _book.Reserve, _naive.Reserve);
                Same(match.Counterpart, match.Quantity, _book.Reserve, _naive.Reserve);
            }

            Assert.Empty(_book.Match(id, _nowMs));
        }

        private void CancelOrBlock(Random random)
        {
            var id = Seen(random);
            if (random.Next(2) == 0)
            {
                Assert.Equal(_naive.Cancel(id), _book.Cancel(id));
                return;
            }

            var counterpart = Seen(random);
            var untilMs = _nowMs + random.Next(0, 10_000);
            Assert.Equal(_naive.Block(id, counterpart, _nowMs, untilMs), _book.Block(id, counterpart, _nowMs, untilMs));
        }

        private static void Same(
            OrderId id,
            long quantity,
            (Func<OrderId, long, OrderBookVerdict> Book, Func<OrderId, long, OrderBookVerdict> Naive) change) =>
            Assert.Equal(change.Naive(id, quantity), change.Book(id, quantity));

        private static void Same(
            OrderId id,
            long quantity,
            Func<OrderId, long, OrderBookVerdict> book,
            Func<OrderId, long, OrderBookVerdict> naive) =>
            Same(id, quantity, (book, naive));

        private void AssertSame()
        {
            Assert.Equal(_naive.Orders.Count, _book.Orders);
            Assert.Equal(_naive.Orders.Select(order => order.Tick.Assets.Types).Distinct().Count(), _book.Markets);
            foreach (var side in new[] { TickSide.Ask, TickSide.Bid })
            {
                Assert.Equal(_naive.List(side), _book.List(side).SelectMany(listing => listing.Rows.Select(row => (listing.Types, row))));
            }
        }
    }
}
