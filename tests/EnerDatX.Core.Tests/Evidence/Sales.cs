using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Exchange;
using EnerDatX.Core.Tests.Market;

namespace EnerDatX.Core.Tests.Evidence;

/// <summary>Sales by one seller to Bob, of which only the last segment is paid for: that is what counts.</summary>
internal sealed class Sales(MoneyWorld world, MarketPeer seller)
{
    private const string Network = MoneyWorld.Network;
    private const int Segments = 2;
    private const long Price = 10;
    private const long DayStart = 1_741_564_800;

    private uint _orders;

    /// <param name="Hours">From and until, on that day.</param>
    /// <param name="IsBought">By transfer: then there is a title.</param>
    public sealed record What(byte Dataset, Licence Licence, (int From, int Until) Hours, byte Meter, string[] Channels, bool IsBought);

    public static What Day(byte dataset, Licence licence = Licence.Copy) => new(dataset, licence, (0, 24), 1, ["import", "export"], false);

    public SoldLicence Sell(What what) => Sell(Pay(what));

    /// <summary>Terms and payment; the seller has signed the former.</summary>
    /// <param name="offered">The ask, if it is there already.</param>
    public SoldLicence Pay(What what, HalfBlock? offered = null)
    {
        if (world.Bob.Purse.Balance < Price)
        {
            world.Issue(world.Bob, 1_000);
        }

        var ask = offered ?? seller.Publish(BlockTypes.Ask, OrderTransaction.Encode(Network, Tick(seller, TickSide.Ask, what), OfferOf(what)));
        var bid = world.Bob.Publish(BlockTypes.Bid, OrderTransaction.Encode(Network, Tick(world.Bob, TickSide.Bid, what), null));
        var terms = new TradeTerms(
            ask.Hash, bid.Hash, OfferOf(what).AssetId, what.Licence, Segments, MoneyWorld.Token, Price, 1_700_000_600_000, new byte[32]);
        var init = world.Bob.Propose(BlockTypes.Init, seller.PublicKey, terms.Encode(Network));
        var agreement = seller.Agree(init, TermsAgreement.Encode(Network, init, new byte[64]));
        var money = world.Bob.Purse.Debit(Price / Segments).Fields!;
        var payment = world.Bob.Propose(
            BlockTypes.Payment, seller.PublicKey, new PaymentTransaction(init.Hash, Segments - 1, new byte[32], money).Encode(Network));
        return new SoldLicence(ask, init, agreement, payment, payment, payment);
    }

    /// <summary>The payment is taken, and the segment delivered.</summary>
    public SoldLicence Sell(SoldLicence paid)
    {
        var trade = Trade.Begin(paid.Terms, Network)!;
        var money = seller.Purse.Credit(Price / Segments);
        var credit = seller.Agree(paid.Payment, TradeAgreement.Encode(Network, paid.Payment, trade.Id, trade.Terms, Segments - 1, money));
        return Deliver(paid with { Credit = credit });
    }

    private SoldLicence Deliver(SoldLicence paid) => paid with
    {
        Delivery = seller.Propose(
            BlockTypes.Delivery,
            world.Bob.PublicKey,
            new DeliveryTransaction(paid.Terms.Hash, Segments - 1, paid.Payment.Hash, new byte[DeliveryTransaction.HeaderLength]).Encode(Network)),
    };

    private Offer OfferOf(What what)
    {
        var description = new DatasetDescription(
            DayStart + (what.Hours.From * 3_600), DayStart + (what.Hours.Until * 3_600), 900, what.Channels, 96, 1_000, "NL-10", "dsmr-p1",
            AgeFixture.Bytes(16, what.Meter));
        var owner = what.IsBought ? world.Alice.PublicKey : seller.PublicKey;
        return new Offer(
            owner, AgeFixture.Bytes(32, what.Dataset), Segments, what.Licence, what.IsBought ? MoneyWorld.SomeTrade : null, description);
    }

    private Tick Tick(MarketPeer trader, TickSide side, What what)
    {
        Assert.True(AssetPair.TryCreate(
            new AssetAmount(Price, MoneyWorld.Token), new AssetAmount(1, OfferOf(what).AssetId), out var assets, out var refusal), refusal);
        return new Tick(new OrderId(trader.PublicKey.Mid, ++_orders), side, assets, 3_600, 1_700_000_000_000, 0);
    }
}
