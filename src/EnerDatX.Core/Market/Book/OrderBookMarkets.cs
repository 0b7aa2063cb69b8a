namespace EnerDatX.Core.Market;

/// <summary>The asset pairs with open orders.</summary>
internal sealed class OrderBookMarkets
{
    private readonly OrderBookTable _table = new();
    private readonly OrderBookPool<OrderBookMarket> _markets = new();

    public int Count => _table.Count;

    public ref OrderBookMarket this[int market] => ref _markets[market];

    /// <summary>Strings are hashed with a seed of the runtime: a stranger cannot choose names that meet.</summary>
    public static uint HashOf(in AssetTypes types) => unchecked((uint)types.GetHashCode());

    /// <summary>The number of this pair's market, or 0.</summary>
    public int Find(in AssetTypes types, uint hash)
    {
        var slot = _table.Start(hash);
        while (true)
        {
            var number = _table.Next(hash, ref slot);
            if (number == 0 || _markets[number].Types == types)
            {
                return number;
            }
        }
    }

    /// <summary>Counts one more order.</summary>
    /// <param name="market">What <see cref="Find"/> said.</param>
    public int Open(int market, in AssetTypes types, uint hash)
    {
        if (market == 0)
        {
            market = _markets.Take();
            _markets[market].Types = types;
            _markets[market].Hash = hash;
            _table.Add(hash, market);
        }

        _markets[market].Orders++;
        return market;
    }

    /// <summary>Counts one order less; a market without orders goes.</summary>
    public void Leave(int market)
    {
        ref var one = ref _markets[market];
        if (--one.Orders == 0)
        {
            _table.Remove(one.Hash, market);
            _markets.Give(market);
        }
    }
}
