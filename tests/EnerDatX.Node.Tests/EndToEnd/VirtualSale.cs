using System.Net;
using Akka.Actor;
using Akka.Configuration;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Peer;
using EnerDatX.Peer.Market;
using EnerDatX.Peer.Meter;
using EnerDatX.Sim.Network;
using EnerDatX.Sim.Peers;
using EnerDatX.Sim.Time;

namespace EnerDatX.Node.Tests.EndToEnd;

/// <summary>The sale of <see cref="TwoNodes"/> once more, by the same keys, in virtual time.</summary>
internal static class VirtualSale
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>The chains of issuer, owner and buyer when all is done.</summary>
    public static IReadOnlyList<IReadOnlyList<HalfBlock>> Chains(IReadOnlyList<SecretKey> keys, ImportMeter import, long price)
    {
        using var world = VirtualWorld.Create(1, new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds());
        var peers = Start(world, keys);
        var (owner, buyer) = (peers[1], peers[2]);

        buyer.Actor.Tell(new WantFaucet(TwoNodes.Currency), ActorRefs.NoSender);
        world.RunUntil(() => Knows(buyer, BlockTypes.Issue), Patience);
        var asset = world.Ask<MeterImported>(owner.Actor, import, Patience).Record.AssetId;
        world.Ask<OrderPlaced>(owner.Actor, Order(TickSide.Ask, price, asset), Patience);
        world.RunUntil(() => buyer.Ledger.Latest(owner.Self) is not null, Patience);
        world.Ask<OrderPlaced>(buyer.Actor, Order(TickSide.Bid, price, asset), Patience);
        world.RunUntil(() => Knows(owner, BlockTypes.Done), Patience);
        return [.. peers.Select(peer => peer.Ledger.Range(peer.Self, 1, uint.MaxValue, int.MaxValue))];
    }

    private static VirtualPeer[] Start(VirtualWorld world, IReadOnlyList<SecretKey> keys)
    {
        var network = new VirtualNetwork(world);
        var hocon = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "peer.conf"));
        var settings = PeerSettings.FromHocon(ConfigurationFactory.ParseString(hocon).GetConfig("peer"));
        var currencies = new Currencies([new Currency(TwoNodes.Currency, 0, keys[0].PublicKey, TwoNodes.Faucet)]);
        VirtualPeer[] peers = [];
        var gateways = world.System.ActorOf(ActorProducer.Props(() => new VirtualGatewayActor(at => peers.FirstOrDefault(p => p.Gateway == at)?.Vault)));
        IPEndPoint[] addresses = [.. keys.Select((_, i) => new IPEndPoint(IPAddress.Parse($"10.0.0.{i + 1}"), 8_090))];
        peers = [.. keys.Select((key, i) => new VirtualPeer(world, network, key, currencies, settings, addresses[i], addresses[..1], gateways))];
        Array.ForEach(peers, peer => peer.Start());
        return peers;
    }

    private static bool Knows(VirtualPeer peer, string ownType) => peer.Ledger.OfType(peer.Self, ownType).Count > 0;

    private static PlaceOrder Order(TickSide side, long price, string asset) => new(new OrderWish(
        side, new AssetAmount(price, TwoNodes.Currency), new AssetAmount(1, asset), 3_600, Tick.MaxEdmpTimeoutSeconds, Licence.Copy));
}
