using EnerDatX.Core.Identity;

namespace EnerDatX.Core.Market;

/// <summary>Who has open orders, and how many.</summary>
internal sealed class OrderBookTraders
{
    private readonly OrderBookTable _table = new();
    private readonly OrderBookPool<Trader> _traders = new();

    /// <summary>The number of a trader with open orders, or 0.</summary>
    public int Find(Mid id)
    {
        var hash = HashOf(id);
        var slot = _table.Start(hash);
        while (true)
        {
            var number = _table.Next(hash, ref slot);
            if (number == 0 || _traders[number].Id == id)
            {
                return number;
            }
        }
    }

    public int OpenOrders(int trader) => trader == 0 ? 0 : _traders[trader].OpenOrders;

    /// <summary>Counts one more order.</summary>
    /// <param name="trader">What <see cref="Find"/> said.</param>
    public int Open(int trader, Mid id)
    {
        if (trader == 0)
        {
            trader = _traders.Take();
            _traders[trader].Id = id;
            _table.Add(HashOf(id), trader);
        }

        _traders[trader].OpenOrders++;
        return trader;
    }

    /// <summary>Counts one order less; whose last it was, is forgotten.</summary>
    public void Leave(int trader)
    {
        ref var one = ref _traders[trader];
        if (--one.OpenOrders == 0)
        {
            _table.Remove(HashOf(one.Id), trader);
            _traders.Give(trader);
        }
    }

    /// <summary>Seeded at random by the runtime: a stranger who tries many keys does not know which ones meet.</summary>
    private static uint HashOf(Mid id) => unchecked((uint)HashCode.Combine(id));

    private struct Trader
    {
        public Mid Id;

        public int OpenOrders;
    }
}
