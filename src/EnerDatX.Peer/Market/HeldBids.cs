using EnerDatX.Core.Market;
using EnerDatX.Core.Trust;

namespace EnerDatX.Peer.Market;

/// <summary>My bids that cross an ask and wait all the same, because trust does not reach, and why.</summary>
internal sealed class HeldBids
{
    private readonly SortedDictionary<uint, (OrderId Id, string Reason)> _held = [];

    /// <returns>Whether that is news.</returns>
    public bool Hold(OrderId bid, TrustRefusal refusal)
    {
        var isNews = !_held.TryGetValue(bid.Number, out var held) || held.Reason != refusal.Reason;
        _held[bid.Number] = (bid, refusal.Reason);
        return isNews;
    }

    public void Release(OrderId bid) => _held.Remove(bid.Number);

    /// <summary>Those that still wait; the others are forgotten.</summary>
    public IReadOnlyDictionary<uint, string> ReasonsAt(MyOrders mine, long nowMs)
    {
        foreach (var number in _held.Keys.Where(n => mine.Orders.GetValueOrDefault(n)?.StatusAt(nowMs) != OrderStatus.Open).ToList())
        {
            _held.Remove(number);
        }

        return _held.ToDictionary(held => held.Key, held => held.Value.Reason);
    }

    /// <summary>All of them, by number: something changed that may let them go on.</summary>
    public IReadOnlyList<OrderId> All => [.. _held.Values.Select(held => held.Id)];
}
