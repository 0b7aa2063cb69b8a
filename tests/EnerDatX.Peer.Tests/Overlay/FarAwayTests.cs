using System.Net;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Market;
using EnerDatX.Peer.Overlay;
using EnerDatX.Peer.Tests.Sale;
using EnerDatX.Sim.Network;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Peer.Tests.Overlay;

/// <summary>Trades between peers that are not in each other's tables: 64 peers, of which each knows at most eight.</summary>
public sealed class FarAwayTests
{
    private static readonly WalkLimits Few = new() { MaxPeers = 8 };

    [Theory]
    [InlineData(1, 0, true)]
    [InlineData(2, 0, false)]
    [InlineData(3, 200, true)]
    public void A_buyer_buys_from_an_owner_several_hops_away(int seed, int lossPermille, bool hasGateway)
    {
        using var story = Crowd((ulong)seed);
        story.Market.AreGatewaysReached = hasGateway;
        story.Market.Network.LossPermille = lossPermille;
        var (owner, buyer) = Strangers(story);
        Buy(story, owner, buyer);
        story.RunUntilEnded(TradeEnding.Done, buyer);
        story.RunUntilEnded(TradeEnding.Done, owner);
        Assert.Equal(2, SaleStory.Opened(buyer, story.Asset).Count);
    }

    [Fact]
    public void Somebody_on_the_way_who_drops_every_question_is_gone_round()
    {
        using var story = Crowd(4);
        var (owner, buyer) = Strangers(story);
        var liar = default(IPEndPoint);
        story.Market.Network.Drop = (from, to, bytes) =>
        {
            var isContact = Packet.TryRead(bytes, out var packet) && packet.Message is ContactWanted;
            liar ??= isContact && from.Equals(buyer.Address) ? to : null;
            return isContact && from.Equals(liar);
        };
        Buy(story, owner, buyer);
        story.RunUntilEnded(TradeEnding.Done, buyer);
        Assert.NotNull(liar);
    }

    [Fact]
    public void Looking_for_somebody_who_is_gone_costs_little_and_ends()
    {
        using var story = Crowd(5);
        var (owner, buyer) = Strangers(story);
        owner.Crash();
        story.RunFor(70);
        var asset = AssetOf(owner);
        var sent = new Dictionary<IPEndPoint, int>();
        story.Market.Network.Observer = d =>
        {
            if (Packet.TryRead(d.Bytes, out var packet) && packet.Message is ContactWanted)
            {
                sent[d.From] = sent.GetValueOrDefault(d.From) + 1;
            }
        };
        story.Place(buyer, TickSide.Bid, asset: asset, seconds: 120);
        story.RunFor(20 * 60);
        Assert.InRange(sent.Values.Sum(), 1, 20 * 14);
        sent.Clear();
        story.RunFor(120);
        Assert.Empty(sent);
    }

    /// <summary>Many askers that all say they are at one address, over a neighbour that the target trusts.</summary>
    [Fact]
    public void Nobody_can_make_a_peer_send_to_a_victim_more_than_once_a_second()
    {
        using var story = Crowd(6);
        story.RunUntil(() => Table(story, story.Owner).Count > 0);
        var neighbour = story.Market.Peers.First(p => p != story.Owner && Table(story, story.Owner).Contains(p.Self) && Table(story, p).Contains(story.Owner.Self));
        neighbour.Crash();
        var puppet = new Puppet(story, neighbour);
        var (victim, toVictim, contacts) = (new Ipv4Endpoint(0x0a636363, 53), 0, 0);
        story.Market.Network.Observer = d =>
        {
            toVictim += d.To.Equals(victim.ToIPEndPoint()) ? 1 : 0;
            contacts += d.From.Equals(story.Owner.Address) && Packet.TryRead(d.Bytes, out var packet) && packet.Message is ContactWanted ? 1 : 0;
        };
        for (var second = 0; second < 10; second++)
        {
            for (var n = 0; n < 50; n++)
            {
                var asker = VirtualMarket.KeyOf($"asker {second} {n}");
                puppet.Send(story.Owner, CommunityId.Market, ContactWanted.By(
                    asker, SaleStory.Network, true, story.Owner.Self, victim, victim, (ulong)story.Market.World.NowMs, (ulong)n));
            }

            story.RunFor(1);
        }

        Assert.InRange(toVictim, 1, 11);
        Assert.InRange(contacts, 1, 2 * (40 + (10 * 10)));
    }

    private static SaleStory Crowd(ulong seed)
    {
        var story = new SaleStory(seed, walk: Few);
        for (var number = 0; number < 61; number++)
        {
            story.Market.Add($"peer {number}");
        }

        story.RunFor(60);
        return story;
    }

    /// <summary>Two that do not know each other, and have no neighbour in common where there are such.</summary>
    private static (VirtualPeer Owner, VirtualPeer Buyer) Strangers(SaleStory story)
    {
        var owner = story.Owner;
        var near = Table(story, owner);
        var buyer = story.Market.Peers
            .Where(p => p != owner && !near.Contains(p.Self) && !Table(story, p).Contains(owner.Self))
            .OrderBy(p => Table(story, p).Count(near.Contains))
            .First();
        story.Fund(buyer);
        story.Asset = story.Import(owner, 2);
        Assert.IsType<OrderPlaced>(story.Place(owner, TickSide.Ask));
        story.RunUntil(() => story.Knows(buyer, TickSide.Ask));
        return (owner, buyer);
    }

    private static void Buy(SaleStory story, VirtualPeer owner, VirtualPeer buyer)
    {
        Assert.DoesNotContain(owner.Self, Table(story, buyer));
        Assert.IsType<OrderPlaced>(story.Place(buyer, TickSide.Bid));
    }

    private static string AssetOf(VirtualPeer owner) => Assert.Single(owner.Vault.All()).AssetId;

    private static IReadOnlyList<Core.Identity.PublicKey> Table(SaleStory story, VirtualPeer peer) =>
        [.. story.Ask<PeersRead>(peer, ReadPeers.Now).Peers.Select(p => p.Key)];
}
