using System.Net;
using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Overlay;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Peer.Tests.Sale;

/// <summary>
/// A key whose owner follows no rule: signs whatever the test says and sends it. Either somebody new, or a peer of the market whose node
/// was stopped, at its address and with its chain.
/// </summary>
internal sealed class Puppet
{
    private static int _addresses;

    private readonly SaleStory _story;
    private readonly IActorRef _socket;
    private ulong _globalTime = 1_000_000;

    public Puppet(SaleStory story, string name)
        : this(story, VirtualMarket.KeyOf(name), new IPEndPoint(IPAddress.Parse($"10.9.0.{(Interlocked.Increment(ref _addresses) % 200) + 1}"), 8_090), null)
    {
    }

    /// <summary>Takes a peer over.</summary>
    public Puppet(SaleStory story, VirtualPeer peer)
        : this(story, peer.Key, peer.Address, peer.Ledger.Latest(peer.Self))
    {
        Assert.False(peer.IsUp, "A puppet takes over a peer that was stopped.");
    }

    private Puppet(SaleStory story, SecretKey key, IPEndPoint address, HalfBlock? head)
    {
        _story = story;
        Key = key;
        Head = head;
        _socket = story.Market.Network.OpenSocket(address);
    }

    public SecretKey Key { get; }

    public PublicKey Self => Key.PublicKey;

    /// <summary>The half-block that the next one follows; set back to make a fork.</summary>
    public HalfBlock? Head { get; set; }

    public HalfBlock Propose(PublicKey to, string type, byte[] transaction) => Next(to, 0, type, transaction);

    public HalfBlock Publish(string type, byte[] transaction) => Next(PublicKey.Any, 0, type, transaction);

    public HalfBlock Agree(HalfBlock proposal, byte[] transaction) => Next(proposal.PublicKey, proposal.Sequence, proposal.Type, transaction);

    public void Send(VirtualPeer to, params HalfBlock[] blocks)
    {
        foreach (var block in blocks)
        {
            Send(to, CommunityId.TrustChain, new HalfBlockMessage(block));
        }
    }

    public void Send(VirtualPeer to, CommunityId community, OverlayMessage message) =>
        _socket.Tell(new SendDatagram(to.Address, Packet.Pack(community, ++_globalTime, message, Key)), ActorRefs.NoSender);

    private HalfBlock Next(PublicKey to, uint linkSequence, string type, byte[] transaction)
    {
        var now = (ulong)_story.Market.World.NowMs;
        Head = HalfBlock.Sign(Key, (Head?.Sequence ?? 0) + 1, to, linkSequence, Head?.Hash ?? BlockHash.Genesis, type, transaction, now);
        return Head;
    }
}
