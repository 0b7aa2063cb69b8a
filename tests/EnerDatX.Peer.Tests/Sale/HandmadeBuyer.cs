using EnerDatX.Core.Exchange;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Peer.Tests.Sale;

/// <summary>The funded buyer of a story without its node: bids, proposes terms and pays as the test says, to the letter or not.</summary>
internal sealed class HandmadeBuyer
{
    private readonly SaleStory _story;
    private readonly MoneyHalf _credit;

    public HandmadeBuyer(SaleStory story)
    {
        _story = story;
        story.RunUntilAcquainted();
        story.Buyer.Crash();
        Puppet = new Puppet(story, story.Buyer);
        _credit = SaleStory.WalletOf(story.Buyer).History[^1];
        Ask = story.Owner.Ledger.OfType(story.Owner.Self, BlockTypes.Ask)[^1];
    }

    public Puppet Puppet { get; }

    /// <summary>The owner's latest ask.</summary>
    public HalfBlock Ask { get; set; }

    public PublicKey Self => Puppet.Self;

    /// <summary>All that a seller needs to trace the buyer's tokens.</summary>
    public HalfBlock[] Origin => [.. _story.Buyer.Ledger.Recent(int.MaxValue, 0).Where(b => b.Type == BlockTypes.Issue)];

    public HalfBlock Bid(uint number = 1, long price = SaleStory.Price)
    {
        Assert.True(AssetPair.TryCreate(new AssetAmount(price, SaleStory.Currency), new AssetAmount(1, _story.Asset), out var pair, out _));
        var tick = new Tick(new OrderId(Self.Mid, number), TickSide.Bid, pair, 3_600, _story.Market.World.NowMs, 0);
        return Puppet.Publish(BlockTypes.Bid, OrderTransaction.Encode(SaleStory.Network, tick, null));
    }

    /// <summary>The terms that follow from the two orders, and what the test makes of them.</summary>
    public TradeTerms Terms(HalfBlock bid)
    {
        Assert.True(ListedOrder.TryRead(Ask, SaleStory.Network, out var ask));
        Assert.True(ListedOrder.TryRead(bid, SaleStory.Network, out var order));
        return TermsRule.Of(new Crossing(ask, order), (ulong)_story.Market.World.NowMs + 60_000, Puppet.Key);
    }

    public HalfBlock Propose(TradeTerms terms, PublicKey? seller = null) =>
        Puppet.Propose(seller ?? Ask.PublicKey, BlockTypes.Init, terms.Encode(SaleStory.Network));

    /// <summary>The owner has agreed to good terms.</summary>
    public Trade Begin()
    {
        var bid = Bid();
        var init = Propose(Terms(bid));
        Puppet.Send(_story.Owner, [.. Origin, bid, init]);
        _story.RunUntil(() => SaleStory.TradeOf(_story.Owner)?.InitAgreement is not null);
        return SaleStory.TradeOf(_story.Owner)!;
    }

    /// <summary>Sound money fields: drawn from the start amount, on top of nothing else.</summary>
    public MoneyFields Money(long amount) => new(
        SaleStory.Currency, amount, _credit.Fields.Balance - amount, _credit.Block.Hash, [new Draw(_credit.Block.Hash, amount)]);

    public HalfBlock Pay(Trade trade, int segment, MoneyFields money) => Pay(trade, segment, money, trade.Seller);

    public HalfBlock Pay(Trade trade, int segment, MoneyFields money, PublicKey to) => Puppet.Propose(to, BlockTypes.Payment, new PaymentTransaction(
        trade.Id, segment, Sodium.X25519Public(DeliveryCheck.OneTimeSecret(Puppet.Key, trade.Id, segment)), money).Encode(SaleStory.Network));
}
