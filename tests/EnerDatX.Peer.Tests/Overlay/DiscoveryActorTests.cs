using System.Net;
using System.Security.Cryptography;
using System.Threading.Channels;
using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Overlay;

namespace EnerDatX.Peer.Tests.Overlay;

/// <summary>One discovery actor, whose network, clock and other side are the test.</summary>
public sealed class DiscoveryActorTests : IAsyncDisposable
{
    private static readonly IPEndPoint Bob = IPEndPoint.Parse("203.0.113.2:7759");
    private static readonly SecretKey AliceKey = Key(1);
    private static readonly SecretKey BobKey = Key(2);

    private readonly ActorSystem _system = ActorSystem.Create("discovery", "akka { loglevel = OFF, stdout-loglevel = OFF }");
    private readonly Channel<object> _seen = Channel.CreateUnbounded<object>();
    private long _nowMs = 1_000;
    private ulong _drawn;

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        _system.Dispose();
    }

    [Fact]
    public async Task It_asks_its_configured_address_as_soon_as_it_starts()
    {
        Start();
        var sent = await Next<SendDatagram>();
        Assert.Equal(Bob, sent.To);
        var packet = Read(sent);
        Assert.Equal((CommunityId.Market, AliceKey.PublicKey, 1UL), (packet.Community, packet.Sender, packet.GlobalTime));
        Assert.True(packet.SignatureIsValid);
        Assert.Equal([1, 2], Assert.IsType<IntroductionRequest>(packet.Message).Extra.ToArray());
    }

    [Fact]
    public async Task Its_parent_is_told_who_was_found_who_answered_and_after_a_minute_of_silence_who_was_lost()
    {
        var discovery = Start();
        discovery.Tell(Answer(Read(await Next<SendDatagram>())));
        var found = await Next<PeerFound>();
        Assert.Equal((BobKey.PublicKey, Bob, CommunityId.Market), (found.Key, found.Address, found.Community));
        Assert.Equal([9], (await Next<PeerAnswered>()).Extra.ToArray());

        Interlocked.Add(ref _nowMs, 60_000);
        discovery.Tell(DiscoveryActor.Tick.Instance);
        object[] heard = [await Next<object>(), await Next<object>()];
        Assert.Equal([new PeerLost(BobKey.PublicKey, CommunityId.Market)], heard.OfType<PeerLost>());
        Assert.Equal([Bob], heard.OfType<SendDatagram>().Select(sent => sent.To));
    }

    [Fact]
    public async Task A_forged_answer_and_one_of_another_community_are_not_heard()
    {
        var discovery = Start();
        var request = Read(await Next<SendDatagram>());
        var answer = Answer(request);
        var lie = (IntroductionResponse)answer.Packet.Message with { Extra = new byte[] { 66 } };
        var forged = Packet.Pack(CommunityId.Market, 5, lie, BobKey);
        forged[^1] ^= 1;
        Assert.True(Packet.TryRead(forged, out var packet));
        discovery.Tell(new Inbound(Bob, packet));
        Assert.True(Packet.TryRead(Packet.Pack(CommunityId.TrustChain, 5, lie, BobKey), out var elsewhere));
        discovery.Tell(new Inbound(Bob, elsewhere));

        discovery.Tell(answer);
        await Next<PeerFound>();
        Assert.Equal([9], (await Next<PeerAnswered>()).Extra.ToArray());
    }

    /// <summary>The ticks of its own timer never come: they are an hour apart, and the test sends them.</summary>
    private IActorRef Start()
    {
        var network = _system.ActorOf(Props.Create(() => new Ear(_seen.Writer)));
        var settings = new DiscoverySettings(
            CommunityId.Market,
            AliceKey,
            network,
            Endpoint(IPEndPoint.Parse("192.168.1.20:7759")),
            [Endpoint(Bob)],
            new WalkLimits { TickMs = 3_600_000 },
            () => Interlocked.Read(ref _nowMs),
            () => Interlocked.Increment(ref _drawn),
            () => new byte[] { 1, 2 });
        var child = new TaskCompletionSource<IActorRef>();
        _system.ActorOf(Props.Create(() => new Parent(settings, _seen.Writer, child)));
        return child.Task.Result;
    }

    private static Inbound Answer(Packet packet)
    {
        var request = Assert.IsType<IntroductionRequest>(packet.Message);
        var response = new IntroductionResponse(
            false, request.SourceLan, Endpoint(Bob), Endpoint(Bob), OverlayAddress.None, OverlayAddress.None, 0, request.Identifier, new byte[] { 9 });
        Assert.True(Packet.TryRead(Packet.Pack(CommunityId.Market, 4, response, BobKey), out var answer));
        return new Inbound(Bob, answer);
    }

    private static Packet Read(SendDatagram sent)
    {
        Assert.True(Packet.TryRead(sent.Bytes, out var packet));
        return packet;
    }

    private async Task<T> Next<T>()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        return Assert.IsAssignableFrom<T>(await _seen.Reader.ReadAsync(patience.Token));
    }

    private static Ipv4Endpoint Endpoint(IPEndPoint address)
    {
        Assert.True(Ipv4Endpoint.TryFrom(address, out var endpoint));
        return endpoint;
    }

    private static SecretKey Key(byte number) =>
        SecretKey.FromSeeds(SHA256.HashData([number, 1]), SHA256.HashData([number, 2]));

    private sealed class Ear : ReceiveActor
    {
        public Ear(ChannelWriter<object> seen) => ReceiveAny(message => seen.TryWrite(message));
    }

    private sealed class Parent : ReceiveActor
    {
        public Parent(DiscoverySettings settings, ChannelWriter<object> seen, TaskCompletionSource<IActorRef> child)
        {
            child.SetResult(Context.ActorOf(DiscoveryActor.Props(settings)));
            ReceiveAny(message => seen.TryWrite(message));
        }
    }
}
