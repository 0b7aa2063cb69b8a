using EnerDatX.Core.Market;

namespace EnerDatX.Core.Tests.Market;

public sealed class BookTreeTests
{
    private readonly OrderBookPool<OrderBookEntry> _entries = new();
    private readonly OrderBookLevels _levels;
    private readonly Dictionary<int, Price> _resting = [];
    private TickSide _which = TickSide.Ask;
    private long _arrivals;

    public BookTreeTests() => _levels = new OrderBookLevels(_entries);

    [Theory]
    [InlineData(TickSide.Ask)]
    [InlineData(TickSide.Bid)]
    public void The_tree_stays_sorted_balanced_and_chained_as_prices_come_and_go(TickSide which)
    {
        var random = new Random(11);
        var side = default(OrderBookSide);
        _which = which;
        for (var step = 0; step < 6_000; step++)
        {
            if (_resting.Count > 0 && random.Next(5) < (step < 3_000 ? 2 : 3))
            {
                Remove(ref side, _resting.Keys.ElementAt(random.Next(_resting.Count)));
            }
            else
            {
                Add(ref side, random.Next(1, 1_000));
            }

            AssertSound(side);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Prices_in_order_do_not_make_the_tree_deep(bool falling)
    {
        var side = default(OrderBookSide);
        for (var price = 1; price < 16_384; price++)
        {
            Add(ref side, falling ? 16_384 - price : price);
        }

        // 2^14 - 1 levels: a full tree has 14 rows, an AVL tree at most 1.44 times as many.
        Assert.InRange(Depth(side.Root, 0), 14, 20);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Taking_the_best_or_the_worst_prices_away_keeps_the_tree_balanced(bool best)
    {
        var side = default(OrderBookSide);
        _which = TickSide.Bid;
        for (var price = 1; price < 1_000; price++)
        {
            Add(ref side, price);
        }

        while (_resting.Count > 0)
        {
            Remove(ref side, (best ? _resting.MaxBy(order => order.Value) : _resting.MinBy(order => order.Value)).Key);
            AssertSound(side);
        }

        Assert.Equal((0, 0), (side.Root, side.Best));
    }

    private void Add(ref OrderBookSide side, long numerator)
    {
        var order = _entries.Take();
        _entries[order].Arrival = ++_arrivals;
        _resting.Add(order, new Price(numerator, 1));
        _levels.Add(ref side, _which, order, _resting[order]);
    }

    private void Remove(ref OrderBookSide side, int order)
    {
        _levels.Remove(ref side, order);
        _resting.Remove(order);
        _entries.Give(order);
    }

    private void AssertSound(OrderBookSide side)
    {
        Depth(side.Root, 0);
        var chain = new List<int>();
        for (var level = side.Best; level != 0; level = _levels[level].Worse)
        {
            Assert.Equal(chain.LastOrDefault(), _levels[level].Better);
            chain.Add(level);
        }

        Assert.Equal(chain, InOrder(side.Root));
        Assert.True(chain.Zip(chain.Skip(1)).All(pair => OrderBookSide.Compare(_which, _levels[pair.First].Price, _levels[pair.Second].Price) < 0));
        Assert.Equal(_resting.Values.Select(price => price.Numerator).Distinct().Count(), chain.Count);
    }

    /// <summary>Counted, not remembered; fails where two siblings are more than one apart, or a child does not know its parent.</summary>
    private int Depth(int node, int parent)
    {
        if (node == 0)
        {
            return 0;
        }

        Assert.Equal(parent, _levels[node].Parent);
        var (left, right) = (Depth(_levels[node].Left, node), Depth(_levels[node].Right, node));
        Assert.InRange(left - right, -1, 1);
        Assert.Equal(1 + Math.Max(left, right), _levels[node].Height);
        return 1 + Math.Max(left, right);
    }

    private IEnumerable<int> InOrder(int node) =>
        node == 0 ? [] : InOrder(_levels[node].Left).Append(node).Concat(InOrder(_levels[node].Right));
}
