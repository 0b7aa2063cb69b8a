using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.Configuration;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Node.Http;
using EnerDatX.Node.Network;
using EnerDatX.Peer;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Vault;
using EnerDatX.Storage;
using EnerDatX.Storage.Ipfs;

namespace EnerDatX.Node.Hosting;

/// <summary>A node that is up: ledger, vault, peer, network, gateway and HTTP interface, stopped in the reverse order.</summary>
public sealed class RunningNode : IAsyncDisposable
{
    /// <summary>Where a node writes its API's address, for the commands that talk to it.</summary>
    public const string AddressFile = "api-address";

    private readonly Stack<Func<ValueTask>> _stops = new();
    private readonly TaskCompletionSource<string> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private RunningNode()
    {
    }

    public SecretKey Key { get; private set; } = null!;

    public string StatePath { get; private set; } = string.Empty;

    public IPEndPoint Udp { get; private set; } = new(IPAddress.None, 0);

    public IPEndPoint? Gateway { get; private set; }

    /// <summary><c>http://127.0.0.1:PORT</c>, where there is an HTTP interface.</summary>
    public string? ApiAddress { get; private set; }

    public string? Token { get; private set; }

    /// <summary>Opens the node's page and logs in, once; null where there is no page.</summary>
    public Uri? LoginLink { get; private set; }

    /// <summary>The address, without password, of a ledger that is not in the state folder.</summary>
    public string? SharedLedger { get; private set; }

    /// <summary>Ends, with the reason, when the node cannot go on: its ledger failed, or another host has it. It signs nothing any more.</summary>
    public Task<string> Failed => _failed.Task;

    /// <summary>Starts a node, or leaves nothing running.</summary>
    /// <exception cref="StorageException">State folder, key or ledger.</exception>
    /// <exception cref="IOException">A port.</exception>
    /// <exception cref="ConfigurationException">Settings.</exception>
    public static async Task<RunningNode> Start(NodeOptions options)
    {
        var node = new RunningNode();
        try
        {
            await node.Open(options);
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_stops.TryPop(out var stop))
        {
            await stop();
        }
    }

    private async Task Open(NodeOptions options)
    {
        var folder = StateFolder.Open(options.State);
        OnStop(folder.Dispose);
        StatePath = folder.Path;
        var config = NodeConfig.Load(folder.Path, options.ConfigFile);
        var currencies = NodeConfig.Currencies(config);
        var store = options.Store ?? NodeConfig.Store(config);
        var opened = NodeLedger.Open(folder, options.KeyFile, store);
        OnStop(opened.Dispose);
        (Key, SharedLedger) = (opened.Key, store?.ToString());
        var ledger = opened.Store;
        _ = opened.Lost.ContinueWith(lost => _failed.TrySetResult(lost.Result), TaskScheduler.Default);

        // A shared ledger is outside the state folder itself, and its lease sees to it that one host signs at a time.
        var copy = store is null ? HeadFolder.TryOpen(config, folder.Path, Key.PublicKey, Console.Error.WriteLine) : null;
        OnStop(() => copy?.Dispose());
        var marks = new OwnChainMarks(folder, copy);
        var ipfs = await OpenIpfs(options.Ipfs ?? NodeConfig.Ipfs(config));
        var vault = new FileVault(folder, ipfs) { Trouble = Console.Error.WriteLine };
        foreach (var unreadable in vault.Unreadable)
        {
            await Console.Error.WriteLineAsync(unreadable);
        }

        var maxContent = config.GetLong("node.max-content-bytes");
        if (options is { ApiPort: not null, GatewayPort: { } gatewayPort })
        {
            var at = new IPEndPoint(options.Bind, gatewayPort);
            var gateway = await Listen("gateway", at, GatewayServer.Start(at, cid => Look(vault, cid, maxContent), new GatewayLimits()));
            OnStop(gateway.DisposeAsync);
            Gateway = gateway.Local;
        }

        var announced = Announced(options.Announce, Gateway);
        var settings = PeerSettings.FromHocon(config.GetConfig("peer")) with { Gateway = announced };
        var bootstrap = await Resolve(options.Connect);
        var system = ActorSystem.Create("enerdatx", config);
        OnStop(async () => await system.Terminate());
        var vaultActor = system.ActorOf(ActorProducer.Props(() => new VaultActor(vault)).WithDispatcher("disk-dispatcher"), "vault");
        var peer = await StartPeer(system, options, settings, currencies, ledger, marks, vault, ipfs, vaultActor, bootstrap);
        if (options.ApiPort is { } port)
        {
            var view = new NodeView(system, peer, vaultActor, Key, ledger, currencies, settings.Network, string.Empty, Udp, announced);
            await StartApi(folder, port, view, NodeConfig.ApiLimits(config));
        }
    }

    private async Task<IActorRef> StartPeer(
        ActorSystem system,
        NodeOptions options,
        PeerSettings settings,
        Currencies currencies,
        ILedgerStore ledger,
        OwnChainMarks marks,
        FileVault vault,
        KuboNode? ipfs,
        IActorRef vaultActor,
        IReadOnlyList<IPEndPoint> bootstrap)
    {
        var journalProps = ActorProducer.Props(() => new JournalActor(ledger, marks)).WithDispatcher("disk-dispatcher");
        var client = new GatewayClient(new GatewayTimes(), Dns.GetHostAddressesAsync);
        var gateway = system.ActorOf(ActorProducer.Props(() => new GatewayClientActor(client, ipfs)), "gateway");
        Props PeerProps(IActorRef network, IActorRef journal, IPEndPoint local) => ActorProducer.Props(() => new PeerActor(
            new PeerSurroundings(
                Key, settings, currencies, ledger, ledger.IsVerified, journal, network, vaultActor, gateway, RandomNumberGenerator.Fill)
            {
                Marks = marks,
                FetchesByCid = ipfs is not null,
            },
            PeerHistory.Load(Key.PublicKey, ledger, currencies, settings.Network, vault.All()),
            local,
            bootstrap));
        var bound = new TaskCompletionSource<IPEndPoint>(TaskCreationOptions.RunContinuationsAsynchronously);
        var networkProps = UdpNetworkActor.Props(new IPEndPoint(options.Bind, options.UdpPort));
        var node = system.ActorOf(ActorProducer.Props(() => new NodeActor(networkProps, journalProps, PeerProps, bound, _failed)), "node");
        Udp = await bound.Task;
        return node;
    }

    /// <summary>Asked at once, so that a wrong address is noticed now and not by the first buyer.</summary>
    private async Task<KuboNode?> OpenIpfs(Uri? address)
    {
        if (address is null)
        {
            return null;
        }

        var ipfs = new KuboNode(address, new KuboTimes());
        OnStop(ipfs.Dispose);
        try
        {
            await ipfs.Version();
            return ipfs;
        }
        catch (KuboException failure)
        {
            throw new StorageException($"{failure.Message} Start it, or leave --ipfs (node.ipfs) out to keep contents in the state folder.", failure);
        }
    }

    private async Task StartApi(StateFolder folder, int port, NodeView view, ApiLimits limits)
    {
        var token = ApiTokenFile.Create(folder.ApiTokenPath);
        OnStop(token.Dispose);
        Token = token.Token;
        var at = new IPEndPoint(IPAddress.Loopback, port);
        var page = PageFiles.Find();
        var api = await Listen("api", at, NodeApi.Start(view with { Token = token.Token }, at, [], limits, page));
        OnStop(api.DisposeAsync);
        LoginLink = page is null ? null : api.NewLoginLink();
        ApiAddress = api.Address.GetLeftPart(UriPartial.Authority);
        var addressFile = Path.Combine(folder.Path, AddressFile);

        // Whoever waits for this file must never read half of it.
        await File.WriteAllTextAsync($"{addressFile}.new", ApiAddress);
        File.Move($"{addressFile}.new", addressFile, overwrite: true);
        OnStop(() => File.Delete(addressFile));
    }

    /// <summary>Says which port it is that cannot be had, and how to choose another.</summary>
    private static async Task<T> Listen<T>(string what, IPEndPoint at, Task<T> start)
    {
        try
        {
            return await start;
        }
        catch (IOException taken)
        {
            throw new IOException(
                $"The {what} port {at.Port} at {at.Address} is in use, or may not be opened: is another node running? Choose another with --{what}-port "
                + "(demo: --owner-port, --buyer-port).",
                taken);
        }
    }

    private static GatewayContent Look(FileVault vault, string text, long maxBytes) =>
        !Cid.TryParse(text, out var cid) ? new GatewayContent.Malformed()
        : vault.Read(cid, maxBytes) is { } content ? new GatewayContent.Found(content)
        : new GatewayContent.Unknown();

    /// <summary>Where buyers fetch; behind a router that forwards a port it has a port of its own.</summary>
    private static string Announced(string? wanted, IPEndPoint? gateway) =>
        gateway is null ? string.Empty
        : wanted is null ? gateway.ToString()
        : wanted.Contains(':', StringComparison.Ordinal) ? wanted
        : $"{wanted}:{gateway.Port}";

    /// <summary>Names are looked up once, at the start; the walk knows addresses only.</summary>
    private static async Task<IReadOnlyList<IPEndPoint>> Resolve(IReadOnlyList<string> connect)
    {
        var found = new List<IPEndPoint>();
        foreach (var text in connect)
        {
            var colon = text.LastIndexOf(':');
            if (colon < 1 || !int.TryParse(text.AsSpan(colon + 1), out var port) || port is < 1 or > 65_535)
            {
                throw new ConfigurationException($"--connect takes HOST:PORT, not {text}.");
            }

            try
            {
                var addresses = await Dns.GetHostAddressesAsync(text[..colon], AddressFamily.InterNetwork);
                found.AddRange(addresses.Select(a => new IPEndPoint(a, port)));
            }
            catch (SocketException unknown)
            {
                throw new ConfigurationException($"--connect {text}: {unknown.Message}.", unknown);
            }
        }

        return found;
    }

    private void OnStop(Func<ValueTask> stop) => _stops.Push(stop);

    private void OnStop(Action stop) => _stops.Push(() =>
    {
        stop();
        return ValueTask.CompletedTask;
    });
}
