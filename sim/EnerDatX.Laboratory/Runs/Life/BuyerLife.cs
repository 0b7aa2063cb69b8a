using Akka.Actor;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Peer;
using EnerDatX.Peer.Market;
using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Runs.Life;

/// <summary>Who buys: gets its first tokens, and now and then takes one of the offers that it knows, at its price.</summary>
internal sealed class BuyerLife : ReceiveActor, IWithTimers
{
    private const int OrderSeconds = 600;

    private readonly Participant _me;
    private readonly MarketLife _life;
    private readonly RandomStream _random;
    private readonly HashSet<string> _wanted = new(StringComparer.Ordinal);

    public BuyerLife(Participant me, MarketLife life, RandomStream random, Action<HalfBlock> acknowledged)
    {
        _me = me;
        _life = life;
        _random = random;
        Receive<Buying>(_ =>
        {
            me.Peer.Actor.Tell(new ReadBook(TickSide.Ask));
            Wait();
        });
        Receive<BookRead>(Choose);
        Receive<OrderPlaced>(placed => acknowledged(placed.Block));
        ReceiveAny(_ => { });
    }

    private enum Buying
    {
        Now = 1,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        _me.Peer.Actor.Tell(new WantFaucet(Participants.Currency));
        Wait();
    }

    private void Wait() => Timers.StartSingleTimer(Buying.Now, Buying.Now, Chance.Next(_random, _life.BuyEvery));

    private void Choose(BookRead book)
    {
        var offers = book.Listings.SelectMany(listing => listing.Rows).Select(row => row.Tick)
            .Where(tick => !tick.Id.Trader.Equals(_me.Self.Mid) && !_wanted.Contains(tick.Assets.Second.Type))
            .ToList();
        if (offers.Count > 0)
        {
            var chosen = offers[_random.Next(offers.Count)].Assets;
            _wanted.Add(chosen.Second.Type);
            var wish = new OrderWish(TickSide.Bid, chosen.First, new AssetAmount(1, chosen.Second.Type), OrderSeconds, Tick.MaxTimeoutSeconds, Licence.Copy);
            _me.Peer.Actor.Tell(new PlaceOrder(wish));
        }
    }
}
