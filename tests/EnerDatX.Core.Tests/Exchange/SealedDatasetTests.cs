using EnerDatX.Core.Exchange;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Metering;
using EnerDatX.Core.Tests.Ledger;

namespace EnerDatX.Core.Tests.Exchange;

public sealed class SealedDatasetTests
{
    private const long NowMs = 1_700_000_000_000;
    private static readonly PublicKey Owner = LedgerVectors.Key(0).PublicKey;
    private static readonly SecretKey Buyer = LedgerVectors.Key(1);
    private static readonly BlockHash Trade = new(AgeFixture.Bytes(32, 9));
    private static readonly Dataset Day = DatasetOf(hours: 24);

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(24)]
    public void The_record_and_the_manifest_say_the_same_and_every_commitment_holds(int segments)
    {
        var made = Seal(segments);
        var (record, manifest) = (made.Record, ManifestOf(made));
        Assert.Null(record.Defect());
        Assert.Equal(segments + 1, made.Contents.Count);
        Assert.Equal(segments, record.Segments.Count);
        Assert.Equal(segments, manifest.Entries.Count);
        for (var i = 0; i < segments; i++)
        {
            var (segment, entry, payload) = (record.Segments[i], manifest.Entries[i], made.Contents[i]);
            Assert.Equal((i, entry.Cid.ToString(), payload.LongLength), (segment.Index, segment.Cid, segment.PayloadBytes));
            Assert.Equal(SealedDataset.CidOf(payload), entry.Cid);
            Assert.Equal((ulong)payload.Length, entry.PayloadLength);
            Assert.Equal(Commitments.Key(entry.ReadingsRoot, segment.FileKey), entry.KeyCommit);
            Assert.Equal(entry.KeyCommit.ToArray(), segment.KeyCommit);
            Assert.Equal(entry.ReadingsRoot.ToArray(), segment.ReadingsRoot);
            Assert.Equal(entry.CidSalt.ToArray(), segment.CidSalt);
            Assert.True(AgePayload.TryOpen(segment.FileKey, payload, out var plaintext));
            Assert.Equal(DatasetCodec.Encode(Day.Split(segments)[i]), plaintext);
        }
    }

    [Fact]
    public void The_assets_name_is_that_of_the_owner_and_the_manifests_root()
    {
        var made = Seal(5);
        var root = ManifestOf(made).SegmentsRoot();
        Assert.Equal(root.ToArray(), made.Record.SegmentsRoot);
        Assert.Equal(Commitments.AssetId(Owner, root), made.Record.AssetId);
        Assert.Equal(SealedDataset.CidOf(made.Contents[^1]).ToString(), made.Record.ManifestCid);
        Assert.Equal((Owner, DatasetOrigin.Own, NowMs, null), (made.Record.Owner, made.Record.Origin, made.Record.CreatedMs, made.Record.Trade));
    }

    [Fact]
    public void Every_segment_has_a_key_a_nonce_and_a_salt_of_its_own()
    {
        var made = Seal(24);
        Assert.Equal(24, made.Record.Segments.Select(s => Convert.ToHexString(s.FileKey)).Distinct().Count());
        Assert.Equal(24, made.Record.Segments.Select(s => Convert.ToHexString(s.CidSalt)).Distinct().Count());
        Assert.Equal(25, made.Contents.Select(c => Convert.ToHexString(c.AsSpan(0, 16))).Distinct().Count());
        Assert.DoesNotContain(made.Record.Segments, s => s.FileKey.SequenceEqual(made.Record.ManifestKey));
    }

    [Fact]
    public void The_same_readings_are_another_asset_each_time_they_are_sealed()
    {
        var random = Counter(1_000);
        Assert.NotEqual(Seal(5).Record.AssetId, SealedDataset.Seal(Day, Owner, 5, "NL-10", random, NowMs).Record.AssetId);
        Assert.Equal(Seal(5).Record.AssetId, Seal(5).Record.AssetId);
    }

    [Fact]
    public void What_is_said_in_public_is_what_the_readings_say()
    {
        var description = Seal(5).Record.Description;
        Assert.Equal((Start, Start + 86_400, 3_600), (description.PeriodStart, description.PeriodEnd, description.ResolutionSeconds));
        Assert.Equal(["import", "gas"], description.Channels);
        Assert.Equal((48L, 1_000, "NL-10", "dsmr-p1"), (description.Rows, description.QualityPermille, description.Location, description.SourceFormat));
        Assert.Equal(AgeFixture.Bytes(16, 3), description.MeterPseudonym);
    }

    [Fact]
    public void A_delivery_opens_exactly_its_segment()
    {
        var made = Seal(5);
        var manifest = ManifestOf(made);
        for (var i = 0; i < 5; i++)
        {
            Assert.True(TryOpen(manifest.Entries[i], made.Contents[i], Header(made, i, i), i, out var opened, out var refusal), refusal);
            Assert.Equal(made.Record.Segments[i].FileKey, opened!.FileKey);
            Assert.Equal(DatasetCodec.Encode(Day.Split(5)[i]), opened.Plaintext);
            Assert.Equal(Day.Split(5)[i].Rows, opened.Dataset.Rows);
        }
    }

    [Fact]
    public void A_header_for_somebody_else_another_segment_or_of_another_length_does_not_open()
    {
        var made = Seal(5);
        var (entry, payload) = (ManifestOf(made).Entries[2], made.Contents[2]);
        AssertRefused("the delivered header does not open: NoMatch", entry, payload, Header(made, 2, 3));
        AssertRefused("the delivered header does not open: HeaderFailure", entry, payload, []);
        AssertRefused("the delivered header does not open: HeaderFailure", entry, payload, [.. Header(made, 2, 2), 10]);
        var damaged = Header(made, 2, 2);
        damaged[^2] ^= 1;
        Assert.False(TryOpen(entry, payload, damaged, 2, out _, out _));
    }

    [Fact]
    public void Another_segments_key_is_not_the_one_committed_to()
    {
        var made = Seal(5);
        AssertRefused("the delivered key is not the one committed to", ManifestOf(made).Entries[2], made.Contents[2], Header(made, 3, 2));
    }

    [Fact]
    public void A_ciphertext_that_the_key_does_not_open_is_refused()
    {
        var made = Seal(5);
        var entry = ManifestOf(made).Entries[2];
        AssertRefused("the ciphertext does not open with the delivered key", entry, made.Contents[3], Header(made, 2, 2));
        AssertRefused("the ciphertext does not open with the delivered key", entry, [], Header(made, 2, 2));
        AssertRefused("the ciphertext does not open with the delivered key", entry, made.Contents[2][..^1], Header(made, 2, 2));
    }

    [Fact]
    public void A_plaintext_that_is_no_dataset_is_refused()
    {
        var (made, key) = (Seal(1), AgeFixture.FileKey);
        var entry = Committed(made, key);
        var payload = AgePayload.Seal(key, AgeFixture.Nonce, "nothing"u8);
        AssertRefused("no dataset: it does not begin with EDXD and a header", entry, payload, HeaderOf(key, 2));
    }

    [Fact]
    public void Other_readings_than_those_committed_to_are_refused()
    {
        var (made, key) = (Seal(1), AgeFixture.FileKey);
        var payload = AgePayload.Seal(key, AgeFixture.Nonce, DatasetCodec.Encode(DatasetOf(hours: 23)));
        AssertRefused("the readings are not the ones committed to", Committed(made, key), payload, HeaderOf(key, 2));
    }

    [Fact]
    public void The_one_time_secret_is_the_same_after_a_restart_and_different_for_each_trade_segment_and_buyer()
    {
        var segments = new[] { 0, 1, 255, 256, 257, 511, 512, Offer.MaxSegments - 1, 65_535 };
        var secrets = segments.Select(s => Convert.ToHexString(DeliveryCheck.OneTimeSecret(Buyer, Trade, s))).ToList();
        Assert.Equal(secrets.Count, secrets.Distinct().Count());
        Assert.Equal(secrets, segments.Select(s => Convert.ToHexString(DeliveryCheck.OneTimeSecret(Buyer, Trade, s))));
        Assert.NotEqual(DeliveryCheck.OneTimeSecret(Buyer, BlockHash.Genesis, 0), DeliveryCheck.OneTimeSecret(Buyer, Trade, 0));
        Assert.NotEqual(DeliveryCheck.OneTimeSecret(LedgerVectors.Key(2), Trade, 0), DeliveryCheck.OneTimeSecret(Buyer, Trade, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => DeliveryCheck.OneTimeSecret(Buyer, Trade, 65_536));
        Assert.Throws<ArgumentOutOfRangeException>(() => DeliveryCheck.OneTimeSecret(Buyer, Trade, -1));
    }

    private const long Start = 1_741_564_800;

    internal static Dataset DatasetOf(int hours)
    {
        var header = new DatasetHeader(new MeterPseudonym(AgeFixture.Bytes(16, 3)), "Europe/Amsterdam", 3_600, SourceFormat.DsmrP1);
        var readings = Enumerable.Range(0, hours).SelectMany(hour => new[]
        {
            new Reading(MeterChannel.Import, new UtcSeconds(Start + (3_600 * hour)), 3_600, new Quantity(100 + hour, Unit.WattHour), ReadingQuality.Measured),
            new Reading(MeterChannel.Gas, new UtcSeconds(Start + (3_600 * hour)), 3_600, new Quantity(hour, Unit.Litre), ReadingQuality.Measured),
        });
        Assert.True(Dataset.TryPack(header, readings, Counter(0), [], out var dataset, out var refusal), refusal);
        return dataset;
    }

    private static SealedDataset Seal(int segments) => SealedDataset.Seal(Day, Owner, segments, "NL-10", Counter(0), NowMs);

    private static Manifest ManifestOf(SealedDataset made)
    {
        Assert.True(AgePayload.TryOpen(made.Record.ManifestKey, made.Contents[^1], out var plaintext));
        Assert.True(Manifest.TryDecode(plaintext, out var manifest));
        return manifest;
    }

    /// <summary>The manifest's first entry, but committed to this key.</summary>
    private static ManifestEntry Committed(SealedDataset made, byte[] key)
    {
        var entry = ManifestOf(made).Entries[0];
        return entry with { KeyCommit = Commitments.Key(entry.ReadingsRoot, key) };
    }

    /// <summary>The key of one segment, wrapped for the recipient of a segment, perhaps another.</summary>
    private static byte[] Header(SealedDataset made, int keyOf, int recipientOf) => HeaderOf(made.Record.Segments[keyOf].FileKey, recipientOf);

    private static byte[] HeaderOf(byte[] key, int recipientOf) =>
        AgeHeader.Wrap(key, AgeIdentity.FromSecret(DeliveryCheck.OneTimeSecret(Buyer, Trade, recipientOf)).Recipient, AgeFixture.Ephemeral);

    private static void AssertRefused(string because, ManifestEntry entry, byte[] payload, byte[] header)
    {
        Assert.False(TryOpen(entry, payload, header, 2, out var opened, out var refusal));
        Assert.Null(opened);
        Assert.Equal(because, refusal);
    }

    private static bool TryOpen(ManifestEntry entry, byte[] payload, byte[] header, int segment, out OpenedSegment? opened, out string? refusal) =>
        DeliveryCheck.TryOpen(entry, payload, header, DeliveryCheck.OneTimeSecret(Buyer, Trade, segment), out opened, out refusal);

    /// <summary>"Random" bytes that are never the same twice.</summary>
    internal static Func<int, byte[]> Counter(int first)
    {
        var next = first;
        return count => [.. System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(next++)).Take(count)];
    }
}
