using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Threading.Channels;
using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Overlay;
using EnerDatX.Node.Network;
using EnerDatX.Peer.Overlay;

namespace EnerDatX.Node.Tests;

/// <summary>What a node does around discovery, and no more: opens the socket, admits datagrams, passes them on, and tells the test everything.</summary>
internal sealed class NetworkHost : ReceiveActor
{
    private readonly SecretKey _key;
    private readonly Ipv4Endpoint[] _connect;
    private readonly ChannelWriter<object> _seen;
    private readonly IActorRef _network;
    private readonly Admission _admission = new(new AdmissionLimits(), new byte[Sodium.SipKeyBytes], new AdmissionQuestions(_ => false, _ => false, _ => 0, (_, _) => false));
    private IActorRef? _discovery;

    public NetworkHost(SecretKey key, Ipv4Endpoint[] connect, ChannelWriter<object> seen)
    {
        (_key, _connect, _seen) = (key, connect, seen);
        _network = Context.ActorOf(UdpNetworkActor.Props(new IPEndPoint(IPAddress.Loopback, 0)));
        Receive<NetworkBound>(OnBound);
        Receive<DatagramReceived>(OnDatagram);
        ReceiveAny(message => _seen.TryWrite(message));
    }

    private void OnBound(NetworkBound bound)
    {
        Ipv4Endpoint.TryFrom(bound.Local, out var local);
        var limits = new WalkLimits { TickMs = 50 };
        _discovery = Context.ActorOf(DiscoveryActor.Props(new DiscoverySettings(
            CommunityId.TrustChain, _key, _network, local, _connect, limits,
            () => Environment.TickCount64,
            () => BinaryPrimitives.ReadUInt64BigEndian(RandomNumberGenerator.GetBytes(8)),
            () => new byte[] { 0, 0, 0, 7 })));
        _network.Tell(new DeliverTo(Self));
        _seen.TryWrite(bound);
    }

    private void OnDatagram(DatagramReceived datagram)
    {
        Ipv4Endpoint.TryFrom(datagram.From, out var from);
        var verdict = _admission.Admit(datagram.Bytes, from, Environment.TickCount64, out var packet);
        _seen.TryWrite((object?)packet?.Message ?? verdict);
        if (packet is not null)
        {
            _discovery.Tell(new Inbound(datagram.From, packet));
        }

        datagram.Done?.Invoke();
    }
}

/// <summary>A node of the test, and a patient reader of what it saw.</summary>
internal sealed class TestNode
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Channel<object> _seen = Channel.CreateUnbounded<object>();

    private TestNode(int number) => Key = SecretKey.FromSeeds(
        SHA256.HashData([(byte)number, 1]), SHA256.HashData([(byte)number, 2]));

    public SecretKey Key { get; }

    public Ipv4Endpoint Address { get; private set; }

    public static async Task<TestNode> Start(ActorSystem system, int number, params Ipv4Endpoint[] connect)
    {
        var node = new TestNode(number);
        system.ActorOf(Props.Create(() => new NetworkHost(node.Key, connect, node._seen.Writer)));
        var bound = await node.Until<NetworkBound>(_ => true);
        Assert.True(Ipv4Endpoint.TryFrom(bound.Local, out var address));
        node.Address = address;
        return node;
    }

    /// <summary>Reads on until it saw such a message; fails after twenty seconds.</summary>
    public async Task<T> Until<T>(Func<T, bool> suits)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            if (await _seen.Reader.ReadAsync(patience.Token) is T message && suits(message))
            {
                return message;
            }
        }
    }
}
