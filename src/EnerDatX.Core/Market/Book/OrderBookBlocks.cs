namespace EnerDatX.Core.Market;

/// <summary>Which orders are kept away from each other, after one of the two declined. Nearly none are, so this is not in the entries.</summary>
internal sealed class OrderBookBlocks(int maxPerOrder)
{
    private readonly Dictionary<int, List<(OrderId Counterpart, long UntilMs)>> _byPlace = [];

    public bool Has(int place, OrderId counterpart, long nowMs) =>
        _byPlace.TryGetValue(place, out var blocks) && blocks.Exists(block => block.Counterpart == counterpart && nowMs < block.UntilMs);

    public bool AreEmpty => _byPlace.Count == 0;

    /// <summary>Keeps the counterpart away until a time; outdated blocks go, and the oldest if there are too many.</summary>
    public void Add(int place, OrderId counterpart, long nowMs, long untilMs)
    {
        if (!_byPlace.TryGetValue(place, out var blocks))
        {
            _byPlace[place] = blocks = [];
        }

        blocks.RemoveAll(block => block.UntilMs <= nowMs || block.Counterpart == counterpart);
        if (blocks.Count >= maxPerOrder)
        {
            blocks.RemoveAt(0);
        }

        blocks.Add((counterpart, untilMs));
    }

    /// <summary>The order at this place leaves it.</summary>
    public void Forget(int place)
    {
        if (_byPlace.Count != 0)
        {
            _byPlace.Remove(place);
        }
    }
}
