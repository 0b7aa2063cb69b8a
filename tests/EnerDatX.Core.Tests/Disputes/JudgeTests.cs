using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Metering;
using EnerDatX.Core.Tests.Exchange;
using EnerDatX.Core.Tests.Market;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Disputes;

/// <summary>Every verdict, from real datasets and keys.</summary>
public sealed class JudgeTests
{
    [Fact]
    public void A_key_that_was_not_committed_to_is_the_sellers_fault_without_any_ciphertext()
    {
        var sale = new DisputedSale { FileKey = AgeFixture.FileKey };
        AssertSeller(DisputeVerdict.SellerWrongKey, "the delivered key is not the one committed to", sale, Exhibits.None);
    }

    [Fact]
    public void A_header_for_somebody_else_is_the_sellers_fault()
    {
        var sale = new DisputedSale();
        sale.Header = AgeHeader.Wrap(sale.FileKey, AgeFixture.Stranger.Recipient, AgeFixture.Ephemeral);
        AssertSeller(DisputeVerdict.SellerWrongKey, "the delivered header does not open: NoMatch", sale, Exhibits.None);
    }

    [Fact]
    public void A_header_that_is_none_is_the_sellers_fault()
    {
        var sale = new DisputedSale { Header = new byte[DeliveryTransaction.HeaderLength] };
        AssertSeller(DisputeVerdict.SellerWrongKey, "the delivered header does not open: HeaderFailure", sale, Exhibits.None);
    }

    [Fact]
    public void A_header_whose_MAC_is_wrong_is_the_sellers_fault()
    {
        // The same derived recipient each time, so that a first sale tells it.
        var first = new DisputedSale();
        Assert.True(DeliveryTransaction.TryRead(first.File().Delivery, DisputedSale.Network, out var delivery));
        delivery.Header[^10] = delivery.Header[^10] == (byte)'A' ? (byte)'B' : (byte)'A';
        var sale = new DisputedSale { Header = delivery.Header };
        AssertSeller(DisputeVerdict.SellerWrongKey, "the delivered header does not open: HmacFailure", sale, Exhibits.None);
    }

    [Fact]
    public void A_wrong_key_counts_whether_or_not_the_payment_was_countersigned()
    {
        var sale = new DisputedSale { FileKey = AgeFixture.FileKey, IsCredited = false };
        AssertSeller(DisputeVerdict.SellerWrongKey, "the delivered key is not the one committed to", sale, Exhibits.None);
    }

    [Fact]
    public void A_locator_that_leads_to_another_manifest_is_the_sellers_fault()
    {
        var other = new DisputedSale(segments: 2);
        var sale = new DisputedSale();
        sale.SealedManifest = AgePayload.Seal(sale.Sealed.Record.ManifestKey, AgeFixture.Nonce, other.Manifest.Encode());
        AssertSeller(DisputeVerdict.SellerWrongCid, "the locator that the seller signed leads to another manifest than was committed to", sale, sale.All);
    }

    [Fact]
    public void A_locator_that_leads_to_what_is_no_manifest_is_the_sellers_fault()
    {
        var sale = new DisputedSale { SealedManifest = AgeFixture.Content(500) };
        AssertSeller(DisputeVerdict.SellerWrongCid, "the locator that the seller signed leads to another manifest than was committed to", sale, sale.All);
    }

    [Fact]
    public void A_locator_that_does_not_open_is_the_sellers_fault()
    {
        var sale = new DisputedSale { Box = AgeFixture.Content(300) };
        AssertSeller(DisputeVerdict.SellerWrongCid, "the locator that the seller signed does not open with the buyer's locator key", sale, sale.All);
    }

    [Fact]
    public void A_ciphertext_that_the_key_does_not_open_is_the_sellers_fault()
    {
        var sale = new DisputedSale().CommitTo(AgeFixture.Content(2_000));
        AssertSeller(DisputeVerdict.SellerBadPayload, "the ciphertext does not open with the delivered key", sale, sale.All);
    }

    [Fact]
    public void Other_readings_than_those_committed_to_are_the_sellers_fault()
    {
        var sale = new DisputedSale();
        sale.CommitTo(AgePayload.Seal(sale.FileKey, AgeFixture.Nonce, DatasetCodec.Encode(SealedDatasetTests.DatasetOf(5))));
        AssertSeller(DisputeVerdict.SellerBadPayload, "the readings are not the ones committed to", sale, sale.All);
    }

    [Fact]
    public void A_plaintext_that_is_no_dataset_is_the_sellers_fault()
    {
        var sale = new DisputedSale();
        sale.CommitTo(AgePayload.Seal(sale.FileKey, AgeFixture.Nonce, "nothing"u8));
        AssertSeller(DisputeVerdict.SellerBadPayload, "no dataset: it does not begin with EDXD and a header", sale, sale.All);
    }

    [Fact]
    public void A_dispute_about_what_opens_as_it_was_sold_is_the_buyers_fault()
    {
        var sale = new DisputedSale();
        AssertBuyer("the delivered key opens the ciphertext to the readings that were committed to", sale, sale.All);
    }

    [Fact]
    public void A_dispute_with_another_key_is_the_buyers_fault()
    {
        var sale = new DisputedSale { FileKey = AgeFixture.FileKey, Saying = honest => honest with { OneTimeSecret = AgeFixture.Bytes(32, 1) } };
        AssertBuyer("the revealed key is not that of the recipient that the buyer named in its payment", sale, Exhibits.None);
    }

    [Fact]
    public void A_dispute_about_other_commitments_than_were_offered_is_the_buyers_fault()
    {
        const string because = "the commitments that the dispute names are not under the root that was offered";
        AssertBuyer(because, Saying(honest => honest with { Leaf = honest.Leaf with { KeyCommit = honest.Leaf.ReadingsRoot } }), Exhibits.None);
        AssertBuyer(because, Saying(honest => honest with { Path = [.. honest.Path.Reverse()] }), Exhibits.None);
        AssertBuyer(because, Saying(honest => honest with { Path = [] }), Exhibits.None);
        AssertBuyer(because, Saying(honest => honest with { Path = [.. honest.Path, .. honest.Path] }), Exhibits.None);
    }

    [Fact]
    public void Without_the_ciphertext_it_cannot_be_known_whether_it_opens()
    {
        foreach (var sale in new[] { new DisputedSale(), new DisputedSale().CommitTo(AgeFixture.Content(2_000)) })
        {
            var (disputed, all) = (sale.File(), sale.All);
            AssertUndecidable("the key is the one committed to, and the ciphertext is not there to be opened with it", disputed, Exhibits.None);
            AssertUndecidable("the key is the one committed to, and the ciphertext is not there to be opened with it", disputed, all with { Segment = null });
            AssertUndecidable(
                "the key is the one committed to, and the CID that was brought is not",
                disputed, new Exhibits(null, all.Segment! with { Salt = new byte[16] }));
            AssertUndecidable(
                "the key is the one committed to, and the ciphertext that was brought does not fit its CID",
                disputed, new Exhibits(null, all.Segment! with { Payload = all.Segment.Payload[1..] }));
        }
    }

    [Fact]
    public void A_locator_opening_that_fits_nothing_accuses_nobody()
    {
        var sale = new DisputedSale { Box = AgeFixture.Content(300) };
        var disputed = sale.File();
        AssertUndecidable("the key is the one committed to, and the ciphertext is not there to be opened with it", disputed,
            new Exhibits(new LocatorOpening(AgeFixture.Bytes(32, 9), sale.SealedManifest), null));
        var honest = new DisputedSale();
        AssertUndecidable("the key is the one committed to, and the ciphertext is not there to be opened with it", honest.File(),
            new Exhibits(honest.All.Locator! with { SealedManifest = AgeFixture.Content(600) }, null));
    }

    [Fact]
    public void Half_blocks_of_two_trades_accuse_nobody()
    {
        var (one, other) = (new DisputedSale { FileKey = AgeFixture.FileKey }.File(), new DisputedSale(segments: 2, segment: 0).File());
        DisputedDelivery[] mixed =
        [
            one with { Ask = other.Ask }, one with { Terms = other.Terms }, one with { TermsAgreement = other.TermsAgreement },
            one with { Payment = other.Payment }, one with { Credit = other.Credit }, one with { Delivery = other.Delivery },
            one with { Dispute = other.Dispute }, one with { Dispute = one.Delivery },
        ];
        Assert.Equal(DisputeVerdict.SellerWrongKey, Judge.Decide(one, Exhibits.None).Verdict);
        Assert.All(mixed, disputed =>
        {
            var judgement = Judge.Decide(disputed, Exhibits.None);
            Assert.Equal((DisputeVerdict.Undecidable, null), (judgement.Verdict, judgement.Guilty));
        });
    }

    [Fact]
    public void A_half_block_that_nobody_signed_accuses_nobody()
    {
        var disputed = new DisputedSale { FileKey = AgeFixture.FileKey }.File();
        var packed = disputed.Delivery.Packed.ToArray();
        packed[HalfBlock.SignatureOffset] ^= 1;
        Assert.True(HalfBlock.TryUnpack(packed, out var forged));
        var judgement = Judge.Decide(disputed with { Delivery = forged }, Exhibits.None);
        Assert.Equal(DisputeVerdict.Undecidable, judgement.Verdict);
        Assert.StartsWith("the signature of tx_delivery", judgement.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_zero_value_accuses_nobody() => Assert.Equal(DisputeVerdict.Undecidable, default);

    /// <summary>Whatever an accuser brings along beside an honest delivery, and whatever it claims.</summary>
    [Fact]
    public void An_honest_seller_is_never_found_guilty_and_an_honest_buyer_neither() => Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
    {
        var random = new Random(seed);
        var segments = random.Next(1, DisputedSale.Hours + 1);
        var honestSeller = new DisputedSale(segments, random.Next(segments)) { Saying = claim => Lie(claim, random) };
        var disputed = honestSeller.File();
        Assert.NotEqual(disputed.Seller, Judge.Decide(disputed, Brought(honestSeller.All, random)).Guilty);

        // An honest buyer disputes only what its own check refused.
        var honestBuyer = new DisputedSale(segments, random.Next(segments));
        if (random.Next(2) == 0)
        {
            honestBuyer.FileKey = AgeFixture.Bytes(16, (byte)random.Next(256));
        }
        else
        {
            honestBuyer.CommitTo(AgeFixture.Content(random.Next(1, 5_000)));
        }

        var justly = honestBuyer.File();
        Assert.NotEqual(justly.Buyer, Judge.Decide(justly, Brought(honestBuyer.All, random)).Guilty);
        Assert.Equal(justly.Seller, Judge.Decide(justly, honestBuyer.All).Guilty);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    [Fact]
    public void What_a_ledger_holds_is_found_and_what_it_lacks_is_named()
    {
        var sale = new DisputedSale { FileKey = AgeFixture.FileKey };
        var disputed = sale.File();
        Assert.Equal(disputed, DisputedDelivery.Find(disputed.Dispute, sale.World.Ledger, DisputedSale.Network, out var missing));
        Assert.Empty(missing);
        foreach (var (half, isNamed) in new[] { (disputed.Ask, true), (disputed.Terms, true), (disputed.TermsAgreement, false), (disputed.Payment, true), (disputed.Delivery, true) })
        {
            Assert.Null(DisputedDelivery.Find(disputed.Dispute, sale.World.Without(half), DisputedSale.Network, out missing));
            Assert.Equal(isNamed ? [half.Hash] : [], missing);
        }

        var uncredited = DisputedDelivery.Find(disputed.Dispute, sale.World.Without(disputed.Credit!), DisputedSale.Network, out _);
        Assert.Equal(disputed with { Credit = null }, uncredited);
        Assert.Null(DisputedDelivery.Find(disputed.Delivery, sale.World.Ledger, DisputedSale.Network, out _));
    }

    [Fact]
    public void A_recipient_that_another_payment_names_is_seen()
    {
        var sale = new DisputedSale();
        var disputed = sale.File();
        Assert.False(RecipientRule.IsReused(disputed.Payment, sale.World.Ledger, DisputedSale.Network));
        Assert.True(PaymentTransaction.TryRead(disputed.Payment, DisputedSale.Network, out var paid));
        var again = sale.World.Bob.Propose(BlockTypes.Payment, sale.World.Carol.PublicKey, (paid with
        {
            Trade = MoneyWorld.SomeTrade, Money = sale.World.Bob.Purse.Debit(1).Fields!,
        }).Encode(DisputedSale.Network));
        Assert.True(RecipientRule.IsReused(again, sale.World.Ledger, DisputedSale.Network));
        Assert.True(RecipientRule.IsReused(disputed.Payment, sale.World.Ledger, DisputedSale.Network));
        Assert.False(RecipientRule.IsReused(disputed.Delivery, sale.World.Ledger, DisputedSale.Network));
    }

    private static DisputeTransaction Lie(DisputeTransaction claim, Random random) => random.Next(5) switch
    {
        0 => claim with { OneTimeSecret = AgeFixture.Bytes(32, (byte)random.Next(256)) },
        1 => claim with { Leaf = claim.Leaf with { KeyCommit = new Digest(AgeFixture.Bytes(32, (byte)random.Next(256))) } },
        2 => claim with { Leaf = claim.Leaf with { PayloadCommit = new Digest(AgeFixture.Bytes(32, (byte)random.Next(256))) } },
        3 => claim with { Path = [.. claim.Path.Skip(1)] },
        _ => claim,
    };

    /// <summary>Some of it missing, some of it false.</summary>
    private static Exhibits Brought(Exhibits all, Random random)
    {
        var (locator, segment) = (all.Locator!, all.Segment!);
        return new Exhibits(
            random.Next(4) switch
            {
                0 => null,
                1 => locator with { Secret = AgeFixture.Bytes(32, (byte)random.Next(256)) },
                2 => locator with { SealedManifest = AgeFixture.Content(random.Next(1_000)) },
                _ => locator,
            },
            random.Next(5) switch
            {
                0 => null,
                1 => segment with { Salt = AgeFixture.Bytes(16, (byte)random.Next(256)) },
                2 => segment with { Payload = AgeFixture.Content(random.Next(5_000)) },
                3 => segment with { Cid = SealedDataset.CidOf(AgeFixture.Content(random.Next(100))) },
                _ => segment,
            });
    }

    private static DisputedSale Saying(Func<DisputeTransaction, DisputeTransaction> saying) => new() { FileKey = AgeFixture.FileKey, Saying = saying };

    private static void AssertSeller(DisputeVerdict verdict, string because, DisputedSale sale, Exhibits exhibits)
    {
        var disputed = sale.File();
        Assert.Equal(new Judgement(verdict, because, sale.World.Alice.PublicKey), Judge.Decide(disputed, exhibits));
    }

    private static void AssertBuyer(string because, DisputedSale sale, Exhibits exhibits) =>
        Assert.Equal(new Judgement(DisputeVerdict.BuyerFalseDispute, because, sale.World.Bob.PublicKey), Judge.Decide(sale.File(), exhibits));

    private static void AssertUndecidable(string because, DisputedDelivery disputed, Exhibits exhibits) =>
        Assert.Equal(new Judgement(DisputeVerdict.Undecidable, because, null), Judge.Decide(disputed, exhibits));
}
