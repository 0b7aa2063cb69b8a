namespace EnerDatX.Core.Market;

/// <summary>
/// AVL trees of price levels: better prices to the left, heights of siblings at most one apart, so that no order of prices that a stranger
/// chooses makes one slow. After a change only the part of the way up is looked at where heights changed.
/// </summary>
internal sealed class OrderBookTree(OrderBookPool<OrderBookLevel> levels)
{
    /// <param name="parent">Where the search for its price ended; 0 in an empty tree.</param>
    /// <param name="asLeft">Whether its price is better than the parent's.</param>
    public void Insert(ref int root, int level, int parent, bool asLeft)
    {
        levels[level].Height = 1;
        levels[level].Parent = parent;
        (parent == 0 ? ref root : ref asLeft ? ref levels[parent].Left : ref levels[parent].Right) = level;
        Rebalance(ref root, parent);
    }

    public void Remove(ref int root, int level)
    {
        ref var node = ref levels[level];
        if (node.Left == 0 || node.Right == 0)
        {
            Replace(ref root, level, node.Left == 0 ? node.Right : node.Left);
            Rebalance(ref root, node.Parent);
            return;
        }

        // The next worse level takes its place: it is in the right subtree, and has nothing to its left.
        var next = node.Worse;
        ref var successor = ref levels[next];
        var shrunk = successor.Parent == level ? next : successor.Parent;
        if (shrunk != next)
        {
            Replace(ref root, next, successor.Right);
            Adopt(ref successor.Right, next, node.Right);
        }

        Adopt(ref successor.Left, next, node.Left);
        successor.Height = node.Height;
        Replace(ref root, level, next);
        Rebalance(ref root, shrunk);
    }

    private void Rebalance(ref int root, int level)
    {
        while (level != 0)
        {
            ref var node = ref levels[level];
            var before = node.Height;
            var balance = Height(node.Left) - Height(node.Right);
            var top = balance switch
            {
                > 1 => RaiseLeft(ref root, level),
                < -1 => RaiseRight(ref root, level),
                _ => level,
            };
            Measure(top);
            if (levels[top].Height == before)
            {
                return;
            }

            level = levels[top].Parent;
        }
    }

    private int RaiseLeft(ref int root, int level)
    {
        var left = levels[level].Left;
        if (Height(levels[left].Left) < Height(levels[left].Right))
        {
            RotateLeft(ref root, left);
        }

        return RotateRight(ref root, level);
    }

    private int RaiseRight(ref int root, int level)
    {
        var right = levels[level].Right;
        if (Height(levels[right].Right) < Height(levels[right].Left))
        {
            RotateRight(ref root, right);
        }

        return RotateLeft(ref root, level);
    }

    /// <summary>The left child comes up; its number is given.</summary>
    private int RotateRight(ref int root, int level)
    {
        ref var node = ref levels[level];
        var top = node.Left;
        Replace(ref root, level, top);
        Adopt(ref node.Left, level, levels[top].Right);
        Measure(level);
        Adopt(ref levels[top].Right, top, level);
        Measure(top);
        return top;
    }

    /// <summary>The right child comes up; its number is given.</summary>
    private int RotateLeft(ref int root, int level)
    {
        ref var node = ref levels[level];
        var top = node.Right;
        Replace(ref root, level, top);
        Adopt(ref node.Right, level, levels[top].Left);
        Measure(level);
        Adopt(ref levels[top].Left, top, level);
        Measure(top);
        return top;
    }

    /// <summary>Hangs another subtree, or none, where this level hung.</summary>
    private void Replace(ref int root, int level, int by)
    {
        var parent = levels[level].Parent;
        Adopt(ref parent == 0 ? ref root : ref levels[parent].Left == level ? ref levels[parent].Left : ref levels[parent].Right, parent, by);
    }

    private void Adopt(ref int place, int parent, int child)
    {
        place = child;
        if (child != 0)
        {
            levels[child].Parent = parent;
        }
    }

    private void Measure(int level)
    {
        ref var node = ref levels[level];
        node.Height = 1 + Math.Max(Height(node.Left), Height(node.Right));
    }

    private int Height(int level) => level == 0 ? 0 : levels[level].Height;
}
