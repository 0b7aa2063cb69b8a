using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Tests.Market;

public sealed class BookTreeTests
{
    private readonly OrderBookTrader _trader = new();
    private readonly OrderBookMarket _market = new(new AssetTypes("DUM1", "MB"));
    private long _arrivals;

    [Theory]
    [InlineData(TickSide.Ask)]
    [InlineData(TickSide.Bid)]
    public void The_tree_stays_sorted_balanced_and_chained_as_prices_come_and_go(TickSide which)
    {
        var random = new Random(11);
        var side = new OrderBookSide(which);
        var entries = new List<OrderBookEntry>();
        for (var step = 0; step < 3_000; step++)
        {
            if (entries.Count > 0 && random.Next(5) < (step < 1_500 ? 2 : 3))
            {
                var index = random.Next(entries.Count);
                side.Remove(entries[index]);
                entries.RemoveAt(index);
            }
            else
            {
                entries.Add(Entry(which, random.Next(1, 1_000)));
                side.Add(entries[^1]);
            }

            AssertSound(side, entries);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Prices_in_order_do_not_make_the_tree_deep(bool falling)
    {
        var side = new OrderBookSide(TickSide.Ask);
        for (var price = 1; price < 16_384; price++)
        {
            side.Add(Entry(TickSide.Ask, falling ? 16_384 - price : price));
        }

        // 2^14 - 1 levels: a full tree has 14 rows, an AVL tree at most 1.44 times as many.
        Assert.InRange(Depth(side.Root), 14, 20);
    }

    private static void AssertSound(OrderBookSide side, List<OrderBookEntry> entries)
    {
        Assert.Equal(Depth(side.Root), side.Root?.Height ?? 0);
        var levels = new List<OrderBookLevel>();
        for (var level = side.Best; level is not null; level = level.Worse)
        {
            Assert.Same(levels.LastOrDefault(), level.Better);
            levels.Add(level);
        }

        Assert.Equal(levels, InOrder(side.Root));
        Assert.True(levels.Zip(levels.Skip(1)).All(pair => side.Compare(pair.First.Price, pair.Second.Price) < 0));
        Assert.Equal(entries.Select(entry => entry.Price).Distinct().Count(), levels.Count);
    }

    /// <summary>Counted, not remembered; fails where two siblings are more than one apart.</summary>
    private static int Depth(OrderBookLevel? node)
    {
        if (node is null)
        {
            return 0;
        }

        var (left, right) = (Depth(node.Left), Depth(node.Right));
        Assert.InRange(left - right, -1, 1);
        return 1 + Math.Max(left, right);
    }

    private static IEnumerable<OrderBookLevel> InOrder(OrderBookLevel? node) =>
        node is null ? [] : InOrder(node.Left).Append(node).Concat(InOrder(node.Right));

    private OrderBookEntry Entry(TickSide side, long price)
    {
        Assert.True(AssetPair.TryCreate(new AssetAmount(1, "DUM1"), new AssetAmount(price, "MB"), out var pair, out _));
        var id = new OrderId(new Mid(new byte[Mid.Length]), (uint)++_arrivals);
        return new OrderBookEntry(new Tick(id, side, pair, 3600, 0, 0), _trader, _market, _arrivals);
    }
}
