using System.Runtime.CompilerServices;
using EnerDatX.Core.Market;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Market;
using EnerDatX.Peer.Meter;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Peer.Tests.Sale;

/// <summary>A market with an owner, a buyer and one dataset, and the steps of the first sale.</summary>
internal sealed class SaleStory : IDisposable
{
    public const long Price = 10;
    public const long Faucet = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestStory = TimeSpan.FromMinutes(20);

    public SaleStory(ulong seed = 1, string? peerHocon = null)
    {
        Market = new VirtualMarket(seed, Faucet, peerHocon ?? File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "peer.conf")));
        Owner = Market.Add("owner");
        Buyer = Market.Add("buyer");
    }

    public VirtualMarket Market { get; }

    public VirtualPeer Owner { get; }

    public VirtualPeer Buyer { get; }

    public string Asset { get; private set; } = string.Empty;

    public static byte[] HouseholdDay => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "household-day.p1"));

    public long Balance(VirtualPeer peer) => Ask<Wallet>(peer, ReadWallet.Now).PurseOf("DUM1").Balance;

    public T Ask<T>(VirtualPeer peer, object question) => Market.World.Ask<T>(peer.Actor, question, Patience);

    /// <summary>The buyer has its tokens, the owner its dataset.</summary>
    public SaleStory Prepare(int segments = 1)
    {
        Buyer.Actor.Tell(new WantFaucet("DUM1"), Akka.Actor.ActorRefs.NoSender);
        RunUntil(() => Balance(Buyer) == Faucet);
        var import = new ImportMeter(HouseholdDay, null, "NL-10", "Europe/Amsterdam", 900, segments, false);
        Asset = Ask<MeterImported>(Owner, import).Record.AssetId;
        return this;
    }

    public object Place(VirtualPeer peer, TickSide side, long price = Price, Licence licence = Licence.Copy, string? asset = null) =>
        Ask<object>(peer, new PlaceOrder(new OrderWish(
            side, new AssetAmount(price, "DUM1"), new AssetAmount(1, asset ?? Asset), 3_600, Tick.MaxEdmpTimeoutSeconds, licence)));

    /// <summary>The owner's ask is out and known to the buyer.</summary>
    public SaleStory Offer(Licence licence = Licence.Copy)
    {
        Assert.IsType<OrderPlaced>(Place(Owner, TickSide.Ask, licence: licence));
        RunUntil(() => Knows(Buyer, TickSide.Ask));
        return this;
    }

    public bool Knows(VirtualPeer peer, TickSide side) =>
        Ask<BookRead>(peer, new ReadBook(side)).Orders.Values.Any(o => o.Tick.Assets.Second.Type == Asset);

    public Trade? TradeOf(VirtualPeer peer) => TradeHistory.Of(peer.Self, peer.Ledger, "enerdatx") is [.., var last] ? last : null;

    public void RunUntilEnded(TradeEnding ending, VirtualPeer peer) =>
        RunUntil(() => TradeOf(peer)?.Ending == ending);

    /// <summary>Lets virtual time pass until the condition holds; it may ask the peers.</summary>
    public void RunUntil(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        for (var waited = TimeSpan.Zero; !condition(); waited += Pause)
        {
            Assert.True(waited < LongestStory, $"{what} did not come true in {LongestStory} of virtual time");
            Market.World.RunFor(Pause);
        }
    }

    public void Dispose() => Market.Dispose();
}
