using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Akka.Actor;
using EnerDatX.Core.Overlay;
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
        await other.SendAsync(Framed(23), local);

        var received = await Next<DatagramReceived>();
        Assert.Equal(Framed(23), received.Bytes.ToArray());
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
        network.Tell(new DeliverTo(Listener(_ => true)));
        using var other = new UdpClient(AnyPort);
        using var patience = new CancellationTokenSource(Patience);
        NetworkCounts counts;
        do
        {
            for (var n = 0; n < 200; n++)
            {
                other.Send(Framed(23), local);
            }

            counts = await network.Ask<NetworkCounts>(new GetNetworkCounts(), patience.Token);
        }
        while (counts.DroppedFull == 0);

        Assert.Equal(FairInbox.MaxWithPeer, counts.Delivered);
        (await Next<DatagramReceived>()).Done!();
        Assert.Equal(FairInbox.MaxWithPeer + 1, (await network.Ask<NetworkCounts>(new GetNetworkCounts(), patience.Token)).Delivered);
    }

    [Fact]
    public async Task A_peer_that_takes_over_owes_nothing_for_the_one_before()
    {
        var (network, local) = await Open();
        network.Tell(new DeliverTo(Listener(_ => false)));
        using var other = new UdpClient(AnyPort);
        using var patience = new CancellationTokenSource(Patience);
        while ((await network.Ask<NetworkCounts>(new GetNetworkCounts(), patience.Token)).Delivered < FairInbox.MaxWithPeer)
        {
            other.Send(Framed(23), local);
        }

        network.Tell(new DeliverTo(Listener(_ => true)));
        DatagramReceived received;
        do
        {
            // Each time: as long as the host's line is full, the newest is dropped.
            other.Send(Framed(24), local);
            received = await Next<DatagramReceived>();
            received.Done!();
        }
        while (received.Bytes.Length == 23);

        Assert.Equal(24, received.Bytes.Length);
    }

    [Fact]
    public async Task What_belongs_to_no_community_of_ours_is_counted_and_not_delivered()
    {
        var (network, local) = await Open();
        network.Tell(new DeliverTo(Listener(_ => true)));
        using var other = new UdpClient(AnyPort);
        await other.SendAsync(new byte[] { 0, 2, 3 }, local);
        var foreign = Framed(23);
        foreign[5] ^= 1;
        await other.SendAsync(foreign, local);
        await other.SendAsync(Framed(23), local);
        Assert.Equal(Framed(23), (await Next<DatagramReceived>()).Bytes.ToArray());
        Assert.Equal(2, (await network.Ask<NetworkCounts>(new GetNetworkCounts(), Patience)).DroppedForeign);
    }

    [Fact]
    public async Task A_datagram_that_is_too_long_is_counted_and_not_delivered()
    {
        var (network, local) = await Open();
        network.Tell(new DeliverTo(Listener(_ => true)));
        using var other = new UdpClient(AnyPort);
        await other.SendAsync(Framed(8_193), local);
        await other.SendAsync(Framed(8_192), local);
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

    /// <summary>Something that looks like a half-block message from outside.</summary>
    private static byte[] Framed(int length)
    {
        var datagram = new byte[length];
        ((byte[])[0, 2, .. CommunityId.TrustChain.ToArray(), 1]).CopyTo(datagram, 0);
        return datagram;
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
