using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Tests.Market;

/// <summary>Terms that a buyer and a seller signed, and the buyer's payment of the only segment: 10 tokens. From there the test goes on.</summary>
internal sealed class PaidTrade
{
    public const long Price = 10;

    private readonly MoneyWorld _world;

    public PaidTrade(MoneyWorld world, MarketPeer buyer, MarketPeer seller, ulong durationMs = 60_000)
    {
        (_world, Buyer, Seller) = (world, buyer, seller);
        var terms = new TradeTerms(
            MoneyWorld.SomeTrade, MoneyWorld.SomeTrade, "EWsome", Licence.Copy, 1, MoneyWorld.Token, Price, world.NowMs + durationMs, new byte[32]);
        Terms = buyer.Propose(BlockTypes.Init, seller.PublicKey, terms.Encode(MoneyWorld.Network));
        Agreement = seller.Agree(Terms, TermsAgreement.Encode(MoneyWorld.Network, Terms, new byte[64]));
        Payment = buyer.Propose(
            BlockTypes.Payment, seller.PublicKey,
            new PaymentTransaction(Terms.Hash, 0, new byte[32], buyer.Purse.Debit(Price).Fields!).Encode(MoneyWorld.Network));
        Trade = new[] { Agreement, Payment }.Aggregate(Market.Trade(Terms), (trade, half) => trade.Evolve(half, MoneyWorld.Network));
    }

    public MarketPeer Buyer { get; }

    public MarketPeer Seller { get; }

    public HalfBlock Terms { get; }

    public HalfBlock Agreement { get; }

    public HalfBlock Payment { get; }

    public Trade Trade { get; }

    public ulong DeadlineMs => Trade.Terms.DeadlineMs;

    /// <summary>The deadline passes, and the seller signs something.</summary>
    public HalfBlock PassDeadline()
    {
        _world.Pass(DeadlineMs - Math.Min(DeadlineMs, _world.NowMs) + 1);
        return Note(Seller);
    }

    public static HalfBlock Note(MarketPeer by) => by.Publish("note", "a0d"u8.ToArray());

    public HalfBlock Credit() => Seller.Agree(Payment, TradeAgreement.Encode(
        MoneyWorld.Network, Payment, Terms.Hash, Trade.Terms, 0, Seller.Purse.Credit(Price)));

    public HalfBlock Reclaim(HalfBlock after) => Reclaim(after, Buyer.Purse.Credit(Price));

    public HalfBlock Reclaim(HalfBlock after, MoneyFields money) => Buyer.Propose(BlockTypes.Reclaim, Seller.PublicKey, new ReclaimTransaction(
        Terms.Hash, 0, Payment.Hash, Agreement.Hash, after.Hash, money).Encode(MoneyWorld.Network));

    private static class Market
    {
        public static Trade Trade(HalfBlock terms) => Core.Market.Trade.Begin(terms, MoneyWorld.Network)!;
    }
}
