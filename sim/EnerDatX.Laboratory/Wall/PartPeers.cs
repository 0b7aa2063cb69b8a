using System.Collections.Frozen;
using System.Diagnostics;
using System.Net;
using Akka.Actor;
using Akka.Configuration;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Market;
using EnerDatX.Laboratory.Runs;
using EnerDatX.Node.Network;
using EnerDatX.Peer;

namespace EnerDatX.Laboratory.Wall;

/// <summary>The peers of one process and who uses them, on ordinary dispatchers.</summary>
internal sealed class PartPeers : IAsyncDisposable
{
    private static readonly TimeSpan CountPatience = TimeSpan.FromSeconds(10);

    private readonly WallPlan _plan;
    private readonly string _folder;
    private readonly ActorSystem _system;
    private readonly PeerSettings _settings;
    private readonly List<WallPeer> _peers = [];
    private readonly List<IActorRef> _buyers = [];

    /// <param name="folder">Its own; holds the state folders.</param>
    public PartPeers(WallPlan plan, string folder)
    {
        (_plan, _folder) = (plan, folder);
        var config = Shipped("peer.conf").WithFallback(Shipped("node.conf"));
        var ours = ConfigurationFactory.ParseString("akka.loggers = [\"EnerDatX.Node.Hosting.StderrLogger, sim\"]");
        _system = ActorSystem.Create("wall", ours.WithFallback(config));
        _settings = PeerSettings.FromHocon(config.GetConfig("peer"));
    }

    public Tally Tally { get; } = new();

    /// <summary>Ends, with a sentence, when a peer has failed.</summary>
    public TaskCompletionSource<string> Failed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Buyers => _buyers.Count;

    public async Task<(PublicKey Key, IPEndPoint At)> StartIssuer()
    {
        var issuer = await Start(0, [], own => CurrencyOf(own));
        return (issuer.Self, issuer.Address);
    }

    /// <summary>Starts the peers with these numbers, and who uses them.</summary>
    public async Task Start(IEnumerable<int> numbers, (PublicKey Key, IPEndPoint At) issuer)
    {
        var users = new Dictionary<PublicKey, (IActorRef User, int? Lifetime)>();
        var started = new List<(int Number, WallPeer Peer)>();
        foreach (var number in numbers)
        {
            started.Add((number, await Start(number, [issuer.At], _ => CurrencyOf(issuer.Key))));
        }

        foreach (var (number, peer) in started)
        {
            var index = WallPlan.IndexOf(number);
            if (WallPlan.IsSeller(number))
            {
                users[peer.Self] = (_system.ActorOf(ActorProducer.Props(() => new WallSeller(peer.Actor, index, _plan, Tally))), null);
            }
            else
            {
                var buyer = _system.ActorOf(ActorProducer.Props(() => new WallBuyer(peer.Actor, index, _plan, Tally)));
                users[peer.Self] = (buyer, WallPlan.LifetimeFor(index));
                _buyers.Add(buyer);
            }
        }

        var known = users.ToFrozenDictionary();
        new Ear(_system, happened => Hear(happened, known)).Listen();
    }

    public void TellBuyers(object message) => _buyers.ForEach(buyer => buyer.Tell(message));

    /// <summary>Of all its peers since they started.</summary>
    public async Task<(long Sent, long Dropped)> CountDatagrams()
    {
        var counts = await Task.WhenAll(_peers.Select(peer => peer.Network.Ask<NetworkCounts>(new GetNetworkCounts(), CountPatience)));
        return (counts.Sum(c => c.Sent), counts.Sum(c => c.DroppedFull));
    }

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        _peers.ForEach(peer => peer.Dispose());
    }

    /// <summary>On the thread of whoever publishes, so that the moment is the right one.</summary>
    private static void Hear(MarketEvent happened, FrozenDictionary<PublicKey, (IActorRef User, int? Lifetime)> users)
    {
        if (!users.TryGetValue(happened.Peer, out var known))
        {
            return;
        }

        switch (happened)
        {
            case MarketEvent.TradeEnded ended:
                known.User.Tell(new SawEnd(ended.Trade.Terms.Asset, ended.Ending, ended.Reason, Stopwatch.GetTimestamp()));
                break;
            case MarketEvent.Listed { Order.Tick: { Side: TickSide.Ask } ask } when ask.TimeoutSeconds == known.Lifetime:
                known.User.Tell(new SawOffer(ask.Assets));
                break;
        }
    }

    private async Task<WallPeer> Start(int number, IReadOnlyList<IPEndPoint> bootstrap, Func<PublicKey, Currencies> currencies)
    {
        var name = $"peer-{number}";
        var store = _plan.InMemory ? PeerStore.InMemory() : PeerStore.OnDisk(Path.Combine(_folder, name), Path.Combine(_folder, "heads"));
        var peer = await WallPeer.Start(_system, name, store, WallPlan.AddressOf(number), _settings, currencies, bootstrap, Failed);
        _peers.Add(peer);
        return peer;
    }

    private static Currencies CurrencyOf(PublicKey issuer) => new([new Currency(WallPlan.Currency, 0, issuer, WallPlan.StartTokens)]);

    private static Config Shipped(string name) =>
        ConfigurationFactory.ParseString(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", name)));
}
