namespace EnerDatX.Core.Market;

/// <summary>
/// Orders of one price that can be matched, oldest first, in a list through the orders themselves; and a node of its side's tree of
/// prices (<see cref="OrderBookLevels"/>). All links are numbers of pool items, 0 is none.
/// </summary>
internal struct OrderBookLevel
{
    public Price Price;

    public int Oldest;

    public int Youngest;

    /// <summary>The next level in the direction of the spread.</summary>
    public int Better;

    /// <summary>The next level away from the spread.</summary>
    public int Worse;

    public int Parent;

    /// <summary>Subtree of better prices.</summary>
    public int Left;

    /// <summary>Subtree of worse prices.</summary>
    public int Right;

    public int Height;
}
