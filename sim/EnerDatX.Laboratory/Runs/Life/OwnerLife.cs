using Akka.Actor;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Laboratory.Homes;
using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Peer.Market;
using EnerDatX.Peer.Meter;
using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Runs.Life;

/// <summary>A household: now and then offers what its meter said in the last hours.</summary>
internal sealed class OwnerLife : ReceiveActor, IWithTimers
{
    private const int QuarterHour = 900;
    private const int Minute = 60;
    private const int QuarterHoursOfADay = 96;
    private static readonly TimeSpan LeastData = TimeSpan.FromHours(1);
    private static readonly TimeSpan MostData = TimeSpan.FromHours(24);

    /// <summary>Seconds of one reading: each segment has one at least, and no home knows more than the day before the run.</summary>
    private readonly int _step;

    private readonly TimeSpan _leastData;

    private readonly Participant _me;
    private readonly Home _home;
    private readonly MarketLife _life;
    private readonly RandomStream _random;

    public OwnerLife(Participant me, MarketLife life, RandomStream random, Action<HalfBlock> acknowledged)
    {
        _me = me;
        _home = me.Home!;
        _life = life;
        _random = random;
        _step = life.Segments <= QuarterHoursOfADay ? QuarterHour : Minute;
        var needed = TimeSpan.FromSeconds(_step * life.Segments);
        _leastData = needed < LeastData ? LeastData : needed;
        Receive<Offering>(_ =>
        {
            Offer();
            Wait();
        });
        Receive<MeterImported>(imported => Publish(imported.Record.AssetId));
        Receive<OrderPlaced>(placed => acknowledged(placed.Block));
        ReceiveAny(_ => { });
    }

    private enum Offering
    {
        Now = 1,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Wait();

    private void Wait() => Timers.StartSingleTimer(Offering.Now, Offering.Now, Chance.Next(_random, _life.OfferEvery));

    private void Offer()
    {
        var now = Context.System.Scheduler.Now.ToUnixTimeSeconds() / QuarterHour * QuarterHour;
        var data = _life.OfferEvery < _leastData ? _leastData : _life.OfferEvery > MostData ? MostData : _life.OfferEvery;
        var file = P1Meter.File(_home, now - ((long)data.TotalSeconds / _step * _step), now, _step);
        _me.Peer.Actor.Tell(new ImportMeter(file, null, "NL-10", "Europe/Amsterdam", _step, _life.Segments, KeepsOriginal: false));
    }

    private void Publish(string asset)
    {
        var price = new AssetAmount(_random.NextInt64(_life.PriceFrom, _life.PriceTo + 1), Participants.Currency);
        var licence = _random.Happens(_life.ExclusivePermille) ? Licence.Exclusive : Licence.Copy;
        var wish = new OrderWish(TickSide.Ask, price, new AssetAmount(1, asset), 86_400, Tick.MaxTimeoutSeconds, licence);
        _me.Peer.Actor.Tell(new PlaceOrder(wish));
    }
}
