using System.Net;
using Akka.Actor;
using EnerDatX.Peer.Overlay;
using EnerDatX.Sim.Network;
using EnerDatX.Sim.Tests.Time;
using EnerDatX.Sim.Time;

namespace EnerDatX.Sim.Tests.Network;

public sealed class NetworkTests : IDisposable
{
    private static readonly IPEndPoint Anna = new(IPAddress.Parse("10.0.0.1"), 7759);
    private static readonly IPEndPoint Ben = new(IPAddress.Parse("10.0.0.2"), 7759);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly VirtualWorld _world = VirtualWorld.Create(seed: 11, startUtcMs: 0);
    private readonly VirtualNetwork _network;
    private readonly IActorRef _anna;
    private readonly IActorRef _ben;
    private readonly List<(long AtMs, object Message)> _atAnna;
    private readonly List<(long AtMs, object Message)> _atBen;

    public NetworkTests()
    {
        _network = new VirtualNetwork(_world);
        (_anna, _atAnna) = Open(Anna);
        (_ben, _atBen) = Open(Ben);
        _world.RunUntilIdle();
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_datagram_arrives_with_its_bytes_and_its_sender_after_its_latency()
    {
        _network.Latency = Latency.Constant(35);
        var bytes = new byte[] { 1, 2, 3 };
        _anna.Tell(new SendDatagram(Ben, bytes));

        _world.RunFor(Second);

        var (atMs, message) = Assert.Single(_atBen);
        var received = Assert.IsType<DatagramReceived>(message);
        Assert.Equal(35, atMs);
        Assert.Equal(Anna, received.From);
        Assert.Equal(new byte[] { 1, 2, 3 }, received.Bytes.ToArray());
        Assert.Empty(_atAnna);
        Assert.Equal(0, _world.ForeignEnqueues);
    }

    [Fact]
    public void Datagrams_with_one_latency_keep_their_order_and_with_a_spread_lose_it()
    {
        SendNumbered(100);
        _world.RunFor(Second);
        Assert.Equal(Enumerable.Range(0, 100), Numbers(_atBen));

        _atBen.Clear();
        _network.Latency = Latency.Uniform(10, 30);
        var sent = _world.NowMs;
        SendNumbered(100);
        _world.RunFor(Second);

        Assert.NotEqual(Enumerable.Range(0, 100), Numbers(_atBen));
        Assert.Equal(Enumerable.Range(0, 100), Numbers(_atBen).Order());
        Assert.All(_atBen, note => Assert.InRange(note.AtMs - sent, 10, 30));
    }

    [Fact]
    public void A_partition_cuts_both_ways_or_one_and_heals()
    {
        _network.Cut = (_, _) => true;
        Assert.Equal((0, 0), Exchange());
        _network.Cut = (from, _) => from.Equals(Anna);
        Assert.Equal((1, 0), Exchange());
        _network.Cut = null;
        Assert.Equal((1, 1), Exchange());
    }

    [Fact]
    public void What_is_on_its_way_when_a_partition_begins_still_arrives()
    {
        _anna.Tell(new SendDatagram(Ben, new byte[1]));
        _world.RunFor(TimeSpan.FromMilliseconds(5));
        _network.Cut = (_, _) => true;

        _world.RunFor(Second);

        Assert.Single(_atBen);
    }

    [Fact]
    public void The_observer_sees_every_datagram_and_what_became_of_it()
    {
        var capture = new List<SentDatagram>();
        _network.Observer = capture.Add;
        _network.Drop = (_, _, bytes) => bytes.Span[0] == 1;
        SendNumbered(2);
        _world.RunFor(Second);
        _network.LossPermille = 1_000;
        SendNumbered(1);
        _world.RunFor(Second);
        _network.Cut = (from, to) => from.Equals(Anna) && to.Equals(Ben);
        SendNumbered(1);
        _world.RunFor(Second);
        (_network.LossPermille, _network.DuplicatePermille, _network.Cut) = (0, 1_000, null);
        SendNumbered(1);
        _world.RunFor(Second);

        Assert.Equal([0, 1, 0, 0, 0], capture.Select(sent => (int)sent.Bytes.Span[0]));
        Assert.All(capture, sent => Assert.Equal((Anna, Ben), (sent.From, sent.To)));
        Assert.Equal([0, 0, 1_000, 2_000, 3_000], capture.Select(sent => sent.AtMs));
        Assert.Equal(
            [DatagramFate.Carried, DatagramFate.Dropped, DatagramFate.Lost, DatagramFate.Cut, DatagramFate.CarriedTwice],
            capture.Select(sent => sent.Fate));
        Assert.Equal(3, _atBen.Count);
    }

    [Fact]
    public void Loss_and_duplication_are_as_frequent_as_asked()
    {
        const int Sent = 20_000;
        _network.LossPermille = 200;
        _network.DuplicatePermille = 50;
        _network.Latency = Latency.Uniform(1, 400);
        var fates = new List<DatagramFate>();
        _network.Observer = sent => fates.Add(sent.Fate);
        SendNumbered(Sent);

        _world.RunFor(Second);

        // Standard deviations: 57 lost, 28 twice.
        var lost = fates.Count(fate => fate == DatagramFate.Lost);
        var twice = fates.Count(fate => fate == DatagramFate.CarriedTwice);
        Assert.InRange(lost, 4_000 - 250, 4_000 + 250);
        Assert.InRange(twice, 800 - 120, 800 + 120);
        Assert.Equal(Sent - lost + twice, _atBen.Count);
    }

    [Fact]
    public void A_change_of_one_condition_leaves_the_draws_of_the_others_alone()
    {
        var calm = Arrivals(lossPermille: 0, duplicatePermille: 0);
        var lossy = Arrivals(lossPermille: 300, duplicatePermille: 0);
        var twice = Arrivals(lossPermille: 0, duplicatePermille: 300);

        Assert.True(lossy.Count < calm.Count && calm.Count < twice.Count);
        Assert.Subset(calm, lossy);
        Assert.Subset(twice, calm);
    }

    [Fact]
    public void A_datagram_over_the_limit_is_a_failure_of_the_sender_and_one_at_the_limit_is_not()
    {
        _anna.Tell(new SendDatagram(Ben, new byte[VirtualNetwork.LongestDatagram]));
        _world.RunFor(Second);
        Assert.Single(_atBen);

        _anna.Tell(new SendDatagram(Ben, new byte[VirtualNetwork.LongestDatagram + 1]));
        var thrown = Assert.Throws<ActorFailedException>(_world.RunUntilIdle);

        Assert.Equal("10.0.0.1:7759 sent 1401 bytes to 10.0.0.2:7759; a datagram has 1400 at most", thrown.Failure.Message);
        _world.RunFor(Second);
        Assert.Single(_atBen);
    }

    [Fact]
    public void A_peer_that_starts_again_gets_what_was_on_its_way_to_its_predecessor()
    {
        _anna.Tell(new SendDatagram(Ben, new byte[] { 1 }));
        _world.RunFor(TimeSpan.FromMilliseconds(5));
        _world.System.Stop(_ben);
        _world.RunFor(TimeSpan.FromMilliseconds(5));
        var (_, atNewBen) = Open(Ben);

        _world.RunFor(Second);

        Assert.Empty(_atBen);
        Assert.Single(atNewBen);
        Assert.Equal(0, _network.Unreachable);
    }

    [Fact]
    public void A_new_socket_at_an_address_outlives_the_late_death_of_the_old_one()
    {
        var (_, atNewBen) = Open(Ben);
        _world.System.Stop(_ben);
        _world.RunUntilIdle();

        _anna.Tell(new SendDatagram(Ben, new byte[] { 1 }));
        _world.RunFor(Second);

        Assert.Single(atNewBen);
    }

    [Fact]
    public void A_datagram_to_nobody_is_counted()
    {
        _world.System.Stop(_ben);
        _network.OpenSocket(new IPEndPoint(IPAddress.Loopback, 1));
        _anna.Tell(new SendDatagram(Ben, new byte[1]));
        _anna.Tell(new SendDatagram(new IPEndPoint(IPAddress.Loopback, 1), new byte[1]));

        _world.RunFor(Second);

        Assert.Equal(2, _network.Unreachable);
        Assert.Empty(_atBen);
    }

    [Fact]
    public void A_socket_delivers_to_whom_it_was_told_last()
    {
        var (told, notes) = Told.In(_world);
        _ben.Tell(new DeliverTo(told));
        _anna.Tell(new SendDatagram(Ben, new byte[1]));

        _world.RunFor(Second);

        Assert.Empty(_atBen);
        Assert.Single(notes);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1_001)]
    public void A_share_that_is_none_is_refused(int permille)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _network.LossPermille = permille);
        Assert.Throws<ArgumentOutOfRangeException>(() => _network.DuplicatePermille = permille);
    }

    private static HashSet<(long, int)> Arrivals(int lossPermille, int duplicatePermille)
    {
        using var test = new NetworkTests();
        test._network.Latency = Latency.LogNormal(50, 500);
        test._network.LossPermille = lossPermille;
        test._network.DuplicatePermille = duplicatePermille;
        test.SendNumbered(200);
        test._world.RunFor(TimeSpan.FromMinutes(1));
        return [.. test._atBen.Select(note => (note.AtMs, Number(note.Message)))];
    }

    private static IEnumerable<int> Numbers(List<(long AtMs, object Message)> notes) => notes.Select(note => Number(note.Message));

    private static int Number(object message) => ((DatagramReceived)message).Bytes.Span[0];

    private (int AtAnna, int AtBen) Exchange()
    {
        _atAnna.Clear();
        _atBen.Clear();
        _anna.Tell(new SendDatagram(Ben, new byte[1]));
        _ben.Tell(new SendDatagram(Anna, new byte[1]));
        _world.RunFor(Second);
        return (_atAnna.Count, _atBen.Count);
    }

    private void SendNumbered(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _anna.Tell(new SendDatagram(Ben, new[] { (byte)(i % 256) }));
        }
    }

    private (IActorRef Socket, List<(long AtMs, object Message)> Notes) Open(IPEndPoint address)
    {
        var (owner, notes) = Told.In(_world);
        return (_network.OpenSocket(address, owner), notes);
    }
}
