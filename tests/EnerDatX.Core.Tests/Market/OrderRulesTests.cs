using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Ledger;

namespace EnerDatX.Core.Tests.Market;

public sealed class OrderRulesTests
{
    private static readonly SecretKey Self = LedgerVectors.Key(0);
    private static readonly PublicKey Other = Orders.Key(1);
    private static readonly DatasetRecord Own = Orders.Dataset(Self.PublicKey, segments: 3);
    private static readonly DatasetRecord Bought = Orders.Dataset(Other, segments: 3, DatasetOrigin.Bought);

    private readonly MoneyWorld _world = new();
    private Wallet _wallet = Wallet.Empty;
    private MyOrders _mine = MyOrders.None;
    private bool _isOffered = true;

    [Fact]
    public void The_owner_of_a_dataset_may_sell_it()
    {
        var offer = Allowed(Ask(10, Own), Own)!;
        Assert.Equal(Own.AssetId, offer.AssetId);
        Assert.Equal((Self.PublicKey, 3, Licence.Copy, null), (offer.Owner, offer.Segments, offer.Licence, offer.Title));
        Assert.Same(Own.Description, offer.Description);
    }

    [Fact]
    public void Whoever_has_the_tokens_may_bid_for_what_is_offered()
    {
        _wallet = WalletWith(10);
        Assert.Null(Allowed(Bid(10, Own.AssetId), null));
        Assert.Equal("Insufficient tokens: 11 DUM1 needed, 10 there", Refused(Bid(11, Own.AssetId), null));
    }

    [Fact]
    public void A_dataset_that_one_has_or_that_nobody_offers_is_not_bid_for()
    {
        _wallet = WalletWith(10);
        Assert.Equal($"You have {Bought.AssetId} already", Refused(Bid(10, Bought.AssetId), Bought));
        _isOffered = false;
        Assert.Equal($"Nobody offers {Bought.AssetId} now: it may be sold, withdrawn or expired", Refused(Bid(10, Bought.AssetId), null));
    }

    [Fact]
    public void An_order_pairs_a_currency_with_one_whole_dataset()
    {
        var asset = Own.AssetId;
        Assert.Contains("must be a dataset", Refused(Wish(TickSide.Ask, "DUM1", 1, "DUM2"), Own), StringComparison.Ordinal);
        Assert.Equal("You cannot trade between the same wallet", Refused(Wish(TickSide.Ask, "DUM1", 1, "DUM1"), Own));
        Assert.Equal("Please create a DUM9 wallet first", Refused(Wish(TickSide.Ask, "DUM9", 1, asset), Own));
        Assert.Equal("A dataset is traded whole: its amount must be 1.", Refused(Ask(10, Own) with { Second = new AssetAmount(2, asset) }, Own));
        Assert.Equal(
            "The assets to trade should be higher than or equal to the min unit of this asset (1).", Refused(Wish(TickSide.Ask, "DUM1", 0, asset), Own));
        Assert.Equal("A dataset is the second asset of its pair, the currency the first", Refused(Wish(TickSide.Ask, asset, 1, "EWother"), Own));
    }

    [Fact]
    public void An_order_lives_no_longer_than_its_way_in_allows()
    {
        Assert.Equal("The timeout for this order should be positive", Refused(Ask(10, Own) with { TimeoutSeconds = -1 }, Own));
        Assert.Equal("The timeout for this order should be less than a day", Refused(Ask(10, Own) with { TimeoutSeconds = 86_401 }, Own));
        var ours = Ask(10, Own) with { MaxTimeoutSeconds = Tick.MaxTimeoutSeconds };
        Assert.Equal(
            "The timeout for this order should be less than 90 days", Refused(ours with { TimeoutSeconds = Tick.MaxTimeoutSeconds + 1 }, Own));
        Assert.NotNull(Allowed(ours with { TimeoutSeconds = Tick.MaxTimeoutSeconds }, Own));
    }

    [Fact]
    public void Every_segment_costs_at_least_one_token_and_the_whole_no_more_than_can_be_paid()
    {
        Assert.NotNull(Allowed(Ask(3, Own), Own));
        Assert.Equal("The price must be at least 3: each segment is paid for", Refused(Ask(2, Own), Own));
        Assert.NotNull(Allowed(Ask(MoneyFields.MaxAmount, Own), Own));
        Assert.Equal("The price must be at most 1000000000000000", Refused(Ask(MoneyFields.MaxAmount + 1, Own), Own));
        Assert.Equal("The price must be at most 1000000000000000", Refused(Bid(MoneyFields.MaxAmount + 1, Own.AssetId), null));
    }

    [Fact]
    public void What_one_does_not_own_is_not_sold()
    {
        Assert.Equal($"You do not own {Own.AssetId}", Refused(Ask(10, Own), null));
        Assert.Equal($"You have a copy of {Bought.AssetId}; only its owner may sell it", Refused(Ask(10, Bought), Bought));
    }

    [Fact]
    public void An_owner_by_exclusive_transfer_sells_with_its_receipt_as_title_and_only_once()
    {
        var receipt = Receipt(Bought.AssetId, Licence.Exclusive);
        _wallet = _wallet with { Bought = [receipt] };
        var offer = Allowed(Ask(10, Bought), Bought)!;
        Assert.Equal((Other, (BlockHash?)receipt.Proof.Hash), (offer.Owner, offer.Title));

        _wallet = _wallet with { Sold = [receipt] };
        Assert.Equal($"You have sold {Bought.AssetId} exclusively", Refused(Ask(10, Bought), Bought));
    }

    [Fact]
    public void What_was_sold_exclusively_is_not_sold_again()
    {
        _wallet = _wallet with { Sold = [Receipt(Own.AssetId, Licence.Exclusive)] };
        Assert.Equal($"You have sold {Own.AssetId} exclusively", Refused(Ask(10, Own), Own));
    }

    [Fact]
    public void An_exclusive_licence_is_not_offered_after_a_copy_was_sold()
    {
        _wallet = _wallet with { Sold = [Receipt(Own.AssetId, Licence.Copy)] };
        Assert.NotNull(Allowed(Ask(10, Own), Own));
        Assert.Equal(
            $"Copies of {Own.AssetId} are sold already: it cannot be sold exclusively any more", Refused(Exclusive(Own), Own));
    }

    [Fact]
    public void An_exclusive_licence_stands_beside_no_other_offer_whichever_came_first()
    {
        var busy = $"Another offer of {Own.AssetId} is open: cancel it first";
        Publish(1, Licence.Copy);
        Assert.NotNull(Allowed(Ask(10, Own), Own));
        Assert.Equal(busy, Refused(Exclusive(Own), Own));

        _mine = MyOrders.None;
        Publish(1, Licence.Exclusive);
        Assert.Equal(busy, Refused(Exclusive(Own), Own));
        Assert.Equal(busy, Refused(Ask(10, Own), Own));
        _mine = _mine.Evolve(Orders.Cancel(Self, 1), Orders.Network);
        Assert.NotNull(Allowed(Ask(10, Own), Own));
        Assert.NotNull(Allowed(Exclusive(Own), Own));
    }

    [Fact]
    public void Another_dataset_of_the_same_readings_is_not_sold_beside_an_exclusive_one()
    {
        var twin = Orders.OfferOf(Self.PublicKey, 3, Licence.Exclusive, root: 2);
        _mine = _mine.Evolve(Orders.Ask(Self, 1, 10, twin), Orders.Network);
        Assert.Equal($"It has readings in common with {twin.AssetId}, which is on sale: cancel that first", Refused(Ask(10, Own), Own));
        _mine = _mine.Evolve(Orders.Cancel(Self, 1), Orders.Network);
        Assert.NotNull(Allowed(Exclusive(Own), Own));

        _wallet = _wallet with { Sold = [Receipt(twin.AssetId, Licence.Exclusive)] };
        Assert.Equal($"It has readings in common with {twin.AssetId}, which is sold", Refused(Ask(10, Own), Own));
        _wallet = _wallet with { Sold = [Receipt(twin.AssetId, Licence.Copy)] };
        Assert.NotNull(Allowed(Ask(10, Own), Own));
        Assert.Contains("which is sold", Refused(Exclusive(Own), Own), StringComparison.Ordinal);
    }

    [Fact]
    public void An_offer_whose_trade_is_under_way_counts_even_when_its_time_is_over_or_it_was_cancelled()
    {
        Publish(1, Licence.Copy, timeoutSeconds: 1);
        var buyers = new OrderId(Other.Mid, 1);
        _mine = _mine.Reserve(1, buyers)!;
        Assert.Contains("is open", Refused(Exclusive(Own), Own, Orders.NowMs + 5_000), StringComparison.Ordinal);
        _mine = _mine.Evolve(Orders.Cancel(Self, 1), Orders.Network);
        Assert.Contains("is open", Refused(Exclusive(Own), Own), StringComparison.Ordinal);
        _mine = _mine.Release(1, buyers);
        Assert.NotNull(Allowed(Exclusive(Own), Own));
    }

    [Fact]
    public void No_more_copies_are_offered_than_were_ever_promised()
    {
        Publish(1, Licence.Copy, copies: 2);
        Assert.NotNull(Allowed(Ask(10, Own), Own));
        Publish(2, Licence.Copy);
        Assert.Equal($"At most 2 copies of {Own.AssetId} were promised: 0 are sold, 2 are on sale", Refused(Ask(10, Own), Own));

        _mine = _mine.Evolve(Orders.Cancel(Self, 2), Orders.Network);
        _wallet = _wallet with { Sold = [Receipt(Own.AssetId, Licence.Copy)] };
        Assert.Contains("1 are sold, 1 are on sale", Refused(Ask(10, Own) with { Copies = 1_000 }, Own), StringComparison.Ordinal);
    }

    [Fact]
    public void A_promise_stands_in_the_ask_for_everyone_to_read()
    {
        var offer = Allowed(Ask(10, Own) with { Copies = 3 }, Own)!;
        Assert.Equal(3, Orders.Listed(Orders.Ask(Self, 1, 10, offer)).Offer!.Copies);
        Assert.Contains("of copies only", Refused(Exclusive(Own) with { Copies = 1 }, Own), StringComparison.Ordinal);
        Assert.Contains("number of copies", Refused(Ask(10, Own) with { Copies = -1 }, Own), StringComparison.Ordinal);
    }

    [Fact]
    public void A_licence_is_either_copy_or_exclusive() =>
        Assert.Equal("The licence is either copy or exclusive", Refused(Ask(10, Own) with { Licence = Licence.None }, Own));

    [Theory]
    [InlineData(64, 'l', true)]
    [InlineData(65, 'l', false)]
    [InlineData(32, 'é', true)]
    [InlineData(33, 'é', false)]
    public void What_is_published_can_be_read_by_everyone(int length, char letter, bool fits)
    {
        var dataset = Orders.Dataset(Self.PublicKey, location: new string(letter, length));
        if (!fits)
        {
            Assert.Contains("does not fit an offer", Refused(Ask(10, dataset), dataset), StringComparison.Ordinal);
            return;
        }

        var offer = Allowed(Ask(10, dataset), dataset)!;
        Assert.Equal(dataset.Description.Location, Orders.Listed(Orders.Ask(Self, 1, 10, offer)).Offer!.Description.Location);
    }

    private Offer? Allowed(OrderWish wish, DatasetRecord? dataset)
    {
        Assert.True(MayPublish(wish, dataset, Orders.NowMs, out var assets, out var offer, out var refusal), refusal);
        Assert.Equal((wish.First, wish.Second), (assets.First, assets.Second));
        return offer;
    }

    private string Refused(OrderWish wish, DatasetRecord? dataset, long nowMs = Orders.NowMs)
    {
        Assert.False(MayPublish(wish, dataset, nowMs, out _, out var offer, out var refusal));
        Assert.Null(offer);
        return refusal!;
    }

    private bool MayPublish(OrderWish wish, DatasetRecord? dataset, long nowMs, out AssetPair assets, out Offer? offer, out string? refusal) =>
        OrderRules.MayPublish(wish, Self.PublicKey, _world.Currencies, _wallet, _mine, dataset, _isOffered, nowMs, out assets, out offer, out refusal);

    private void Publish(uint number, Licence licence, int timeoutSeconds = 3_600, int copies = 0) => _mine = _mine.Evolve(
        Orders.Ask(Self, number, 10, Orders.OfferOf(Self.PublicKey, 3, licence) with { Copies = copies }, timeoutSeconds), Orders.Network);

    private Wallet WalletWith(long tokens)
    {
        _world.Issue(_world.Alice, tokens);
        return _world.Alice.Wallet;
    }

    private static LicenceEntry Receipt(string asset, Licence licence) =>
        new(asset, licence, MoneyWorld.SomeTrade, Orders.Source(Self, "receipt", "a0d"u8.ToArray()));

    private static OrderWish Ask(long price, DatasetRecord dataset) => Wish(TickSide.Ask, Orders.Token, price, dataset.AssetId);

    private static OrderWish Bid(long price, string asset) => Wish(TickSide.Bid, Orders.Token, price, asset);

    private static OrderWish Exclusive(DatasetRecord dataset) => Ask(10, dataset) with { Licence = Licence.Exclusive };

    private static OrderWish Wish(TickSide side, string first, long amount, string second) =>
        new(side, new AssetAmount(amount, first), new AssetAmount(1, second), 3_600, Tick.MaxEdmpTimeoutSeconds, Licence.Copy);
}
