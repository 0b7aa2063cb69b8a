namespace EnerDatX.Core.Market;

/// <summary>
/// One side of one market: its price levels in an AVL tree (so that no order of prices that a stranger chooses makes it slow),
/// chained from the best level to the worst. Only orders with something available are in it.
/// </summary>
internal sealed class OrderBookSide(TickSide side)
{
    /// <summary>The tree: better prices to the left, heights of siblings at most one apart.</summary>
    public OrderBookLevel? Root { get; private set; }

    /// <summary>Lowest ask or highest bid.</summary>
    public OrderBookLevel? Best { get; private set; }

    public void Add(OrderBookEntry entry)
    {
        OrderBookLevel? better = null;
        OrderBookLevel? worse = null;
        for (var level = Root; level is not null;)
        {
            var order = Compare(entry.Price, level.Price);
            if (order == 0)
            {
                level.Add(entry);
                return;
            }

            if (order < 0)
            {
                worse = level;
                level = level.Left;
            }
            else
            {
                better = level;
                level = level.Right;
            }
        }

        var fresh = new OrderBookLevel(entry.Price);
        Chain(better, fresh);
        Chain(fresh, worse);
        Root = Insert(Root, fresh);
        fresh.Add(entry);
    }

    public void Remove(OrderBookEntry entry)
    {
        var level = entry.Level!;
        level.Remove(entry);
        if (level.Oldest is null)
        {
            Root = Remove(Root, level);
            Chain(level.Better, level.Worse);
        }
    }

    /// <summary>Whether an order of the other side with this limit would trade at this price of ours.</summary>
    public bool Crosses(Price price, Price otherLimit) => side == TickSide.Ask ? price <= otherLimit : price >= otherLimit;

    /// <summary>Negative if the first price comes before the second, seen from the spread.</summary>
    public int Compare(Price price, Price other) => side == TickSide.Ask ? price.CompareTo(other) : other.CompareTo(price);

    private void Chain(OrderBookLevel? better, OrderBookLevel? worse)
    {
        if (better is null)
        {
            Best = worse;
        }
        else
        {
            better.Worse = worse;
        }

        if (worse is not null)
        {
            worse.Better = better;
        }
    }

    private OrderBookLevel Insert(OrderBookLevel? node, OrderBookLevel fresh)
    {
        if (node is null)
        {
            return fresh;
        }

        if (Compare(fresh.Price, node.Price) < 0)
        {
            node.Left = Insert(node.Left, fresh);
        }
        else
        {
            node.Right = Insert(node.Right, fresh);
        }

        return Balanced(node);
    }

    private OrderBookLevel? Remove(OrderBookLevel? node, OrderBookLevel empty)
    {
        if (node is null)
        {
            throw new InvalidOperationException("A price level that is to be removed is not in the tree.");
        }

        if (ReferenceEquals(node, empty))
        {
            return Joined(node);
        }

        if (Compare(empty.Price, node.Price) < 0)
        {
            node.Left = Remove(node.Left, empty);
        }
        else
        {
            node.Right = Remove(node.Right, empty);
        }

        return Balanced(node);
    }

    /// <summary>The two subtrees of a node that goes: the next worse level takes its place.</summary>
    private static OrderBookLevel? Joined(OrderBookLevel node)
    {
        if (node.Left is null || node.Right is null)
        {
            return node.Left ?? node.Right;
        }

        var successor = node.Worse!;
        var right = WithoutFirst(node.Right);
        successor.Left = node.Left;
        successor.Right = right;
        return Balanced(successor);
    }

    private static OrderBookLevel? WithoutFirst(OrderBookLevel node)
    {
        if (node.Left is null)
        {
            return node.Right;
        }

        node.Left = WithoutFirst(node.Left);
        return Balanced(node);
    }

    private static OrderBookLevel Balanced(OrderBookLevel node)
    {
        switch (Height(node.Left) - Height(node.Right))
        {
            case > 1:
                var left = node.Left!;
                node.Left = Height(left.Left) < Height(left.Right) ? RotatedLeft(left) : left;
                return RotatedRight(node);
            case < -1:
                var right = node.Right!;
                node.Right = Height(right.Right) < Height(right.Left) ? RotatedRight(right) : right;
                return RotatedLeft(node);
            default:
                return Measured(node);
        }
    }

    private static OrderBookLevel RotatedRight(OrderBookLevel node)
    {
        var top = node.Left!;
        node.Left = top.Right;
        top.Right = Measured(node);
        return Measured(top);
    }

    private static OrderBookLevel RotatedLeft(OrderBookLevel node)
    {
        var top = node.Right!;
        node.Right = top.Left;
        top.Left = Measured(node);
        return Measured(top);
    }

    private static OrderBookLevel Measured(OrderBookLevel node)
    {
        node.Height = 1 + Math.Max(Height(node.Left), Height(node.Right));
        return node;
    }

    private static int Height(OrderBookLevel? node) => node?.Height ?? 0;
}
