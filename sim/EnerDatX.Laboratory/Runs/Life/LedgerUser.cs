using Akka.Actor;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Overlay;
using EnerDatX.Sim.Peers;
using EnerDatX.Sim.Time;

namespace EnerDatX.Laboratory.Runs.Life;

/// <summary>Another application on the same chain: proposes half-blocks without meaning to neighbours, and pulls parts of their chains.</summary>
internal sealed class LedgerUser : ReceiveActor, IWithTimers
{
    private readonly Participant _me;
    private readonly LedgerLife _life;
    private readonly IReadOnlyList<VirtualPeer> _neighbours;
    private readonly RandomStream _random;
    private readonly byte[] _transaction;

    public LedgerUser(Participant me, LedgerLife life, string network, IReadOnlyList<VirtualPeer> neighbours, RandomStream random, Action<HalfBlock> acknowledged)
    {
        _me = me;
        _life = life;
        _neighbours = neighbours;
        _random = random;

        // With the market's head, so that back-pointers are added as to any half-block of ours.
        _transaction = MarketHead.Begin(network).Bytes("filler", new byte[life.TransactionBytes]).Encode();
        Receive<Act>(act =>
        {
            if (act == Act.Propose)
            {
                Propose();
            }
            else
            {
                Pull();
            }
        });
        Receive<Signed>(signed => acknowledged(signed.Block));
        ReceiveAny(_ => { });
    }

    private enum Act
    {
        Propose = 1,
        Pull,
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Begin(Act.Propose, _life.ProposeEvery);
        Begin(Act.Pull, _life.PullEvery);
    }

    /// <summary>The first at a random moment, so that not all act at once.</summary>
    private void Begin(Act act, TimeSpan every)
    {
        if (every > TimeSpan.Zero && _neighbours.Count > 0)
        {
            Timers.StartPeriodicTimer(act, act, TimeSpan.FromMilliseconds(_random.NextInt64((long)every.TotalMilliseconds)), every);
        }
    }

    private void Propose() => _me.Peer.Actor.Tell(new ProposeForeign(Participants.PlainType, Somebody(), _transaction));

    /// <summary>Some half-blocks of one neighbour's chain, from a random place of what is known of it.</summary>
    private void Pull()
    {
        var of = Somebody();
        var first = 1 + _random.NextInt64((_me.Peer.Ledger.Latest(of)?.Sequence ?? 0) + _life.PullHalves);
        _me.Peer.Actor.Tell(new CrawlChain(of, of, first, first + _life.PullHalves - 1));
    }

    private Core.Identity.PublicKey Somebody() => _neighbours[_random.Next(_neighbours.Count)].Self;
}
