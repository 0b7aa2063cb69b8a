using System.Numerics;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Ledger;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Market;

public sealed class TradeTermsTests
{
    private static readonly SecretKey Seller = LedgerVectors.Key(0);
    private static readonly SecretKey Buyer = LedgerVectors.Key(1);
    private static readonly Offer Offer = Orders.OfferOf(Seller.PublicKey, segments: 3);
    private static readonly HalfBlock Ask = Orders.Ask(Seller, 1, 10, Offer);
    private static readonly HalfBlock Bid = Orders.Bid(Buyer, 1, 14, Offer.AssetId, atMs: Orders.NowMs + 1);
    private const ulong DeadlineMs = (ulong)Orders.NowMs + 600_000;

    private static TradeTerms Terms => TermsRule.Of(new Crossing(Orders.Listed(Ask), Orders.Listed(Bid)), DeadlineMs, Buyer);

    [Fact]
    public void The_prices_of_the_segments_add_up_to_the_price_and_differ_by_one_at_most() => Prop.ForAll(PricesAndSegments(), x =>
    {
        var terms = Terms with { Price = x.Price, Segments = x.Segments };
        var parts = Enumerable.Range(0, x.Segments).Select(terms.PriceOf).ToList();
        Assert.Equal((BigInteger)x.Price, parts.Aggregate(BigInteger.Zero, (sum, part) => sum + part));
        Assert.True(parts.Max() - parts.Min() <= 1);
        Assert.Equal(x.Price >= x.Segments, parts.Min() >= 1);
        Assert.Equal(x.Price >= x.Segments, terms.IsPayable);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_price_below_the_number_of_segments_or_above_what_can_be_paid_is_not_payable()
    {
        Assert.False((Terms with { Price = 2 }).IsPayable);
        Assert.True((Terms with { Price = 3 }).IsPayable);
        Assert.True((Terms with { Price = MoneyFields.MaxAmount }).IsPayable);
        Assert.False((Terms with { Price = MoneyFields.MaxAmount + 1 }).IsPayable);
    }

    [Fact]
    public void Terms_come_back_from_their_bytes()
    {
        Assert.True(TradeTerms.TryRead(Init(Terms), Orders.Network, out var read));
        Assert.Equal(Terms with { LocatorKey = [] }, read with { LocatorKey = [] });
        Assert.Equal(Terms.LocatorKey, read.LocatorKey);
    }

    public static TheoryData<string, TradeTerms> Broken => new()
    {
        { "no licence", Terms with { Licence = Licence.None } },
        { "no segment", Terms with { Segments = 0 } },
        { "too many segments", Terms with { Segments = Offer.MaxSegments + 1, Price = 10_000 } },
        { "a price below one token a segment", Terms with { Price = 2 } },
        { "a price that nobody can pay", Terms with { Price = MoneyFields.MaxAmount + 1 } },
        { "a currency that is none", Terms with { Currency = "dum" } },
        { "a long asset", Terms with { Asset = new string('E', TradeTerms.MaxAssetLength + 1) } },
        { "a short key", Terms with { LocatorKey = new byte[31] } },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Terms_out_of_their_bounds_are_none(string what, TradeTerms terms)
    {
        // "none" is written as a licence that exists; every other field is written as it is.
        var init = terms.Licence == Licence.None ? WithLicence("none") : Init(terms);
        Assert.False(TradeTerms.TryRead(init, Orders.Network, out _), what);
    }

    [Fact]
    public void Terms_are_a_proposal_of_this_network_and_type()
    {
        var transaction = Terms.Encode(Orders.Network);
        Assert.False(TradeTerms.TryRead(Init(Terms), "other", out _));
        Assert.False(TradeTerms.TryRead(Orders.Source(Buyer, BlockTypes.Init, transaction), Orders.Network, out _));
        Assert.False(TradeTerms.TryRead(
            HalfBlock.Sign(Buyer, 1, Seller.PublicKey, 0, BlockHash.Genesis, BlockTypes.Done, transaction, 1), Orders.Network, out _));
    }

    [Fact]
    public void Terms_follow_from_the_two_orders()
    {
        var terms = Terms;
        Assert.Equal((Ask.Hash, Bid.Hash, Offer.AssetId, 3), (terms.Ask, terms.Bid, terms.Asset, terms.Segments));
        Assert.Equal((Orders.Token, 10L, Licence.Copy, DeadlineMs), (terms.Currency, terms.Price, terms.Licence, terms.DeadlineMs));
        Assert.Equal(Sodium.X25519Public(TermsRule.LocatorSecret(Buyer, Ask.Hash, Bid.Hash)), terms.LocatorKey);
        Assert.NotEqual(TermsRule.LocatorSecret(Buyer, Bid.Hash, Ask.Hash), TermsRule.LocatorSecret(Buyer, Ask.Hash, Bid.Hash));
    }

    [Fact]
    public void The_price_is_that_of_the_order_that_rested()
    {
        var earlier = Orders.Bid(Buyer, 1, 14, Offer.AssetId, atMs: Orders.NowMs - 1);
        Assert.Equal(14, TermsRule.Of(new Crossing(Orders.Listed(Ask), Orders.Listed(earlier)), DeadlineMs, Buyer).Price);
    }

    [Fact]
    public void A_seller_agrees_to_exactly_what_the_two_orders_say()
    {
        Assert.Equal((TermsVerdict.Good, DeclineReason.Unspecified), Check(Terms));
        AssertDiffer(Terms with { Price = 9 });
        AssertDiffer(Terms with { Price = 11 });
        AssertDiffer(Terms with { Segments = 1 });
        AssertDiffer(Terms with { Licence = Licence.Exclusive });
        AssertDiffer(Terms with { Currency = "DUM2" });
        AssertDiffer(Terms with { Asset = "EWother" });
    }

    [Fact]
    public void Orders_that_do_not_cross_make_no_terms()
    {
        var low = Orders.Bid(Buyer, 1, 9, Offer.AssetId);
        AssertDiffer(Terms with { Bid = low.Hash }, low);
        var elsewhere = Orders.Bid(Buyer, 1, 14, Orders.OfferOf(Seller.PublicKey, root: 9).AssetId);
        AssertDiffer(Terms with { Bid = elsewhere.Hash }, elsewhere);
    }

    [Fact]
    public void The_orders_are_those_of_the_two_parties_and_one_is_an_ask_the_other_a_bid()
    {
        var strangers = Orders.Bid(LedgerVectors.Key(2), 1, 14, Offer.AssetId);
        AssertDiffer(Terms with { Bid = strangers.Hash }, strangers);
        AssertDiffer(Terms with { Ask = Bid.Hash, Bid = Ask.Hash });
        AssertDiffer(Terms with { Bid = Ask.Hash });
    }

    [Fact]
    public void A_bid_that_is_not_here_is_waited_for_and_an_ask_that_is_gone_is_declined()
    {
        var trade = Begin(Terms);
        Assert.Equal(TermsVerdict.Incomplete, TermsRule.Check(trade, Open(Ask), LedgerWith(Ask), Orders.Network, Orders.NowMs).Verdict);
        Assert.Equal(
            (TermsVerdict.Bad, DeclineReason.NotOnOffer), TermsRule.Check(trade, Open(), LedgerWith(Ask, Bid), Orders.Network, Orders.NowMs));
        Assert.Equal(
            (TermsVerdict.Bad, DeclineReason.NotOnOffer),
            TermsRule.Check(trade, Open(Ask), LedgerWith(Ask, Bid), Orders.Network, Orders.NowMs + 3_600_000));
    }

    [Fact]
    public void The_deadline_is_ahead_and_not_too_far()
    {
        var (past, far) = ((TermsVerdict.Bad, DeclineReason.DeadlineUnfit), (TermsVerdict.Bad, DeclineReason.DeadlineUnfit));
        Assert.Equal(past, Check(Terms with { DeadlineMs = (ulong)Orders.NowMs }));
        Assert.Equal(TermsVerdict.Good, Check(Terms with { DeadlineMs = (ulong)Orders.NowMs + 1 }).Verdict);
        Assert.Equal(TermsVerdict.Good, Check(Terms with { DeadlineMs = (ulong)Orders.NowMs + TradeTerms.MaxDurationMs }).Verdict);
        Assert.Equal(far, Check(Terms with { DeadlineMs = (ulong)Orders.NowMs + TradeTerms.MaxDurationMs + 1 }));
    }

    private static void AssertDiffer(TradeTerms terms, HalfBlock? order = null) =>
        Assert.Equal((TermsVerdict.Bad, DeclineReason.TermsDiffer), Check(terms, order));

    private static (TermsVerdict Verdict, DeclineReason Reason) Check(TradeTerms terms, HalfBlock? order = null)
    {
        var ledger = order is null ? LedgerWith(Ask, Bid) : LedgerWith(Ask, Bid, order);
        return TermsRule.Check(Begin(terms), Open(Ask), ledger, Orders.Network, Orders.NowMs);
    }

    private static Trade Begin(TradeTerms terms)
    {
        var trade = Trade.Begin(Init(terms), Orders.Network);
        Assert.NotNull(trade);
        return trade;
    }

    private static HalfBlock Init(TradeTerms terms) => Init(terms.Encode(Orders.Network));

    private static HalfBlock Init(byte[] transaction) =>
        HalfBlock.Sign(Buyer, 2, Seller.PublicKey, 0, BlockHash.Genesis, BlockTypes.Init, transaction, (ulong)Orders.NowMs);

    private static HalfBlock WithLicence(string name)
    {
        var text = System.Text.Encoding.Latin1.GetString(Terms.Encode(Orders.Network));
        Assert.Contains("4scopy", text, StringComparison.Ordinal);
        return Init(System.Text.Encoding.Latin1.GetBytes(text.Replace("4scopy", $"{name.Length}s{name}", StringComparison.Ordinal)));
    }

    private static OpenOrders Open(params HalfBlock[] orders)
    {
        var open = new OpenOrders(Orders.Network);
        Assert.All(orders, order => Assert.NotNull(open.Evolve(order, Orders.NowMs)));
        return open;
    }

    private static MemoryLedger LedgerWith(params HalfBlock[] blocks)
    {
        var ledger = new MemoryLedger();
        ledger.Append(blocks);
        return ledger;
    }

    private static Arbitrary<(long Price, int Segments)> PricesAndSegments() =>
        (from segments in Gen.Choose(1, Offer.MaxSegments)
         from price in Gen.OneOf(
             Gen.Choose(1, 2_000).Select(p => (long)p),
             Gen.Choose(1, int.MaxValue).Select(p => (long)p),
             Gen.Choose(0, 1_000).Select(p => MoneyFields.MaxAmount - p))
         select (price, segments)).ToArbitrary();
}
