using Akka.Actor;
using EnerDatX.Core.Market;
using EnerDatX.Laboratory.Homes;
using EnerDatX.Peer.Market;
using EnerDatX.Peer.Meter;

namespace EnerDatX.Laboratory.Wall;

/// <summary>
/// Who uses a selling peer: keeps offers ready for each of its buyers, of datasets that the buyer has not got. A dataset is offered to one buyer
/// after the other; when each of them has it, or it is on sale, the meter is read again.
/// </summary>
internal sealed class WallSeller : ReceiveActor
{
    private const int QuarterHour = 900;
    private const int DatasetSeconds = 4 * 3_600;

    /// <summary>Thursday, 1 January 2026, midnight UTC.</summary>
    private const long FirstSecond = 1_767_225_600;

    private readonly IActorRef _peer;
    private readonly Home _home;
    private readonly Tally _tally;
    private readonly IReadOnlyList<int> _buyers;
    private readonly int _stock;
    private readonly List<Ware> _wares = [];
    private readonly Dictionary<string, Ware> _onSale = new(StringComparer.Ordinal);

    /// <summary>Whom the datasets are for that are being made.</summary>
    private readonly Queue<int> _making = new();
    private int _made;

    public WallSeller(IActorRef peer, int index, WallPlan plan, Tally tally)
    {
        (_peer, _tally, _buyers, _stock) = (peer, tally, plan.BuyersOf(index), plan.StockPerShop);
        _home = new Neighbourhood(1, pvPermille: 500, FirstSecond).HomeOf(index);
        Receive<MeterImported>(imported =>
        {
            var ware = new Ware(imported.Record.AssetId);
            _wares.Add(ware);
            Offer(ware, _making.Dequeue());
        });
        Receive<ImportRefused>(refused =>
        {
            _making.Dequeue();
            _tally.NotOffered(refused.Reason);
        });
        Receive<OrderPlaced>(_ => { });
        Receive<OrderRefused>(refused => _tally.NotOffered(refused.Reason));
        Receive<SawEnd>(OnEnd);
    }

    protected override void PreStart()
    {
        for (var i = 0; i < _stock; i++)
        {
            foreach (var buyer in _buyers)
            {
                OfferSomethingTo(buyer);
            }
        }
    }

    private void OfferSomethingTo(int buyer)
    {
        if (_wares.Find(ware => ware.OnSaleFor is null && !ware.OfferedTo.Contains(buyer)) is { } ware)
        {
            Offer(ware, buyer);
            return;
        }

        var from = FirstSecond + ((long)_made++ * DatasetSeconds);
        _making.Enqueue(buyer);
        var file = P1Meter.File(_home, from, from + DatasetSeconds, QuarterHour);
        _peer.Tell(new ImportMeter(file, null, "NL-10", "Europe/Amsterdam", QuarterHour, 1, KeepsOriginal: false));
    }

    private void Offer(Ware ware, int buyer)
    {
        // Cheaper than it was for those before: whoever missed that theirs is sold holds a dearer ask, which this buyer's bid does not meet.
        var price = new AssetAmount(_buyers.Count - ware.OfferedTo.Count, WallPlan.Currency);
        ware.OnSaleFor = buyer;
        ware.OfferedTo.Add(buyer);
        _onSale[ware.Asset] = ware;
        _peer.Tell(new PlaceOrder(new OrderWish(
            TickSide.Ask, price, new AssetAmount(1, ware.Asset), WallPlan.LifetimeFor(buyer), Tick.MaxTimeoutSeconds, Licence.Copy)));
    }

    /// <summary>Where a trade came to nothing its ask is still there, so that the dataset is not offered to another.</summary>
    private void OnEnd(SawEnd saw)
    {
        if (!_onSale.Remove(saw.Asset, out var ware) || ware.OnSaleFor is not { } buyer)
        {
            return;
        }

        if (saw.Ending == TradeEnding.Done)
        {
            ware.OnSaleFor = null;
        }

        if (ware.OfferedTo.Count == _buyers.Count || saw.Ending != TradeEnding.Done)
        {
            _wares.Remove(ware);
        }

        OfferSomethingTo(buyer);
    }

    /// <summary>A dataset that is made, and whom it was offered to.</summary>
    private sealed class Ware(string asset)
    {
        public string Asset { get; } = asset;

        public int? OnSaleFor { get; set; }

        public HashSet<int> OfferedTo { get; } = [];
    }
}
