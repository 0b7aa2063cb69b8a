using System.Net;
using System.Security.Cryptography;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer;
using EnerDatX.Sim.Network;
using EnerDatX.Sim.Time;

namespace EnerDatX.Sim.Peers;

/// <summary>A world with an issuer and any number of peers that know one currency.</summary>
public sealed class VirtualMarket : IDisposable
{
    private readonly List<VirtualPeer> _peers = [];
    private readonly Currencies _currencies;
    private readonly PeerSettings _settings;
    private readonly IActorRef _gateway;

    /// <param name="faucetAmount">Tokens of <c>DUM1</c> that each new peer gets.</param>
    /// <param name="peerHocon">The <c>peer</c> section of <c>hocon/peer.conf</c>, with or without changes.</param>
    /// <param name="trace">Whether the world hashes the order of its turns.</param>
    /// <param name="walk">How many peers each looks for; null for the node's own numbers.</param>
    public VirtualMarket(ulong seed, long faucetAmount, string peerHocon, bool trace = false, WalkLimits? walk = null)
    {
        var start = new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        World = VirtualWorld.Create(seed, start, trace: trace);
        Network = new VirtualNetwork(World);
        var settings = PeerSettings.FromHocon(ConfigurationFactory.ParseString(peerHocon).GetConfig("peer"));
        _settings = walk is null ? settings : settings with { Walk = walk };
        var issuerKey = KeyOf("issuer");
        _currencies = new Currencies([new Currency("DUM1", 0, issuerKey.PublicKey, faucetAmount)]);
        _gateway = World.System.ActorOf(ActorProducer.Props(() => new VirtualGatewayActor(VaultAt)), "gateways");
        Issuer = Add(issuerKey, _currencies);
    }

    public VirtualWorld World { get; }

    public VirtualNetwork Network { get; }

    public VirtualPeer Issuer { get; }

    public IReadOnlyList<VirtualPeer> Peers => _peers;

    /// <summary>Whether connections to gateways are made; behind a router that opens no port they are not.</summary>
    public bool AreGatewaysReached { get; set; } = true;

    /// <summary>A new peer that is told the issuer's address, started.</summary>
    public VirtualPeer Add(string name) => Add(KeyOf(name), _currencies);

    /// <summary>A new peer that believes in other currencies than the rest.</summary>
    public VirtualPeer Add(string name, Currencies currencies) => Add(KeyOf(name), currencies);

    /// <summary>The key that a name stands for: test keys, good for nothing else.</summary>
    public static SecretKey KeyOf(string name) => SecretKey.FromSeeds(
        SHA256.HashData(Encoding.UTF8.GetBytes($"x25519/{name}")),
        SHA256.HashData(Encoding.UTF8.GetBytes($"ed25519/{name}")));

    public void Dispose() => World.Dispose();

    private VirtualPeer Add(SecretKey key, Currencies currencies)
    {
        var address = new IPEndPoint(IPAddress.Parse($"10.0.{(_peers.Count + 1) / 256}.{(_peers.Count + 1) % 256}"), 8_090);
        var bootstrap = _peers.Count == 0 ? Array.Empty<IPEndPoint>() : [_peers[0].Address];
        var peer = new VirtualPeer(World, Network, key, currencies, _settings, address, bootstrap, _gateway);
        _peers.Add(peer);
        peer.Start();
        return peer;
    }

    private MemoryVault? VaultAt(string gateway) =>
        AreGatewaysReached ? _peers.Find(p => p.IsUp && p.Gateway == gateway)?.Vault : null;
}
