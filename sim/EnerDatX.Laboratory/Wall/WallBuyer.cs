using System.Diagnostics;
using Akka.Actor;
using EnerDatX.Core.Market;
using EnerDatX.Peer;
using EnerDatX.Peer.Market;

namespace EnerDatX.Laboratory.Wall;

/// <summary>Ear → who uses the peer: a trade of this dataset has ended there.</summary>
/// <param name="At">Moment of <see cref="Stopwatch.GetTimestamp"/>.</param>
internal sealed record SawEnd(string Asset, TradeEnding Ending, string? Reason, long At);

/// <summary>Ear → buyer: an offer for it is new in its peer's book.</summary>
internal sealed record SawOffer(AssetPair Assets);

/// <summary>Part → buyers: trade as planned, from now on.</summary>
internal sealed record TradeAsPlanned;

/// <summary>Part → buyers: no more orders.</summary>
internal sealed record StopTrading;

/// <summary>
/// Who uses a buying peer: takes offers at their price, as many at once as planned or at the planned rate. Before that it takes one after the
/// other, until everything that is done for the first time has been done.
/// </summary>
internal sealed class WallBuyer : ReceiveActor, IWithTimers
{
    /// <summary>Trades before anything is measured, one with each shop and one more: the first needs tokens, acquaintances, and code that is compiled.</summary>
    public const int WarmUpTrades = WallPlan.Shops + 1;

    private const int OrderSeconds = 3_600;

    /// <summary>Until tokens have come, for one.</summary>
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMilliseconds(100);

    private readonly IActorRef _peer;
    private readonly WallPlan _plan;
    private readonly double _phase;
    private readonly Tally _tally;
    private readonly Queue<AssetPair> _offers = new();
    private readonly Queue<long> _due = new();
    private readonly Dictionary<string, Purchase> _open = new(StringComparer.Ordinal);
    private Course _course = Course.WarmUp;
    private Purchase? _placing;
    private int _bought;
    private long _began;
    private long _orders;
    private bool _isLacking;

    /// <param name="index">Which buyer: those of one rate do not all order at once.</param>
    public WallBuyer(IActorRef peer, int index, WallPlan plan, Tally tally)
    {
        (_peer, _plan, _tally, _phase) = (peer, plan, tally, (double)index / plan.Buyers);
        Receive<SawOffer>(saw =>
        {
            _offers.Enqueue(saw.Assets);
            _isLacking = false;
            GoOn();
        });
        Receive<OrderPlaced>(OnPlaced);
        Receive<OrderRefused>(OnRefused);
        Receive<SawEnd>(OnEnd);
        Receive<Again>(_ => GoOn());
        Receive<Due>(_ => OnDue());
        Receive<TradeAsPlanned>(_ => Begin());
        Receive<StopTrading>(_ =>
        {
            _course = Course.Over;
            Timers.CancelAll();
        });
    }

    private enum Course
    {
        WarmUp = 0,
        Planned,
        Over,
    }

    private enum Again
    {
        Now = 1,
    }

    private enum Due
    {
        Now = 1,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => _peer.Tell(new WantFaucet(WallPlan.Currency));

    private void Begin()
    {
        _course = Course.Planned;
        _began = Stopwatch.GetTimestamp();
        if (_plan.Rate is not null)
        {
            WaitForNext();
        }

        GoOn();
    }

    /// <summary>When the n-th order is due does not depend on how the earlier ones went.</summary>
    private long DueOf(long order) => _began + (long)((order + _phase) / _plan.Rate!.Value * Stopwatch.Frequency);

    private void WaitForNext()
    {
        var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), DueOf(_orders));
        Timers.StartSingleTimer(Due.Now, Due.Now, wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
    }

    private void OnDue()
    {
        for (; DueOf(_orders) <= Stopwatch.GetTimestamp(); _orders++)
        {
            var due = DueOf(_orders);
            _due.Enqueue(due);
            _tally.Began(due);
        }

        WaitForNext();
        GoOn();
    }

    /// <summary>One order is placed at a time: a refusal does not say which one it is about.</summary>
    private void GoOn()
    {
        if (_placing is not null || _course == Course.Over || Timers.IsTimerActive(Again.Now) || !HasWish())
        {
            return;
        }

        if (!_offers.TryDequeue(out var offer))
        {
            if (!_isLacking)
            {
                _isLacking = true;
                _tally.Lacked(Stopwatch.GetTimestamp());
            }

            return;
        }

        _placing = new Purchase(offer, TakeWish(), 0);
        _open[offer.Second.Type] = _placing;
        _peer.Tell(new PlaceOrder(new OrderWish(TickSide.Bid, offer.First, offer.Second, OrderSeconds, Tick.MaxTimeoutSeconds, Licence.Copy)));
    }

    private bool IsByRate => _course == Course.Planned && _plan.Rate is not null;

    private bool HasWish() => IsByRate ? _due.Count > 0 : _open.Count < (_course == Course.Planned ? _plan.Open : 1);

    private long TakeWish()
    {
        if (IsByRate)
        {
            return _due.Dequeue();
        }

        var now = Stopwatch.GetTimestamp();
        _tally.Began(now);
        return now;
    }

    private void OnPlaced(OrderPlaced placed)
    {
        var asset = placed.Order.Assets.Second.Type;
        if (_open.TryGetValue(asset, out var purchase))
        {
            _open[asset] = purchase with { Order = placed.Order.Id.Number };
        }

        _placing = null;
        GoOn();
    }

    /// <summary>The wish comes to nothing; the offer is looked at again later, behind the others.</summary>
    private void OnRefused(OrderRefused refused)
    {
        if (_placing is not { } purchase)
        {
            return; // a cancellation that came too late
        }

        _placing = null;
        _open.Remove(purchase.Offer.Second.Type);
        _offers.Enqueue(purchase.Offer);
        _tally.Refused(purchase.Began, refused.Reason);
        Timers.StartSingleTimer(Again.Now, Again.Now, TryAgainAfter);
    }

    private void OnEnd(SawEnd saw)
    {
        if (!_open.Remove(saw.Asset, out var purchase))
        {
            return;
        }

        _tally.Ended(purchase.Began, saw.At, saw.Ending, saw.Reason);
        if (saw.Ending != TradeEnding.Done)
        {
            _peer.Tell(new CancelMyOrder(purchase.Order));
        }
        else if (++_bought == WarmUpTrades)
        {
            _tally.Warmed();
        }

        GoOn();
    }

    /// <param name="Began">When the wish was there.</param>
    /// <param name="Order">Number of the bid; 0 until it is known.</param>
    private sealed record Purchase(AssetPair Offer, long Began, uint Order);
}
