using System.Runtime.CompilerServices;
using Akka.Actor;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Market;
using EnerDatX.Peer.Meter;
using EnerDatX.Peer.Overlay;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Peer.Tests.Sale;

/// <summary>A market with an owner, a buyer and one dataset, and the steps of the first sale.</summary>
internal sealed class SaleStory : IDisposable
{
    public const string Network = "enerdatx";
    public const string Currency = "DUM1";
    public const long Price = 10;
    public const long Faucet = 100;

    /// <summary>Shorter times than the node's, so that many stories of a passed deadline are cheap to tell.</summary>
    public const string Quick = "peer.trade { duration = 60s, resend-at-most = 5s, block-pair-for = 30s }";

    /// <summary>In these quick times, seconds after which no trade is open any more.</summary>
    public const double QuicklyOver = 200;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestStory = TimeSpan.FromMinutes(40);

    private readonly IActorRef _ear;

    public SaleStory(ulong seed = 1, string? peerHocon = null, bool trace = false, WalkLimits? walk = null)
    {
        var hocon = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "peer.conf"));
        Market = new VirtualMarket(seed, Faucet, $"{hocon}\n{peerHocon}", trace, walk);
        _ear = Market.World.System.ActorOf(ActorProducer.Props(() => new Ear(Heard)), "ear");
        Market.World.System.EventStream.Subscribe(_ear, typeof(MarketEvent));
        Owner = Market.Add("owner");
        Buyer = Market.Add("buyer");
    }

    public VirtualMarket Market { get; }

    public VirtualPeer Owner { get; }

    public VirtualPeer Buyer { get; }

    public string Asset { get; set; } = string.Empty;

    /// <summary>Every market event of every peer, in order.</summary>
    public List<MarketEvent> Heard { get; } = [];

    public static byte[] HouseholdDay => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "household-day.p1"));

    /// <summary>By the chain, whether the peer is up or not.</summary>
    public static long Balance(VirtualPeer peer) => WalletOf(peer).PurseOf(Currency).Balance;

    public static Wallet WalletOf(VirtualPeer peer) =>
        peer.Ledger.Range(peer.Self, 1, uint.MaxValue, int.MaxValue).Aggregate(Wallet.Empty, (wallet, own) => wallet.Evolve(own, Network));

    public static IReadOnlyList<Trade> TradesOf(VirtualPeer peer) => TradeHistory.Of(peer.Self, peer.Ledger, Network);

    public static Trade? TradeOf(VirtualPeer peer) => TradesOf(peer) is [.., var last] ? last : null;

    public T Ask<T>(VirtualPeer peer, object question) => Market.World.Ask<T>(peer.Actor, question, Patience);

    public static void Tell(VirtualPeer peer, object message) => peer.Actor.Tell(message, ActorRefs.NoSender);

    /// <summary>The buyer has its tokens, the owner its dataset.</summary>
    public SaleStory Prepare(int segments = 1)
    {
        Fund(Buyer);
        Asset = Import(Owner, segments);
        return this;
    }

    public void Fund(VirtualPeer peer)
    {
        Tell(peer, new WantFaucet(Currency));
        RunUntil(() => Balance(peer) == Faucet);
    }

    /// <summary>A day of readings becomes a dataset of this peer's.</summary>
    public string Import(VirtualPeer peer, int segments = 1) => Ask<MeterImported>(
        peer, new ImportMeter(HouseholdDay, null, "NL-10", "Europe/Amsterdam", 900, segments, false)).Record.AssetId;

    public object Place(
        VirtualPeer peer, TickSide side, long price = Price, Licence licence = Licence.Copy, string? asset = null, int seconds = 3_600) =>
        Ask<object>(peer, Order(side, price, licence, asset, seconds));

    public PlaceOrder Order(TickSide side, long price = Price, Licence licence = Licence.Copy, string? asset = null, int seconds = 3_600) =>
        new(new OrderWish(
            side, new AssetAmount(price, Currency), new AssetAmount(1, asset ?? Asset), seconds, Tick.MaxEdmpTimeoutSeconds, licence));

    /// <summary>The owner's ask is out and known to the buyer.</summary>
    public SaleStory Offer(Licence licence = Licence.Copy)
    {
        Assert.IsType<OrderPlaced>(Place(Owner, TickSide.Ask, licence: licence));
        RunUntil(() => Knows(Buyer, TickSide.Ask));
        return this;
    }

    /// <summary>The owner has had an answer from where the buyer is: it sends there.</summary>
    public void RunUntilAcquainted() => RunUntil(() => Ask<PeersRead>(Owner, ReadPeers.Now).Peers.Any(p => p.Key.Equals(Buyer.Self)));

    public bool Knows(VirtualPeer peer, TickSide side, string? asset = null) =>
        Ask<BookRead>(peer, new ReadBook(side)).Orders.Values.Any(o => o.Tick.Assets.Second.Type == (asset ?? Asset));

    public OrderStatus StatusOf(VirtualPeer peer, uint number = 1) => Ask<MyOrders>(peer, ReadMyOrders.Now).Orders[number].StatusAt(Market.World.NowMs);

    public long Reserved(VirtualPeer peer, uint number = 1) => Ask<MyOrders>(peer, ReadMyOrders.Now).Orders[number].Reserved;

    public void RunUntilEnded(TradeEnding ending, VirtualPeer peer) =>
        RunUntil(() => TradeOf(peer)?.Ending == ending);

    /// <summary>Both sides have nothing more to do in their last trade.</summary>
    public void RunUntilClosed() => RunUntil(() => IsClosed(Owner) && IsClosed(Buyer));

    private static bool IsClosed(VirtualPeer peer) =>
        TradesOf(peer) is [_, ..] trades && trades.All(t => t.DoneAgreement is not null || t.AbortAgreement is not null || t.Ending == TradeEnding.Refunded);

    /// <summary>Lets virtual time pass until the condition holds; it may ask the peers.</summary>
    public void RunUntil(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        for (var waited = TimeSpan.Zero; !condition(); waited += Pause)
        {
            Assert.True(waited < LongestStory, $"{what} did not come true in {LongestStory} of virtual time");
            Market.World.RunFor(Pause);
        }
    }

    public void RunFor(double seconds) => Market.World.RunFor(TimeSpan.FromSeconds(seconds));

    /// <summary>The readings that the peer can open, one plaintext per segment that it has the key of.</summary>
    public static IReadOnlyDictionary<int, byte[]> Opened(VirtualPeer peer, string asset) =>
        (peer.Vault.Find(asset)?.Segments ?? []).ToDictionary(s => s.Index, s =>
        {
            Assert.True(Cid.TryParse(s.Cid, out var cid));
            Assert.True(AgePayload.TryOpen(s.FileKey, peer.Vault.Read(cid, long.MaxValue)!, out var plaintext));
            return plaintext;
        });

    public void Dispose() => Market.Dispose();

    private sealed class Ear : ReceiveActor
    {
        public Ear(List<MarketEvent> heard) => Receive<MarketEvent>(heard.Add);
    }
}
