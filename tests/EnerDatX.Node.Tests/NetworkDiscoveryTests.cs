using Akka.Actor;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Overlay;

namespace EnerDatX.Node.Tests;

public sealed class NetworkDiscoveryTests : IAsyncDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("discovery", "akka { loglevel = OFF, stdout-loglevel = OFF }");

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        _system.Dispose();
    }

    [Fact]
    public async Task Two_nodes_find_each_other_over_udp_when_one_is_told_to_connect()
    {
        var bob = await TestNode.Start(_system, 1);
        var alice = await TestNode.Start(_system, 2, bob.Address);

        var found = await alice.Until<PeerFound>(_ => true);
        Assert.Equal((bob.Key.PublicKey, bob.Address.ToIPEndPoint(), CommunityId.TrustChain), (found.Key, found.Address, found.Community));
        var answered = await alice.Until<PeerAnswered>(_ => true);
        Assert.Equal([0, 0, 0, 7], answered.Extra.ToArray());
        Assert.Equal(alice.Key.PublicKey, (await bob.Until<PeerFound>(_ => true)).Key);
    }

    [Fact]
    public async Task A_third_node_is_introduced_through_the_second_and_punctured_for()
    {
        var bob = await TestNode.Start(_system, 1);
        var alice = await TestNode.Start(_system, 2, bob.Address);
        await bob.Until<PeerFound>(found => found.Key.Equals(alice.Key.PublicKey));
        var carol = await TestNode.Start(_system, 3, bob.Address);

        // Bob tells Alice of Carol; she opens the way, which Carol sees, and both come to know each other without having been told.
        var request = await alice.Until<PunctureRequest>(_ => true);
        Assert.Equal(carol.Address, request.WalkerWan.AsIpv4);
        Assert.Equal(request.Identifier, (await carol.Until<Puncture>(_ => true)).Identifier);
        Assert.Equal(carol.Address.ToIPEndPoint(), (await alice.Until<PeerFound>(found => found.Key.Equals(carol.Key.PublicKey))).Address);
    }

    [Fact]
    public async Task The_introduced_node_finds_the_asker_too()
    {
        var bob = await TestNode.Start(_system, 1);
        var alice = await TestNode.Start(_system, 2, bob.Address);
        var carol = await TestNode.Start(_system, 3, bob.Address);

        await Task.WhenAll(
            alice.Until<PeerFound>(found => found.Key.Equals(carol.Key.PublicKey)),
            carol.Until<PeerFound>(found => found.Key.Equals(alice.Key.PublicKey)),
            bob.Until<PeerFound>(found => found.Key.Equals(carol.Key.PublicKey)));
    }
}
