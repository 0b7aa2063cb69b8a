using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;
using EnerDatX.Node.Http;
using EnerDatX.Peer;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Overlay;
using EnerDatX.Peer.Vault;
using EnerDatX.Storage;

namespace EnerDatX.Node.Tests.Http;

/// <summary>A vault in memory that several actors may read.</summary>
internal sealed class HttpVault : IVault
{
    private readonly ConcurrentDictionary<Cid, byte[]> _blocks = [];
    private readonly ConcurrentDictionary<string, DatasetRecord> _records = [];

    public Cid Put(byte[] content) => UnixFs.Build(new MemoryStream(content, writable: false), (cid, block) => _blocks[cid] = block);

    public byte[]? Read(Cid cid, long maxBytes)
    {
        using var content = new MemoryStream();
        return UnixFs.Read(cid, ReadBlock, maxBytes, content, out _) == FileReading.Complete ? content.ToArray() : null;
    }

    public byte[]? ReadBlock(Cid cid) => _blocks.GetValueOrDefault(cid);

    public void PutBlock(Cid cid, byte[] block) => _blocks[cid] = block;

    public void Save(DatasetRecord record) => _records[record.AssetId] = record;

    public DatasetRecord? Find(string assetId) => _records.GetValueOrDefault(assetId);

    public IReadOnlyList<DatasetRecord> All() => [.. _records.Values.OrderBy(r => r.CreatedMs).ThenBy(r => r.AssetId, StringComparer.Ordinal)];

    public void Destroy(string assetId) => _records.TryRemove(assetId, out _);

    public void Lose(Cid cid) => _blocks.TryRemove(cid, out _);
}

/// <summary>Whole peers, the node's own actors, in one process with a network that only they are on.</summary>
internal sealed class HttpNetwork : IDisposable
{
    private readonly ConcurrentDictionary<IPEndPoint, IActorRef> _peers = [];
    private readonly ConcurrentDictionary<string, HttpVault> _gateways = [];

    public ActorSystem System { get; } = ActorSystem.Create("http", ConfigurationFactory.ParseString("akka.loglevel = ERROR"));

    public static SecretKey KeyOf(string name) => SecretKey.FromSeeds(
        SHA256.HashData(Encoding.UTF8.GetBytes($"http x {name}")), SHA256.HashData(Encoding.UTF8.GetBytes($"http e {name}")));

    public IActorRef Socket(IPEndPoint local) => System.ActorOf(ActorProducer.Props(() => new HttpSocket(local, _peers)));

    public IActorRef Gateway() => System.ActorOf(ActorProducer.Props(() => new HttpGateway(_gateways)));

    public void Serve(string gateway, HttpVault vault) => _gateways[gateway] = vault;

    public void Dispose() => System.Terminate().Wait();

    private sealed class HttpSocket : ReceiveActor
    {
        public HttpSocket(IPEndPoint local, ConcurrentDictionary<IPEndPoint, IActorRef> peers)
        {
            Receive<DeliverTo>(deliver => peers[local] = deliver.Owner);
            Receive<SendDatagram>(send => peers.GetValueOrDefault(send.To)?.Tell(new DatagramReceived(local, send.Bytes)));
        }
    }

    private sealed class HttpGateway : ReceiveActor
    {
        public HttpGateway(ConcurrentDictionary<string, HttpVault> gateways) => Receive<FetchContent>(fetch => Sender.Tell(
            gateways.GetValueOrDefault(fetch.Gateway)?.Read(fetch.Cid, fetch.MaxBytes) is { } content
                ? new ContentFetched(fetch.Cid, content)
                : new ContentNotFetched(fetch.Cid, "status 404", true)));
    }
}

/// <summary>A real peer with its ledger on disk, behind a real HTTP server.</summary>
internal sealed class HttpPeer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("http");
    private readonly SqliteLedgerStore _ledger;

    private HttpPeer(HttpNetwork network, SecretKey key, Currencies currencies, IPEndPoint address, IReadOnlyList<IPEndPoint> bootstrap)
    {
        var hocon = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "peer.conf"));
        var settings = PeerSettings.FromHocon(ConfigurationFactory.ParseString(hocon).GetConfig("peer")) with { Gateway = address.ToString() };
        _ledger = SqliteLedgerStore.Open(Path.Combine(_folder.FullName, "ledger.db"), key.PublicKey);
        var system = network.System;
        var socket = network.Socket(address);
        var journal = system.ActorOf(ActorProducer.Props(() => new JournalActor(_ledger)));
        var vault = system.ActorOf(ActorProducer.Props(() => new VaultActor(Vault)));
        network.Serve(address.ToString(), Vault);
        var surroundings = new PeerSurroundings(
            key, settings, currencies, _ledger, _ledger.IsVerified, journal, socket, vault, network.Gateway(), RandomNumberGenerator.Fill);
        var history = PeerHistory.Load(key.PublicKey, _ledger, currencies, settings.Network, Vault.All());
        var peer = system.ActorOf(ActorProducer.Props(() => new PeerActor(surroundings, history, address, bootstrap)));
        socket.Tell(new DeliverTo(peer), ActorRefs.NoSender);
        View = new NodeView(system, peer, vault, key, _ledger, currencies, settings.Network, HttpCaller.Token, address, address.ToString());
    }

    public NodeView View { get; }

    public HttpVault Vault { get; } = new();

    public NodeApi Api { get; private set; } = null!;

    public HttpCaller Caller { get; private set; } = null!;

    public static async Task<HttpPeer> Start(
        HttpNetwork network, SecretKey key, Currencies currencies, IPEndPoint address, params IPEndPoint[] bootstrap)
    {
        var peer = new HttpPeer(network, key, currencies, address, bootstrap);
        peer.Api = await NodeApi.Start(peer.View, new IPEndPoint(IPAddress.Loopback, 0), []);
        peer.Caller = new HttpCaller(peer.Api.Address);
        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        Caller.Dispose();
        await Api.DisposeAsync();
        _ledger.Dispose();
        _folder.Delete(recursive: true);
    }
}
