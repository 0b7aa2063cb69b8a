using EnerDatX.Core.Exchange;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Tests.Exchange;
using EnerDatX.Core.Tests.Ledger;

namespace EnerDatX.Core.Tests.Market;

/// <summary>Protocol rule 2: whatever we may ever sign fits 1,300 bytes, with every text and number as long as its limit allows.</summary>
public sealed class BlockSizeTests
{
    private static readonly string Network = new('n', MarketHead.MaxNetworkLength);
    private static readonly string Token = new('Z', Currency.MaxNameLength);
    private static readonly BlockHash Hash = MoneyWorld.SomeTrade;
    private static readonly SecretKey Key = LedgerVectors.Key(0);

    private static readonly TradeTerms Terms = new(
        Hash, Hash, LongestAsset, Licence.Exclusive, Offer.MaxSegments, Token, MoneyFields.MaxAmount, long.MaxValue, new byte[32]);

    private static readonly HalfBlock Init = Sign(BlockTypes.Init, Terms.Encode(Network));

    public static TheoryData<string, byte[]> Longest => new()
    {
        { BlockTypes.Issue, new IssueTransaction(Token, MoneyFields.MaxAmount, new string('r', IssueTransaction.MaxReasonLength)).Encode(Network) },
        { BlockTypes.Issue, Credit().WriteTo(AgreementOf.Begin(Network, Init)).Encode() },
        { BlockTypes.Ask, OrderTransaction.Encode(Network, LongestTick(TickSide.Ask), LongestOffer()) },
        { BlockTypes.Ask, OrderTransaction.Encode(Network, LongestTick(TickSide.Ask), LongestOffer() with { Licence = Licence.Copy, Copies = Offer.MaxCopies }) },
        { BlockTypes.Bid, OrderTransaction.Encode(Network, LongestTick(TickSide.Bid), null) },
        { BlockTypes.CancelOrder, OrderTransaction.EncodeCancel(Network, LongestTick(TickSide.Ask).Id) },
        { BlockTypes.Init, Terms.Encode(Network) },
        { BlockTypes.Init, TermsAgreement.Encode(Network, Init, new byte[TermsAgreement.MaxSealedLength]) },
        { BlockTypes.Payment, new PaymentTransaction(Hash, Offer.MaxSegments - 1, new byte[32], Debit()).Encode(Network) },
        { BlockTypes.Payment, TradeAgreement.Encode(Network, Init, Hash, Terms, Offer.MaxSegments - 1, Credit()) },
        { BlockTypes.Delivery, new DeliveryTransaction(Hash, Offer.MaxSegments - 1, Hash, new byte[168]).Encode(Network) },
        { BlockTypes.Delivery, TradeAgreement.Encode(Network, Init, Hash, Terms, Offer.MaxSegments - 1, null) },
        { BlockTypes.Dispute, LongestDispute().Encode(Network) },
        { BlockTypes.Reclaim, new ReclaimTransaction(Hash, Offer.MaxSegments - 1, Hash, Hash, Hash, Credit()).Encode(Network) },
        { BlockTypes.Refund, new RefundTransaction(Hash, Offer.MaxSegments - 1, Hash, LongestReason(), Debit()).Encode(Network) },
        { BlockTypes.Refund, TradeAgreement.Encode(Network, Init, Hash, Terms, Offer.MaxSegments - 1, Credit()) },
        { BlockTypes.Done, new DoneTransaction(Hash, Hash, Hash, LongestAsset, Token, MoneyFields.MaxAmount).Encode(Network) },
        { BlockTypes.Done, TradeAgreement.EncodeEnd(Network, Init, Hash) },
        { BlockTypes.Abort, new AbortTransaction(Hash, LongestReason()).Encode(Network) },
        { BlockTypes.Abort, TradeAgreement.EncodeEnd(Network, Init, Hash) },
    };

    private static string LongestAsset => new('E', TradeTerms.MaxAssetLength);

    [Theory]
    [MemberData(nameof(Longest))]
    public void The_longest_half_block_of_each_type_fits(string type, byte[] transaction)
    {
        var length = HalfBlock.FixedLength + type.Length + transaction.Length;
        Assert.True(length <= HalfBlock.MaxOwnLength, $"{type}: {length} bytes");
        Assert.True(OwnChain.TryPropose(Key, null, LedgerVectors.Key(1).PublicKey, type, transaction, 1, out _, out var refusal), refusal);
    }

    [Fact]
    public void One_more_draw_would_not_fit_the_longest_refund()
    {
        var tooMany = Debit() with { Draws = [.. Debit().Draws, new Draw(Hash, MoneyFields.MaxAmount)] };
        var transaction = new RefundTransaction(Hash, Offer.MaxSegments - 1, Hash, LongestReason(), tooMany).Encode(Network);
        Assert.True(HalfBlock.FixedLength + BlockTypes.Refund.Length + transaction.Length > HalfBlock.MaxOwnLength);
    }

    [Fact]
    public void The_longest_half_blocks_are_readable()
    {
        var refund = Sign(BlockTypes.Refund, new RefundTransaction(Hash, Offer.MaxSegments - 1, Hash, LongestReason(), Debit()).Encode(Network));
        Assert.True(RefundTransaction.TryRead(refund, Network, out _));
        Assert.True(TradeTerms.TryRead(Init, Network, out _));
        var ask = HalfBlock.Sign(
            Key, 1, PublicKey.Any, 0, BlockHash.Genesis, BlockTypes.Ask, OrderTransaction.Encode(Network, LongestTick(TickSide.Ask), LongestOffer()), 1);
        Assert.True(ListedOrder.TryRead(ask, Network, out var listed));
        Assert.Equal(64, listed.Offer!.Description.Location.Length);
    }

    [Fact]
    public void The_longest_locator_fits_its_sealed_box()
    {
        var locator = new Locator(Cid.Of(CidCodec.Raw, "x"u8), new byte[16], new string('h', 255)).Encode();
        var box = SealedBox.Seal(AgeFixture.Identity.Recipient, AgeFixture.FileKey, AgeFixture.Nonce, AgeFixture.Ephemeral, locator);
        Assert.True(box.Length <= TermsAgreement.MaxSealedLength, $"{box.Length} bytes");
    }

    private static MoneyFields Credit() => new(Token, MoneyFields.MaxAmount, MoneyFields.MaxBalance, Hash, []);

    private static MoneyFields Debit() =>
        Credit() with { Draws = [.. Enumerable.Repeat(new Draw(Hash, MoneyFields.MaxAmount), MoneyFields.MaxDraws)] };

    private static DisputeTransaction LongestDispute()
    {
        var digest = new Digest(AgeFixture.Bytes(32, 3));
        var path = Enumerable.Repeat(digest.ToArray(), DisputeTransaction.MaxPathLength).ToList();
        return new DisputeTransaction(Hash, Offer.MaxSegments - 1, Hash, new byte[32], new SegmentLeaf(0, digest, digest, digest), path);
    }

    private static string LongestReason() => new('r', TradeFields.MaxReasonLength);

    private static Tick LongestTick(TickSide side)
    {
        var first = new AssetAmount(long.MaxValue, Token);
        Assert.True(AssetPair.TryCreate(first, new AssetAmount(1, LongestOffer().AssetId), out var assets, out var refusal), refusal);
        return new Tick(new OrderId(Key.PublicKey.Mid, uint.MaxValue), side, assets, Tick.MaxTimeoutSeconds, Tick.MaxTimestampMs, 0);
    }

    private static Offer LongestOffer() => new(
        Key.PublicKey,
        AgeFixture.Bytes(32, 1),
        Offer.MaxSegments,
        Licence.Exclusive,
        Hash,
        new DatasetDescription(
            253_402_300_798,
            253_402_300_799,
            86_400 * 31,
            [new string('c', 32), new string('d', 31)],
            int.MaxValue,
            1_000,
            new string('l', 64),
            new string('s', 64),
            AgeFixture.Bytes(32, 2)));

    private static HalfBlock Sign(string type, byte[] transaction) =>
        HalfBlock.Sign(Key, 1, LedgerVectors.Key(1).PublicKey, 0, BlockHash.Genesis, type, transaction, 1);
}
