using EnerDatX.Core.Exchange;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Ledger;

namespace EnerDatX.Core.Tests.Market;

public sealed class OfferTests
{
    private static readonly SecretKey Seller = LedgerVectors.Key(0);
    private static readonly SecretKey Other = LedgerVectors.Key(1);
    private static readonly Offer Sound = Orders.OfferOf(Seller.PublicKey, segments: 3);

    [Fact]
    public void A_datasets_name_is_made_of_its_owner_and_its_segments()
    {
        var owner = PublicKey.FromParts(Range(0, 32), Range(32, 32));
        var root = Convert.FromHexString("5378f0ad3a864bf83487ed582102a25fec38e5c12550c8eae7d0c4fef666b0c6");
        var offer = Sound with { Owner = owner, SegmentsRoot = root };
        Assert.Equal("EWe9cb49f10d5eb3be6591401ce8ac1bb34a157ff47348cb1c7d1501c8690b37f3", offer.AssetId);
        Assert.Equal(Commitments.AssetId(owner, new Digest(root)), offer.AssetId);
        Assert.True(DatasetRecord.IsAssetId(offer.AssetId));
    }

    [Fact]
    public void Licences_have_names_and_any_other_name_is_none()
    {
        Assert.Equal(Licence.Copy, Licences.Parse(Licences.NameOf(Licence.Copy)));
        Assert.Equal(Licence.Exclusive, Licences.Parse(Licences.NameOf(Licence.Exclusive)));
        Assert.All(new[] { null, "", "Copy", "none", "rental" }, name => Assert.Equal(Licence.None, Licences.Parse(name)));
    }

    [Fact]
    public void An_ask_of_the_owner_is_read_with_all_that_it_says()
    {
        var order = Orders.Listed(Orders.Ask(Seller, 7, 10, Sound));
        Assert.Equal(new OrderId(Seller.PublicKey.Mid, 7), order.Id);
        Assert.Equal(Sound.AssetId, order.Offer!.AssetId);
        Assert.Equal((3, Licence.Copy, null), (order.Offer.Segments, order.Offer.Licence, order.Offer.Title));
        var (expected, read) = (Sound.Description, order.Offer.Description);
        Assert.Equal(expected with { Channels = [], MeterPseudonym = [] }, read with { Channels = [], MeterPseudonym = [] });
        Assert.Equal(expected.Channels, read.Channels);
        Assert.Equal(expected.MeterPseudonym, read.MeterPseudonym);
    }

    [Fact]
    public void A_stranger_asks_only_with_a_title()
    {
        var title = Sound with { Title = MoneyWorld.SomeTrade };
        AssertRefused("somebody else's dataset", Orders.Ask(Other, 1, 10, Sound));
        Assert.Equal(MoneyWorld.SomeTrade, Orders.Listed(Orders.Ask(Other, 1, 10, title)).Offer!.Title);
    }

    [Fact]
    public void An_ask_is_for_the_dataset_that_it_describes()
    {
        var tick = Orders.TickOf(Seller.PublicKey, 1, TickSide.Ask, 10, Orders.OfferOf(Seller.PublicKey, root: 2).AssetId);
        AssertRefused("another root", Ask(tick, Sound));
        AssertRefused("EDMP's name", Ask(tick with { Assets = Orders.Pair(Orders.Token, 10, "EWQmHash") }, Sound));
    }

    [Fact]
    public void An_ask_without_an_offer_is_refused_and_a_bid_needs_none()
    {
        AssertRefused("no offer", Ask(Orders.TickOf(Seller.PublicKey, 1, TickSide.Ask, 10, Sound.AssetId), null));
        Assert.Null(Orders.Listed(Orders.Bid(Other, 1, 10, Sound.AssetId)).Offer);
    }

    [Fact]
    public void An_order_is_its_signers_of_this_network_addressed_to_anyone_and_for_a_dataset()
    {
        var tick = Orders.TickOf(Seller.PublicKey, 1, TickSide.Ask, 10, Sound.AssetId);
        var transaction = OrderTransaction.Encode(Orders.Network, tick, Sound);
        Assert.True(ListedOrder.TryRead(Orders.Source(Seller, BlockTypes.Ask, transaction), Orders.Network, out _));
        AssertRefused("somebody else's trader id", Orders.Source(Other, BlockTypes.Ask, transaction));
        AssertRefused("another type", Orders.Source(Seller, BlockTypes.CancelOrder, transaction));
        AssertRefused("addressed to one", HalfBlock.Sign(Seller, 1, Other.PublicKey, 0, BlockHash.Genesis, BlockTypes.Ask, transaction, 1));
        Assert.False(ListedOrder.TryRead(Orders.Source(Seller, BlockTypes.Ask, transaction), "other", out _));
        AssertRefused("a token pair", Ask(tick with { Assets = Orders.Pair("DUM1", 10, "DUM2", 5) }, Sound));
    }

    [Fact]
    public void An_order_lives_at_most_90_days()
    {
        Orders.Listed(Orders.Ask(Seller, 1, 10, Sound, timeoutSeconds: Tick.MaxTimeoutSeconds));
        AssertRefused("a day longer", Orders.Ask(Seller, 1, 10, Sound, timeoutSeconds: Tick.MaxTimeoutSeconds + 86_400));
    }

    public static TheoryData<string, Offer> Broken => new()
    {
        { "no segment", Sound with { Segments = 0 } },
        { "too many segments", Sound with { Segments = Offer.MaxSegments + 1 } },
        { "an empty period", With(d => d with { PeriodEnd = d.PeriodStart }) },
        { "a period that ends before it starts", With(d => d with { PeriodEnd = d.PeriodStart - 1 }) },
        { "a period before 1970", With(d => d with { PeriodStart = -1 }) },
        { "a period after the year 9999", With(d => d with { PeriodEnd = 253_402_300_800 }) },
        { "no resolution", With(d => d with { ResolutionSeconds = 0 }) },
        { "a resolution of two months", With(d => d with { ResolutionSeconds = 86_400 * 62 }) },
        { "a negative number of rows", With(d => d with { Rows = -1 }) },
        { "a quality above all", With(d => d with { QualityPermille = 1_001 }) },
        { "no channel", With(d => d with { Channels = [] }) },
        { "a nameless channel", With(d => d with { Channels = ["import", ""] }) },
        { "too many channels", With(d => d with { Channels = [.. Enumerable.Repeat("i", 17)] }) },
        { "long channels", With(d => d with { Channels = [new string('c', 65)] }) },
        { "a long location", With(d => d with { Location = new string('l', 65) }) },
        { "a location that is long in UTF-8", With(d => d with { Location = new string('é', 33) }) },
        { "a long source", With(d => d with { SourceFormat = new string('s', 65) }) },
        { "no meter", With(d => d with { MeterPseudonym = [] }) },
        { "a long meter", With(d => d with { MeterPseudonym = new byte[33] }) },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void An_offer_out_of_its_bounds_is_refused(string what, Offer offer) => AssertRefused(what, Orders.Ask(Seller, 1, 10, offer));

    [Fact]
    public void An_offer_with_a_malformed_owner_root_title_or_licence_is_refused()
    {
        Assert.Equal(Sound.SegmentsRoot, Orders.Listed(AskWith("root", Sound.SegmentsRoot)).Offer!.SegmentsRoot);
        AssertRefused("a short root", AskWith("root", new byte[31]));
        AssertRefused("a key without its prefix", AskWith("owner", new byte[74]));
        AssertRefused("a short title", AskWith("title", new byte[31]));
        AssertRefused("another licence", AskWith("licence", "rental"u8.ToArray()));
    }

    private static void AssertRefused(string what, HalfBlock block) => Assert.False(ListedOrder.TryRead(block, Orders.Network, out _), what);

    private static HalfBlock Ask(Tick tick, Offer? offer) =>
        Orders.Source(Seller, BlockTypes.Ask, OrderTransaction.Encode(Orders.Network, tick, offer));

    /// <summary>The sound ask with one field of its offer replaced or added.</summary>
    private static HalfBlock AskWith(string field, byte[] value)
    {
        var block = Orders.Ask(Seller, 1, 10, Sound);
        Assert.True(TransactionMap.TryDecode(block.Transaction, out var map));
        Assert.True(map.TryMap("offer", out var offer));
        var changed = new TransactionMap().Bytes(field, value);
        foreach (var (key, kept) in offer.ToValue().Entries.Where(e => ((TransactionValue.Text)e.Key).Value != field))
        {
            var name = ((TransactionValue.Text)key).Value;
            _ = kept switch
            {
                TransactionValue.Bytes bytes => changed.Bytes(name, bytes.Value.Span),
                TransactionValue.Integer number => changed.Integer(name, number.Value),
                TransactionValue.Text text => changed.Text(name, text.Value),
                _ => TransactionMap.TryFrom(kept, out var inner) ? changed.Map(name, inner) : changed,
            };
        }

        Assert.True(map.TryMap("tick", out var tick));
        return Orders.Source(Seller, BlockTypes.Ask, MarketHead.Begin(Orders.Network).Map("tick", tick).Map("offer", changed).Encode());
    }

    private static Offer With(Func<DatasetDescription, DatasetDescription> change) => Sound with { Description = change(Sound.Description) };

    private static byte[] Range(int first, int count) => [.. Enumerable.Range(first, count).Select(i => (byte)i)];
}
