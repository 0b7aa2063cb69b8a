using System.Net;
using Akka.Actor;
using EnerDatX.Peer.Overlay;
using EnerDatX.Sim.Network;
using EnerDatX.Sim.Time;

namespace EnerDatX.Sim.Tests.Time;

public sealed class LanesTests : IDisposable
{
    private const int Lanes = 2;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly VirtualWorld _world = VirtualWorld.Create(seed: 5, startUtcMs: 0, lanes: Lanes);
    private readonly VirtualNetwork _network;

    public LanesTests() => _network = new VirtualNetwork(_world) { LaneOf = LaneOf, Latency = Latency.Constant(7) };

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_datagram_goes_from_lane_to_lane_in_its_latency_and_back_again()
    {
        var times = new List<(long Ticks, int Lane)>();
        var log = _world.Log<int>((ticks, lane) => times.Add((ticks / TimeSpan.TicksPerMillisecond, lane)));
        var sockets = Enumerable.Range(0, Lanes).Select(lane => Answering(lane, log)).ToList();
        sockets[0].Tell(new SendDatagram(AddressOf(1), new byte[] { 1 }));

        _world.RunFor(Second);
        _world.RunFor(Second);

        Assert.Equal(Enumerable.Range(1, 2_000 / 7).Select(n => (n * 7L, n % Lanes)), times);
        Assert.Equal(2_000, _world.NowMs);
        Assert.Equal(0, _world.ForeignEnqueues);
    }

    [Fact]
    public void What_happens_in_lanes_is_told_in_order_of_time_and_then_of_lanes()
    {
        var heard = new List<(long Ticks, int Lane)>();
        var log = _world.Log<int>((ticks, lane) => heard.Add((ticks / TimeSpan.TicksPerMillisecond, lane)));
        for (var lane = Lanes - 1; lane >= 0; lane--)
        {
            var (mine, every) = (lane, TimeSpan.FromMilliseconds(lane == 0 ? 30 : 20));
            _world.ActorOf(lane, Props.Create(() => new Ticking(every, () => log.Add(mine))));
        }

        _world.RunFor(TimeSpan.FromMilliseconds(60));

        Assert.Equal([(20, 1), (30, 0), (40, 1), (60, 0), (60, 1)], heard);
    }

    [Fact]
    public void Lanes_need_a_network_that_takes_time()
    {
        _network.Latency = Latency.Uniform(0, 50);
        Assert.Throws<InvalidOperationException>(() => _world.RunFor(Second));
    }

    [Fact]
    public void An_actor_that_tells_itself_for_ever_ends_the_run_from_whichever_lane()
    {
        _world.TurnsPerInstantLimit = 1_000;
        _world.ActorOf(Lanes - 1, Props.Create(() => new Restless()));
        var ended = Assert.Throws<InvalidOperationException>(() => _world.RunFor(Second));
        Assert.Contains("1000 turns at one instant", ended.Message, StringComparison.Ordinal);
    }

    private static IPEndPoint AddressOf(int lane) => new(new IPAddress(new byte[] { 10, 0, 0, (byte)lane }), 7759);

    private static int LaneOf(IPEndPoint address) => address.Address.GetAddressBytes()[3];

    private IActorRef Answering(int lane, LaneLog<int> log)
    {
        var socket = _network.OpenSocket(AddressOf(lane));
        socket.Tell(new DeliverTo(_world.ActorOf(lane, Props.Create(() => new Answerer(socket, () => log.Add(lane))))));
        return socket;
    }

    private sealed class Answerer(IActorRef socket, Action heard) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is DatagramReceived datagram)
            {
                heard();
                socket.Tell(new SendDatagram(datagram.From, datagram.Bytes));
            }
        }
    }

    private sealed class Ticking(TimeSpan every, Action tick) : UntypedActor, IWithTimers
    {
        public ITimerScheduler Timers { get; set; } = null!;

        protected override void PreStart() => Timers.StartPeriodicTimer("tick", "tick", every);

        protected override void OnReceive(object message) => tick();
    }

    private sealed class Restless : UntypedActor
    {
        protected override void PreStart() => Self.Tell("on");

        protected override void OnReceive(object message) => Self.Tell(message);
    }
}
