using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Market;

public sealed class BookTableTests
{
    private const long Now = 1_700_000_000_000;

    /// <summary>Hashes that nearly all want the same slots, at the end of the table and at its beginning, and some that are equal.</summary>
    private static readonly uint[] Hashes =
        [uint.MaxValue, uint.MaxValue, uint.MaxValue - 1, uint.MaxValue - 7, 0, 0, 1, 2, uint.MaxValue / 2, 0x1000_0000, 0xF000_0000, 0xE000_0000];

    [Fact]
    public void The_table_finds_what_a_dictionary_finds_however_hashes_collide() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ArrayOf().Resize(300).ToArbitrary(), operations =>
        {
            var table = new OrderBookTable();
            var expected = new Dictionary<int, uint>();
            foreach (var operation in operations)
            {
                Play(new Random(operation), table, expected);
                AssertSame(table, expected);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void A_table_that_grows_and_empties_again_loses_nothing()
    {
        var table = new OrderBookTable();
        var random = new Random(5);
        var expected = Enumerable.Range(1, 20_000).ToDictionary(number => number, _ => (uint)random.NextInt64(1L << 32));
        foreach (var (number, hash) in expected)
        {
            table.Add(hash, number);
        }

        Assert.All(expected, one => Assert.Contains(one.Key, Under(table, one.Value)));
        foreach (var (number, hash) in expected.Where(one => one.Key % 7 != 0))
        {
            table.Remove(hash, number);
        }

        Assert.Equal(expected.Count / 7, table.Count);
        Assert.All(expected, one => Assert.Equal(one.Key % 7 == 0, Under(table, one.Value).Contains(one.Key)));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(50, 49)]
    [InlineData(2_048, 2_046)]
    [InlineData(5_000, 4_996)]
    public void Closed_orders_are_forgotten_oldest_first_and_never_more_than_a_thousandth_too_early(int limit, int least)
    {
        var book = new OrderBook(OrderBookLimits.Default with { ClosedOrders = limit });
        var ticks = Enumerable.Range(1, 3 * limit).Select(number => TickOf((uint)number)).ToList();
        foreach (var (tick, index) in ticks.Select((tick, index) => (tick, index)))
        {
            if (index % 3 != 0)
            {
                // Some are open first, others are cancelled before they come.
                Assert.Equal(OrderBookVerdict.Done, book.Insert(tick, Now));
            }

            book.Cancel(tick.Id);
            Assert.Equal(OrderBookVerdict.AlreadyClosed, book.Insert(tick, Now));
        }

        // A tick with nothing left is refused for that only where the id is not known any more.
        var spent = ticks.ConvertAll(tick => book.Insert(tick with { Traded = 5 }, Now));
        var forgotten = spent.TakeWhile(verdict => verdict == OrderBookVerdict.NothingLeft).Count();
        Assert.All(spent.Skip(forgotten), verdict => Assert.Equal(OrderBookVerdict.AlreadyClosed, verdict));
        Assert.InRange(spent.Count - forgotten, Math.Max(1, least), limit);
    }

    private static void Play(Random random, OrderBookTable table, Dictionary<int, uint> expected)
    {
        var number = random.Next(1, 60) * (random.Next(2) == 0 ? 1 : -1);
        if (!expected.TryGetValue(number, out var hash))
        {
            hash = Hashes[random.Next(Hashes.Length)];
            table.Add(hash, number);
            expected.Add(number, hash);
        }
        else if (random.Next(3) == 0 && !expected.ContainsKey(number + 1_000))
        {
            table.Replace(hash, number, number + 1_000);
            expected.Remove(number);
            expected.Add(number + 1_000, hash);
        }
        else
        {
            table.Remove(hash, number);
            expected.Remove(number);
        }
    }

    private static void AssertSame(OrderBookTable table, Dictionary<int, uint> expected)
    {
        Assert.Equal(expected.Count, table.Count);
        Assert.All(Hashes, hash => Assert.Equal(
            expected.Where(one => one.Value == hash).Select(one => one.Key).Order(),
            Under(table, hash).Order()));
    }

    private static List<int> Under(OrderBookTable table, uint hash)
    {
        var numbers = new List<int>();
        var slot = table.Start(hash);
        for (var number = table.Next(hash, ref slot); number != 0; number = table.Next(hash, ref slot))
        {
            numbers.Add(number);
        }

        return numbers;
    }

    private static Tick TickOf(uint number)
    {
        Assert.True(AssetPair.TryCreate(new AssetAmount(5, "DUM1"), new AssetAmount(5, "MB"), out var pair, out var refusal), refusal);
        return new Tick(new OrderId(new Mid(new byte[Mid.Length]), number), TickSide.Ask, pair, TimeoutSeconds: 60, TimestampMs: Now, Traded: 0);
    }
}
