using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Ledger;

namespace EnerDatX.Core.Tests.Market;

/// <summary>The open orders as a plain list, played beside the real ones.</summary>
internal sealed class OpenOrdersModel
{
    private const int Traders = 4;

    private readonly OpenOrders _open = new(Orders.Network);
    private readonly List<Row> _rows = [];
    private readonly List<ListedOrder> _sent = [];
    private readonly List<OrderId> _closed = [];
    private readonly List<(OrderId One, OrderId Other)> _trades = [];
    private uint _number;
    private long _nowMs = Orders.NowMs;

    public int Crossings { get; private set; }

    /// <summary>One random operation on both, and everything compared.</summary>
    public void Play(Random random)
    {
        switch (random.Next(10))
        {
            case 0:
                _nowMs += random.Next(3_000);
                var expired = _rows.Where(r => r.Order.Tick.DeadlineMs <= _nowMs).Select(r => r.Order.Block.Hash).ToHashSet();
                Assert.Equal(expired, _open.ExpireUntil(_nowMs).Select(o => o.Block.Hash).ToHashSet());
                _rows.RemoveAll(r => expired.Contains(r.Order.Block.Hash));
                break;
            case 1 when _sent.Count > 0:
                Take(_sent[random.Next(_sent.Count)]);
                break;
            case 2:
                Cancel(LedgerVectors.Key(random.Next(Traders)), (uint)random.Next((int)_number + 2));
                break;
            case 3 when random.Next(8) == 0:
                Void(LedgerVectors.Key(random.Next(Traders)).PublicKey);
                break;
            case 4 or 5:
                Reserve(random);
                break;
            case 6 when _trades.Count > 0:
                End(random);
                break;
            default:
                Take(NewOrder(random));
                break;
        }

        Compare();
    }

    private ListedOrder NewOrder(Random random)
    {
        var key = LedgerVectors.Key(random.Next(Traders));
        var (price, timeout, asset) = (random.Next(1, 6), random.Next(1, 30), random.Next(2));
        var offer = Orders.OfferOf(LedgerVectors.Key(asset).PublicKey, title: MoneyWorld.SomeTrade);
        var order = Orders.Listed(random.Next(2) == 0
            ? Orders.Ask(key, ++_number, price, offer, timeout, _nowMs)
            : Orders.Bid(key, ++_number, price, offer.AssetId, timeout, _nowMs));
        _sent.Add(order);
        return order;
    }

    private void Take(ListedOrder order)
    {
        var isNew = _rows.TrueForAll(r => r.Order.Id != order.Id) && !_closed.Contains(order.Id) && order.Tick.DeadlineMs > _nowMs;
        Assert.Equal(isNew, _open.Evolve(order.Block, _nowMs) is not null);
        if (isNew)
        {
            _rows.Add(new Row(order));
        }
    }

    private void Cancel(SecretKey key, uint number)
    {
        Assert.Null(_open.Evolve(Orders.Cancel(key, number), _nowMs));
        Close(new OrderId(key.PublicKey.Mid, number));
    }

    private void Void(PublicKey cheat)
    {
        _open.Void(cheat);
        foreach (var row in _rows.FindAll(r => r.Order.Block.PublicKey.Equals(cheat)))
        {
            Close(row.Order.Id);
        }
    }

    private void Reserve(Random random)
    {
        if (_rows.Count < 2)
        {
            return;
        }

        var (one, other) = (_rows[random.Next(_rows.Count)], _rows[random.Next(_rows.Count)]);
        if (ReferenceEquals(one, other))
        {
            return;
        }

        var free = one.IsFreeAt(_nowMs) && other.IsFreeAt(_nowMs);
        Assert.Equal(free, _open.TryReserve(one.Order.Id, other.Order.Id, _nowMs));
        if (free)
        {
            (one.IsReserved, other.IsReserved) = (true, true);
            _trades.Add((one.Order.Id, other.Order.Id));
        }
    }

    private void End(Random random)
    {
        var (one, other) = _trades[random.Next(_trades.Count)];
        _trades.Remove((one, other));
        if (random.Next(2) == 0)
        {
            _open.Settle(one, other);
            Close(one);
            Close(other);
            return;
        }

        _open.Release(one, other, _nowMs, _nowMs + 2_000);
        foreach (var row in _rows.Where(r => r.Order.Id == one || r.Order.Id == other))
        {
            row.IsReserved = false;
            row.Blocked[row.Order.Id == one ? other : one] = _nowMs + 2_000;
        }
    }

    /// <summary>Whatever is closed while it is not there stays closed too, except by a settlement, which knows nothing of it.</summary>
    private void Close(OrderId id)
    {
        _rows.RemoveAll(r => r.Order.Id == id);
        _closed.Add(id);
    }

    private void Compare()
    {
        Assert.Equal(_rows.Select(r => r.Order.Block.Hash).Order(), _open.Hashes);
        foreach (var order in _sent)
        {
            var row = _rows.Find(r => r.Order.Id == order.Id);
            Assert.Equal(row is not null, _open.TryFind(order.Block.Hash, out var found));
            Assert.Equal(row?.Order.Block, row is null ? null : found.Block);
            Assert.Equal(row?.IsFreeAt(_nowMs) ?? false, _open.IsAvailable(order.Id, _nowMs));
        }

        foreach (var row in _rows)
        {
            var crossings = _open.CrossingsOf(row.Order.Id, _nowMs);
            Assert.Equal(Crossing(row), crossings.Select(c => (c.Ask.Id, c.Bid.Id)));
            Crossings += crossings.Count;
        }

        foreach (var side in new[] { TickSide.Ask, TickSide.Bid })
        {
            var (listings, orders) = _open.Read(side);
            Assert.Equal(_rows.Where(r => r.Order.Tick.Side == side).Select(r => r.Order.Id).Order(), orders.Keys.Order());
            Assert.Equal(orders.Count, listings.Sum(l => l.Rows.Count));
        }

        var self = LedgerVectors.Key(0).PublicKey;
        foreach (var asset in _sent.Select(o => o.Tick.Assets.Second.Type).Distinct())
        {
            var offered = _rows.Exists(r => r.Order.Offer?.AssetId == asset && r.IsFreeAt(_nowMs) && !r.Order.Block.PublicKey.Equals(self));
            Assert.Equal(offered, _open.IsOffered(asset, self, _nowMs));
        }
    }

    /// <summary>The best-priced order of somebody else that crosses, the oldest of equal ones. Datasets trade whole: there is one at most.</summary>
    private IReadOnlyList<(OrderId Ask, OrderId Bid)> Crossing(Row row)
    {
        if (!row.IsFreeAt(_nowMs))
        {
            return [];
        }

        var isAsk = row.Order.Tick.Side == TickSide.Ask;
        var best = _rows
            .Where(r => r.Order.Tick.Side != row.Order.Tick.Side && r.Order.Tick.Assets.Types == row.Order.Tick.Assets.Types)
            .Where(r => r.IsFreeAt(_nowMs) && !r.Order.Block.PublicKey.Equals(row.Order.Block.PublicKey))
            .Where(r => isAsk ? r.Price >= row.Price : r.Price <= row.Price)
            .Where(r => !r.IsBlockedFor(row.Order.Id, _nowMs) && !row.IsBlockedFor(r.Order.Id, _nowMs))
            .OrderBy(r => isAsk ? -r.Price : r.Price)
            .FirstOrDefault();
        return best is null ? [] : isAsk ? [(row.Order.Id, best.Order.Id)] : [(best.Order.Id, row.Order.Id)];
    }

    private sealed class Row(ListedOrder order)
    {
        public ListedOrder Order { get; } = order;

        public long Price { get; } = order.Tick.Assets.First.Amount;

        public bool IsReserved { get; set; }

        public Dictionary<OrderId, long> Blocked { get; } = [];

        public bool IsFreeAt(long nowMs) => !IsReserved && Order.Tick.DeadlineMs > nowMs;

        public bool IsBlockedFor(OrderId other, long nowMs) => Blocked.GetValueOrDefault(other) > nowMs;
    }
}
