using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Akka.Actor;
using EnerDatX.Node.Network;
using EnerDatX.Peer.Overlay;

namespace EnerDatX.Node.Tests;

public sealed class NetworkUdpTests : IAsyncDisposable
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ActorSystem _system = ActorSystem.Create("udp", "akka { loglevel = OFF, stdout-loglevel = OFF }");
    private readonly Channel<object> _seen = Channel.CreateUnbounded<object>();

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        _system.Dispose();
    }

    [Fact]
    public async Task A_datagram_goes_out_and_comes_in_with_its_addresses()
    {
        var (network, local) = await Open();
        network.Tell(new DeliverTo(Listener(_ => true)));
        using var other = new UdpClient(AnyPort);
        await other.SendAsync(new byte[] { 1, 2, 3 }, local);

        var received = await Next<DatagramReceived>();
        Assert.Equal([1, 2, 3], received.Bytes.ToArray());
        Assert.Equal(other.Client.LocalEndPoint, received.From);

        network.Tell(new SendDatagram(received.From, new byte[] { 4 }));
        using var patience = new CancellationTokenSource(Patience);
        var answer = await other.ReceiveAsync(patience.Token);
        Assert.Equal([4], answer.Buffer);
        Assert.Equal(local, answer.RemoteEndPoint);
    }

    [Fact]
    public async Task A_port_in_use_is_told_in_a_sentence_and_the_actor_stops()
    {
        using var other = new UdpClient(AnyPort);
        var taken = (IPEndPoint)other.Client.LocalEndPoint!;
        _system.ActorOf(Props.Create(() => new Parent(taken, _seen.Writer)));
        Assert.Contains($"UDP port {taken.Port} at 127.0.0.1 is in use", (await Next<NetworkFailed>()).Reason);
        await Next<Terminated>();
    }

    [Fact]
    public async Task The_socket_is_closed_when_the_actor_stops()
    {
        var (network, local) = await Open();
        network.Tell(new DeliverTo(Listener(_ => true)));
        network.Tell(PoisonPill.Instance);
        await Next<Terminated>();
        using var again = new UdpClient(local);
        Assert.Equal(local, again.Client.LocalEndPoint);
    }

    [Fact]
    public async Task A_peer_that_is_behind_gets_no_more_than_it_may_and_the_rest_is_counted()
    {
        var (network, local) = await Open();
        using var gate = new ManualResetEventSlim();
        var listener = Listener(message =>
        {
            gate.Wait(Patience);
            return message is not DatagramReceived;
        });
        network.Tell(new DeliverTo(listener));
        using var other = new UdpClient(AnyPort);
        other.Client.SendBufferSize = 1 << 20;
        using var patience = new CancellationTokenSource(Patience);
        NetworkCounts counts;
        do
        {
            for (var n = 0; n < 200; n++)
            {
                other.Send([0, 2, 3], local);
            }

            counts = await network.Ask<NetworkCounts>(new GetNetworkCounts(), patience.Token);
        }
        while (counts.DroppedFull == 0);

        Assert.Equal(1_024, counts.Delivered);
        gate.Set();
        listener.Tell("worked off");
        await Next<string>();
        do
        {
            other.Send([0, 2, 3], local);
            counts = await network.Ask<NetworkCounts>(new GetNetworkCounts(), patience.Token);
        }
        while (counts.Delivered == 1_024);
    }

    [Fact]
    public async Task A_datagram_that_is_too_long_is_counted_and_not_delivered()
    {
        var (network, local) = await Open();
        network.Tell(new DeliverTo(Listener(_ => true)));
        using var other = new UdpClient(AnyPort);
        await other.SendAsync(new byte[8_193], local);
        await other.SendAsync(new byte[8_192], local);
        Assert.Equal(8_192, (await Next<DatagramReceived>()).Bytes.Length);
        Assert.Equal(1, (await network.Ask<NetworkCounts>(new GetNetworkCounts(), Patience)).DroppedTooLong);
    }

    [Fact]
    public async Task What_cannot_be_sent_is_counted_and_harms_nothing()
    {
        var (network, _) = await Open();
        network.Tell(new SendDatagram(new IPEndPoint(IPAddress.IPv6Loopback, 9), new byte[1]));
        network.Tell(new SendDatagram(new IPEndPoint(IPAddress.Loopback, 0), new byte[1]));
        network.Tell(new SendDatagram(new IPEndPoint(IPAddress.Loopback, 9), new byte[70_000]));
        var counts = await network.Ask<NetworkCounts>(new GetNetworkCounts(), Patience);
        Assert.Equal((0, 3), (counts.Sent, counts.NotSent));
    }

    private async Task<(IActorRef Network, IPEndPoint Local)> Open()
    {
        _system.ActorOf(Props.Create(() => new Parent(AnyPort, _seen.Writer)));
        return (await Next<IActorRef>(), (await Next<NetworkBound>()).Local);
    }

    private IActorRef Listener(Func<object, bool> tells) => _system.ActorOf(Props.Create(() => new Ear(tells, _seen.Writer)));

    private async Task<T> Next<T>()
    {
        using var patience = new CancellationTokenSource(Patience);
        return Assert.IsAssignableFrom<T>(await _seen.Reader.ReadAsync(patience.Token));
    }

    /// <summary>The network's parent: makes it, and tells the test all it hears.</summary>
    private sealed class Parent : ReceiveActor
    {
        public Parent(IPEndPoint bind, ChannelWriter<object> seen)
        {
            var network = Context.ActorOf(UdpNetworkActor.Props(bind));
            Context.Watch(network);
            if (bind.Port == 0)
            {
                seen.TryWrite(network);
            }

            ReceiveAny(message => seen.TryWrite(message));
        }
    }

    /// <summary>The network's owner.</summary>
    private sealed class Ear : ReceiveActor
    {
        public Ear(Func<object, bool> tells, ChannelWriter<object> seen) => ReceiveAny(message =>
        {
            if (tells(message))
            {
                seen.TryWrite(message);
            }
        });
    }
}
