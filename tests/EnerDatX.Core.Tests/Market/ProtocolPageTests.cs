using System.Globalization;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Exchange;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Metering;
using EnerDatX.Core.Overlay;
using EnerDatX.Core.Tests.Ledger;

namespace EnerDatX.Core.Tests.Market;

/// <summary>docs/PROTOCOL.md is the reference: it names every type and field, and its numbers are those of the code.</summary>
public sealed class ProtocolPageTests
{
    private static readonly string Page = File.ReadAllText(ProjectFolder.PathOf("docs/PROTOCOL.md"));

    [Fact]
    public void Every_type_and_every_field_of_our_half_blocks_is_named()
    {
        foreach (var (name, block) in new GoldenSale().Blocks)
        {
            Assert.Contains($"`{block.Type}`", Page, StringComparison.Ordinal);
            Assert.True(TransactionMap.TryDecode(block.Transaction, out var map));
            Assert.All(NamesIn(map), field => Assert.True(Page.Contains($"`{field}`", StringComparison.Ordinal), $"{name}: {field}"));
        }
    }

    [Fact]
    public void Every_reason_to_decline_stands_in_its_table() => Assert.All(
        Enum.GetValues<DeclineReason>(), reason => Assert.Contains($"\n| {(byte)reason} | ", Page, StringComparison.Ordinal));

    [Fact]
    public void Every_kind_of_proof_stands_in_its_table()
    {
        Assert.All(Enum.GetValues<ProofKind>().Where(kind => kind != ProofKind.None), kind => Assert.Contains(
            $"\n| {(byte)kind} | {kind.Name().Replace('_', ' ').Replace("back pointers", "back-pointers", StringComparison.Ordinal)} | ", Page, StringComparison.Ordinal));
        Assert.Contains($"| `{BackPointers.Field}` | b |", Page, StringComparison.Ordinal);
        Assert.Contains("tests/vectors/enerdatx/proofs.json", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_communities_are_the_ones_that_we_walk()
    {
        Assert.Contains(CommunityId.TrustChain.ToString(), Page, StringComparison.Ordinal);
        Assert.Contains(CommunityId.Market.ToString(), Page, StringComparison.Ordinal);
    }

    public static TheoryData<string, long> Numbers => new()
    {
        { "at most **{0} bytes**", HalfBlock.MaxOwnLength },
        { "up to {0} are read", HalfBlock.MaxAcceptedLength },
        { "{0} (EDMP has 2, AnyDex 4)", MarketHead.Version },
        { "1 to {0} bytes: a half-block of one network", MarketHead.MaxNetworkLength },
        { "1 to {0} upper-case letters", Currency.MaxNameLength },
        { "1 to {0} pairs", MoneyFields.MaxDraws },
        { "more than {0} credits", MoneyFields.MaxDraws },
        { "up to {0} bytes; `faucet`", IssueTransaction.MaxReasonLength },
        { "at most {0} at once", MoneyCheck.MaxMissing },
        { "by crawling, at most {0} at once", MoneyCheck.MaxRanges },
        { "names at most {0} of a peer's own chain", ChainCrawl.MaxRange },
        { "at most {0} times in vain", ChainCrawl.MaxAttempts },
        { "A crawl brings at most {0} half-blocks", ChainCrawl.MaxReceived },
        { "more than {0} money halves", MoneyCheck.MaxSteps },
        { "{0} half-blocks between them", 4 * MoneyCheck.MaxSteps },
        { "number of rows, 1 to {0} |", Dataset.MaxRows },
        { "N segments (1 to {0})", Offer.MaxSegments },
        { "through at most {0}:", TitleRule.MaxOwners },
        { "are ever sold, 1 to {0} |", Offer.MaxCopies },
        { "at most {0} open orders", OrderBookLimits.Default.OrdersPerTrader },
        { "a book {0}.", OrderBookLimits.Default.Orders },
        { "the sealed locator, up to {0} bytes", TermsAgreement.MaxSealedLength },
        { "up to {0} bytes |\n| `licence`", TradeTerms.MaxAssetLength },
        { "| up to {0} bytes |\n| money fields", TradeFields.MaxReasonLength },
        { "{0}: an age header", DeliveryTransaction.HeaderLength },
        { "pages of {0} hashes", BookPage.MaxHashes },
        { "answered with at most {0} half-blocks", Crawl.MaxBlocksPerAnswer },
        { "| length | {0} bytes |", new AdmissionLimits().MaxDatagramLength },
        { "| rate of the host | {0} a second, whatever its ports |", new AdmissionLimits().DatagramsPerSecond },
        { "| rate of the bringing host | {0} new half-blocks", new AdmissionLimits().BroughtPerSecond },
        { "A half-block of more than {0} bytes is not pushed on", HalfBlockBroadcast.MaxSpreadLength },
        { "| rate of the key | {0} new half-blocks", new AdmissionLimits().BlocksPerSecond },
        { "at most {0} past the highest", new AdmissionLimits().SequenceLookAhead },
        { "Nesting is read to a depth of {0}", TransactionCodec.MaxDepth },
        { "binary CIDv1 ({0})", Cid.Length },
        { "count u8 (at most {0})", Proof.MaxHalves },
        { "length u16 (at most {0})", HalfBlock.MaxAcceptedLength },
        { "at most {0} bytes in all", Proof.MaxLength },
        { "by hash, at most {0} |", CreditOverspent.MaxDebits },
        { "at most {0} before and behind it", ProofSearch.MaxLookedAt },
        { "the {0} nearest deliveries", LicenceSearch.MaxSales },
        { "12 bytes each, at most {0}:", BackPointers.MaxCount },
        { "leaves of {0} bytes", UnixFs.ChunkLength },
        { "length of the block u32 (at most {0};", ContentPiece.MaxBlockLength },
        { "A piece has {0} bytes", ContentPiece.Length },
        { "in pieces of {0} bytes", ContentPiece.Length },
        { "up to {0} to a question", ContentWanted.MaxPieces },
        { "first piece u32, count u8 1 to {0},", ContentWanted.MaxPieces },
        { "at first {0} on their way", new TransferLimits().FirstWindow },
        { "then {0} to 128", new TransferLimits().MinWindow },
        { "then 8 to {0}, more", new TransferLimits().MaxWindow },
        { "| blocks that do not fit | {0},", new TransferLimits().MaxFalseBlocks },
        { "as were asked for, and {0} |", new TransferLimits().MaxSurplus },
        { "| silence | {0} waits", new TransferLimits().MaxSilences + 1 },
        { "| time | {0} s and", new TransferLimits().FloorMs / 1_000 },
        { "a second per {0} KiB |", new TransferLimits().BytesPerSecond / 1_024 },
        { "up to {0} peers of a community", new WalkLimits().MaxPeers },
        { "room for {0} peers", new WalkLimits().MaxPeers },
        { "A node looks for {0} and", new WalkLimits().WantedPeers },
        { "each peer after {0} s of silence", new WalkLimits().KeepAliveMs / 1_000 },
        { "at most one peer in {0} s makes room", new WalkLimits().MakeRoomMs / 1_000 },
        { "for {0} minutes, by then", new WalkLimits().DroppedForMs / 60_000 },
        { "hops u8 ≤ {0} |", ContactWanted.MaxHops },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void The_numbers_are_those_of_the_code(string sentence, long number) =>
        Assert.Contains(string.Format(CultureInfo.InvariantCulture, sentence, number.ToString("N0", CultureInfo.InvariantCulture)), Page, StringComparison.Ordinal);

    [Fact]
    public void The_vectors_that_differ_are_named()
    {
        var codec = LedgerVectors.Load("codec.json").Items("decode_only").Select(v => v.String("name"));
        Assert.Contains("json text (anydex-core codec)", codec);
        Assert.All(
            new[] { "broadcast tick", "json text (anydex-core codec)", "truncated by 1", "one extra byte", "empty message good", "timestamp int" },
            name => Assert.Contains($"\"{name}\"", Page, StringComparison.Ordinal));
    }

    private static IEnumerable<string> NamesIn(TransactionMap map) =>
        map.Names.Concat(map.Names.SelectMany(name => map.TryMap(name, out var inner) ? NamesIn(inner) : []));
}
