using System.Security.Cryptography;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Peer.Tests.Sale;

/// <summary>What a seller may try with a buyer, and what it costs the buyer: nothing before the payment, one segment's price after.</summary>
public sealed class HostileSellerTests
{
    [Fact]
    public void A_wrong_key_gets_no_receipt()
    {
        using var story = new SaleStory(peerHocon: SaleStory.Quick).Prepare(2);
        Tamper(story, record => record with { Segments = [WrongKey(record.Segments[0]), record.Segments[1]] });
        Buy(story.Offer());
        story.RunUntil(() => EndingOf(story) is not null);
        story.RunFor(SaleStory.QuicklyOver);

        var ended = Assert.Single(story.Heard.OfType<MarketEvent.TradeEnded>(), e => e.Peer.Equals(story.Buyer.Self));
        Assert.Equal(TradeEnding.BadDelivery, ended.Ending);
        Assert.Contains("not the one committed to", ended.Reason);
        var trade = SaleStory.TradeOf(story.Buyer)!;
        Assert.NotNull(trade.Segments[0].Delivery);
        Assert.Null(trade.Segments[0].Receipt);
        Assert.Equal(SaleStory.Faucet - trade.Terms.PriceOf(0), SaleStory.Balance(story.Buyer));
        Assert.Equal(0, story.Reserved(story.Buyer));
        Assert.Empty(SaleStory.Opened(story.Buyer, story.Asset));
    }

    [Fact]
    public void A_ciphertext_that_does_not_open_gets_no_receipt()
    {
        using var story = new SaleStory().Prepare();
        OfferGarbage(story);
        Buy(story);
        story.RunUntil(() => EndingOf(story) is not null);
        Assert.Equal(TradeEnding.BadDelivery, EndingOf(story)!.Ending);
        Assert.Contains("does not open", EndingOf(story)!.Reason);
    }

    [Theory]
    [InlineData("shorter than it is")]
    [InlineData("longer than anything")]
    [InlineData("nothing at all")]
    public void A_ciphertext_whose_length_is_a_lie_is_not_paid_for(string said)
    {
        using var story = new SaleStory().Prepare();
        OfferForged(story, entry => (entry with
        {
            PayloadLength = said switch
            {
                "shorter than it is" => entry.PayloadLength - 1,
                "longer than anything" => ulong.MaxValue,
                _ => 0,
            },
        }, null));
        Buy(story);
        AssertNotPaid(story);
    }

    [Fact]
    public void A_manifest_of_something_else_is_not_paid_for()
    {
        using var story = new SaleStory().Prepare();
        var other = story.Owner.Vault.Find(story.Import(story.Owner))!;
        Tamper(story, record => record with { ManifestCid = other.ManifestCid, ManifestKey = other.ManifestKey });
        Buy(story.Offer());
        AssertNotPaid(story);
        Assert.Contains("manifest", EndingOf(story)!.Reason);
    }

    [Fact]
    public void A_gateway_that_serves_something_else_is_not_paid_for()
    {
        using var story = new SaleStory().Prepare().Offer();
        Assert.True(Cid.TryParse(story.Owner.Vault.Find(story.Asset)!.Segments[0].Cid, out var cid));
        story.Owner.Vault.Falsify(cid, new byte[1_000]);
        Buy(story);
        AssertNotPaid(story);
        Assert.Contains("cannot be fetched", EndingOf(story)!.Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_gateway_that_is_not_there_is_not_paid(bool isManifestGone)
    {
        using var story = new SaleStory().Prepare().Offer();
        var record = story.Owner.Vault.Find(story.Asset)!;
        Assert.True(Cid.TryParse(isManifestGone ? record.ManifestCid : record.Segments[0].Cid, out var cid));
        story.Owner.Vault.Lose(cid);
        Buy(story);
        AssertNotPaid(story);
        Assert.Contains("cannot be fetched", EndingOf(story)!.Reason);
    }

    [Fact]
    public void A_gateway_that_comes_back_soon_is_waited_for()
    {
        using var story = new SaleStory().Prepare().Offer();
        Assert.True(Cid.TryParse(story.Owner.Vault.Find(story.Asset)!.Segments[0].Cid, out var cid));
        var content = story.Owner.Vault.Read(cid, long.MaxValue)!;
        story.Owner.Vault.Lose(cid);
        Buy(story);
        story.RunFor(20);
        story.Owner.Vault.Put(content);
        story.RunUntilClosed();
        Assert.Equal(TradeEnding.Done, SaleStory.TradeOf(story.Buyer)!.Ending);
    }

    [Fact]
    public void A_locator_that_does_not_open_is_not_paid_for()
    {
        using var story = new SaleStory().Prepare().Offer();
        story.RunFor(10);
        story.Owner.Crash();
        var owner = new Puppet(story, story.Owner);
        Buy(story);
        story.RunUntil(() => SaleStory.TradeOf(story.Buyer) is not null);
        var init = SaleStory.TradeOf(story.Buyer)!.Init;
        owner.Send(story.Buyer, owner.Agree(init, TermsAgreement.Encode(SaleStory.Network, init, RandomNumberGenerator.GetBytes(300))));
        story.RunUntil(() => SaleStory.TradeOf(story.Buyer)!.Abort is not null);
        Assert.Equal(SaleStory.Faucet, SaleStory.Balance(story.Buyer));
        Assert.Contains("locator", SaleStory.TradeOf(story.Buyer)!.AbortReason(SaleStory.Network));
    }

    [Fact]
    public void A_seller_that_countersigns_the_same_payment_twice_is_proved_a_cheat()
    {
        using var story = new SaleStory(peerHocon: SaleStory.Quick).Prepare(2).Offer();
        Buy(story);
        story.Market.World.RunUntil(() => SaleStory.TradeOf(story.Buyer)?.Segments[0].Credit is not null, TimeSpan.FromMinutes(1));
        var credit = SaleStory.TradeOf(story.Buyer)!.Segments[0].Credit!;
        var payment = SaleStory.TradeOf(story.Buyer)!.Segments[0].Payment!;
        story.Owner.Crash();
        var owner = new Puppet(story, story.Owner);
        Assert.True(MarketHead.TryRead(credit, SaleStory.Network, out _));
        owner.Send(story.Buyer, owner.Agree(payment, credit.Transaction.ToArray()));
        story.RunFor(SaleStory.QuicklyOver);
        Assert.InRange(SaleStory.Faucet - SaleStory.Balance(story.Buyer), 0, SaleStory.Price / 2);
        Assert.Equal(ProofKind.DoubleCountersign, story.Buyer.Ledger.ProofAgainst(story.Owner.Self)!.Kind);
        Assert.False(story.Knows(story.Buyer, TickSide.Ask));
    }

    [Fact]
    public void A_seller_that_repeats_a_bad_delivery_wakes_nobody()
    {
        using var story = new SaleStory().Prepare();
        Tamper(story, record => record with { Segments = [WrongKey(record.Segments[0])] });
        Buy(story.Offer());
        story.RunUntil(() => EndingOf(story) is not null);
        var delivery = SaleStory.TradeOf(story.Buyer)!.Segments[0].Delivery!;
        story.Owner.Crash();
        var owner = new Puppet(story, story.Owner);
        for (var i = 0; i < 50; i++)
        {
            owner.Send(story.Buyer, delivery);
            story.RunFor(0.1);
        }

        Assert.Single(story.Heard.OfType<MarketEvent.TradeEnded>(), e => e.Peer.Equals(story.Buyer.Self));
    }

    private static MarketEvent.TradeEnded? EndingOf(SaleStory story) =>
        story.Heard.OfType<MarketEvent.TradeEnded>().FirstOrDefault(e => e.Peer.Equals(story.Buyer.Self));

    private static void Buy(SaleStory story) => SaleStory.Tell(story.Buyer, story.Order(TickSide.Bid));

    private static void AssertNotPaid(SaleStory story)
    {
        story.RunUntil(() => EndingOf(story) is not null);
        var trade = SaleStory.TradesOf(story.Buyer)[0];
        Assert.NotNull(trade.Abort);
        Assert.All(trade.Segments, segment => Assert.Null(segment.Payment));
        Assert.Equal(SaleStory.Faucet, SaleStory.Balance(story.Buyer));
        Assert.Equal(0, story.Reserved(story.Buyer));
        Truths.HoldFor(story);
    }

    /// <summary>Its node thinks it right: the record says so. The offer commits to another.</summary>
    private static DatasetSegment WrongKey(DatasetSegment segment) => segment with
    {
        FileKey = new byte[16],
        KeyCommit = Commitments.Key(new Digest(segment.ReadingsRoot), new byte[16]).ToArray(),
    };

    /// <summary>Of all segments.</summary>
    internal static void GiveWrongKeys(SaleStory story) => Tamper(story, record => record with { Segments = [.. record.Segments.Select(WrongKey)] });

    /// <summary>A ciphertext that no key opens, properly committed to and offered.</summary>
    internal static void OfferGarbage(SaleStory story)
    {
        var garbage = new byte[5_000];
        OfferForged(story, entry => (entry with { Cid = SealedDataset.CidOf(garbage), PayloadLength = (ulong)garbage.Length }, garbage));
    }

    /// <summary>The owner's private record is not what its node made of it.</summary>
    private static void Tamper(SaleStory story, Func<DatasetRecord, DatasetRecord> change) =>
        story.Owner.Vault.Save(change(story.Owner.Vault.Find(story.Asset)!));

    /// <summary>A dataset of one segment whose manifest says what the test wants, properly committed to and offered.</summary>
    private static void OfferForged(SaleStory story, Func<ManifestEntry, (ManifestEntry Entry, byte[]? Content)> forge)
    {
        var honest = story.Owner.Vault.Find(story.Asset)!;
        var segment = Assert.Single(honest.Segments);
        Assert.True(Cid.TryParse(segment.Cid, out var cid));
        var (entry, content) = forge(new ManifestEntry(
            cid, segment.CidSalt, new Digest(segment.KeyCommit), new Digest(segment.ReadingsRoot), (ulong)segment.PayloadBytes));
        var manifest = new Manifest([entry]);
        var sealedManifest = AgePayload.Seal(honest.ManifestKey, new byte[AgePayload.NonceLength], manifest.Encode());
        var forged = honest with
        {
            AssetId = Commitments.AssetId(story.Owner.Self, manifest.SegmentsRoot()),
            SegmentsRoot = manifest.SegmentsRoot().ToArray(),
            ManifestCid = story.Owner.Vault.Put(sealedManifest).ToString(),
        };
        if (content is not null)
        {
            story.Owner.Vault.Put(content);
        }

        story.Owner.Vault.Save(forged);
        story.Owner.Crash();
        story.Owner.Start();
        story.Asset = forged.AssetId;
        story.Offer();
    }
}
