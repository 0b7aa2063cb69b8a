using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Exchange;
using EnerDatX.Core.Tests.Market;

namespace EnerDatX.Core.Tests.Disputes;

/// <summary>
/// A sale of one segment by Alice to Bob with real keys and a real sealed dataset, disputed. What Alice commits to, seals and delivers, and what Bob
/// says, are as honest as the test leaves them.
/// </summary>
internal sealed class DisputedSale
{
    public const string Network = MoneyWorld.Network;
    public const int Hours = 6;

    private static readonly byte[] LocatorSecret = AgeFixture.Bytes(32, 0x61);

    public DisputedSale(int segments = 3, int segment = 1)
    {
        Segment = segment;
        Sealed = SealedDataset.Seal(
            SealedDatasetTests.DatasetOf(Hours), World.Alice.PublicKey, segments, "NL-10", SealedDatasetTests.Counter(0), 1_700_000_000_000);
        Assert.True(AgePayload.TryOpen(Sealed.Record.ManifestKey, Sealed.Contents[^1], out var plain));
        Assert.True(Manifest.TryDecode(plain, out var manifest));
        Manifest = manifest;
        Payload = Sealed.Contents[segment];
        FileKey = Sealed.Record.Segments[segment].FileKey;
        SealedManifest = Sealed.Contents[^1];
    }

    public MoneyWorld World { get; } = new();

    public int Segment { get; }

    public SealedDataset Sealed { get; }

    /// <summary>What the offer commits to.</summary>
    public Manifest Manifest { get; private set; }

    /// <summary>What is stored under the CID of the manifest's entry.</summary>
    public byte[] Payload { get; private set; }

    /// <summary>What Alice wraps for Bob.</summary>
    public byte[] FileKey { get; set; }

    /// <summary>What is stored under the CID of the locator.</summary>
    public byte[] SealedManifest { get; set; }

    /// <summary>The header instead of the one that wraps <see cref="FileKey"/>.</summary>
    public byte[]? Header { get; set; }

    /// <summary>The box in Alice's agreement instead of the honest one.</summary>
    public byte[]? Box { get; set; }

    /// <summary>Whether Alice countersigns the payment before she delivers.</summary>
    public bool IsCredited { get; set; } = true;

    /// <summary>What Bob says instead of the truth.</summary>
    public Func<DisputeTransaction, DisputeTransaction> Saying { get; set; } = honest => honest;

    public Exhibits All => new(
        new LocatorOpening(LocatorSecret, SealedManifest), new SegmentOpening(Entry.Cid, Entry.CidSalt.ToArray(), Payload));

    private ManifestEntry Entry => Manifest.Entries[Segment];

    /// <summary>Alice commits to this ciphertext, and to the key that she has.</summary>
    public DisputedSale CommitTo(byte[] payload)
    {
        Payload = payload;
        var entry = Entry with { Cid = SealedDataset.CidOf(payload), PayloadLength = (ulong)payload.Length };
        Manifest = new Manifest([.. Manifest.Entries.Select((e, i) => i == Segment ? entry : e)]);
        SealedManifest = AgePayload.Seal(Sealed.Record.ManifestKey, AgeFixture.Nonce, Manifest.Encode());
        return this;
    }

    public DisputedDelivery File()
    {
        var (alice, bob) = (World.Alice, World.Bob);
        World.Issue(bob, 1_000);
        var offer = new Offer(
            alice.PublicKey, Manifest.SegmentsRoot().ToArray(), Manifest.Entries.Count, Licence.Copy, null, Sealed.Record.Description);
        var ask = alice.Publish(BlockTypes.Ask, OrderTransaction.Encode(Network, Tick(alice, TickSide.Ask, offer), offer));
        var bid = bob.Publish(BlockTypes.Bid, OrderTransaction.Encode(Network, Tick(bob, TickSide.Bid, offer), null));
        var locatorKey = AgeIdentity.FromSecret(LocatorSecret).Recipient;
        var terms = new TradeTerms(
            ask.Hash, bid.Hash, offer.AssetId, Licence.Copy, offer.Segments, MoneyWorld.Token, 10, 1_700_000_600_000, locatorKey.Key.ToArray());
        var init = bob.Propose(BlockTypes.Init, alice.PublicKey, terms.Encode(Network));
        var agreement = alice.Agree(init, TermsAgreement.Encode(Network, init, Box ?? SealedBox.Seal(
            locatorKey, AgeFixture.FileKey, AgeFixture.Nonce, AgeFixture.Ephemeral,
            new Locator(SealedDataset.CidOf(SealedManifest), Sealed.Record.ManifestKey, "").Encode())));

        var secret = DeliveryCheck.OneTimeSecret(bob.Key, init.Hash, Segment);
        var recipient = AgeIdentity.FromSecret(secret).Recipient;
        var price = terms.PriceOf(Segment);
        var payment = bob.Propose(BlockTypes.Payment, alice.PublicKey, new PaymentTransaction(
            init.Hash, Segment, recipient.Key.ToArray(), bob.Purse.Debit(price).Fields!).Encode(Network));
        var credit = IsCredited
            ? alice.Agree(payment, TradeAgreement.Encode(Network, payment, init.Hash, terms, Segment, alice.Purse.Credit(price)))
            : null;
        var delivery = alice.Propose(BlockTypes.Delivery, bob.PublicKey, new DeliveryTransaction(
            init.Hash, Segment, payment.Hash, Header ?? AgeHeader.Wrap(FileKey, recipient, AgeFixture.Ephemeral)).Encode(Network));
        var saying = Saying(DisputeTransaction.Of(Manifest, init.Hash, Segment, delivery.Hash, secret));
        var dispute = bob.Propose(BlockTypes.Dispute, alice.PublicKey, saying.Encode(Network));
        return new DisputedDelivery(ask, init, agreement, payment, credit, delivery, dispute);
    }

    public DisputeBundle Bundle() => new(File(), All);

    private static Tick Tick(MarketPeer trader, TickSide side, Offer offer)
    {
        Assert.True(AssetPair.TryCreate(new AssetAmount(10, MoneyWorld.Token), new AssetAmount(1, offer.AssetId), out var assets, out var refusal), refusal);
        return new Tick(new OrderId(trader.PublicKey.Mid, 1), side, assets, 3_600, 1_700_000_000_000, 0);
    }
}
