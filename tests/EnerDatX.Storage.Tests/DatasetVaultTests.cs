using System.Security.Cryptography;
using System.Text;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Storage.Tests;

public sealed class DatasetVaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string VaultPath => _folder.File("datasets");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_record_comes_back_as_it_was_saved()
    {
        var saved = Record("EWabc", DatasetOrigin.Bought, createdMs: long.MaxValue, segments: 3) with { Trade = Given.Block(Given.Key(1), 1).Hash };
        new DatasetVault(VaultPath).Save(saved);
        Assert.True(new DatasetVault(VaultPath).TryLoad("EWabc", out var loaded));
        Assert.Equal(
            (saved.AssetId, saved.Owner, saved.Origin, saved.CreatedMs, saved.Trade),
            (loaded.AssetId, loaded.Owner, loaded.Origin, loaded.CreatedMs, loaded.Trade));
        Assert.Equal(saved.SegmentsRoot, loaded.SegmentsRoot);
        RequireSame(saved.Description, loaded.Description);
        Assert.Equal(saved.Segments.Select(Fields), loaded.Segments.Select(Fields));
    }

    [Fact]
    public void A_record_without_a_trade_comes_back_without_one()
    {
        var vault = new DatasetVault(VaultPath);
        vault.Save(Record("EWabc"));
        Assert.True(vault.TryLoad("EWabc", out var loaded));
        Assert.Null(loaded.Trade);
    }

    [Fact]
    public void The_largest_record_comes_back()
    {
        var vault = new DatasetVault(VaultPath);
        var longest = Record("EW" + new string('a', 96), segments: DatasetRecord.MaxSegments);
        longest = longest with { Segments = [.. longest.Segments.Select(segment => segment with { Cid = new string('b', 128), PayloadBytes = long.MaxValue })] };
        vault.Save(longest);
        Assert.True(vault.TryLoad(longest.AssetId, out var loaded));
        Assert.Equal(DatasetRecord.MaxSegments, loaded.Segments.Count);
    }

    [Fact]
    public void The_file_format_is_this_one()
    {
        new DatasetVault(VaultPath).Save(Record("EW1"));
        Assert.Equal(Golden, File.ReadAllText(Path.Combine(VaultPath, "EW1.json")));
    }

    [Fact]
    public void A_saved_record_is_private_and_replaces_the_earlier_one()
    {
        var vault = new DatasetVault(VaultPath);
        vault.Save(Record("EW1", createdMs: 1));
        vault.Save(Record("EW1", createdMs: 2));
        Assert.Equal(2, Assert.Single(vault.All().Records).CreatedMs);
        Assert.Equal(Rights.PrivateFile, File.GetUnixFileMode(Assert.Single(Directory.GetFiles(VaultPath))));
        Assert.Equal(Rights.PrivateFolder, File.GetUnixFileMode(VaultPath));
    }

    [Fact]
    public void All_records_are_in_order_of_creation_then_of_id()
    {
        var vault = new DatasetVault(VaultPath);
        vault.Save(Record("EWb", createdMs: 5));
        vault.Save(Record("EWa", createdMs: 7));
        vault.Save(Record("EWC", createdMs: 5));
        vault.Save(Record("EWa5", createdMs: 5));
        Assert.Equal(["EWC", "EWa5", "EWb", "EWa"], vault.All().Records.Select(record => record.AssetId));
        Assert.Empty(vault.All().Unreadable);
    }

    [Fact]
    public void A_destroyed_record_is_overwritten_before_it_is_gone()
    {
        var vault = new DatasetVault(VaultPath);
        vault.Save(Record("EW1"));
        vault.Save(Record("EW2"));
        var path = Path.Combine(VaultPath, "EW1.json");
        var witness = _folder.File("witness");
        RequireHardLink(path, witness);
        var length = new FileInfo(path).Length;
        Assert.True(vault.Destroy("EW1"));
        Assert.False(File.Exists(path));
        RequireShredded(witness, length);
        Assert.False(vault.Destroy("EW1"));
        Assert.False(vault.TryLoad("EW1", out _));
        Assert.Equal("EW2", Assert.Single(vault.All().Records).AssetId);
    }

    [Fact]
    public void The_bytes_of_a_replaced_record_are_overwritten_too()
    {
        var vault = new DatasetVault(VaultPath);
        vault.Save(Record("EW1"));
        var path = Path.Combine(VaultPath, "EW1.json");
        var witness = _folder.File("witness");
        RequireHardLink(path, witness);
        var length = new FileInfo(path).Length;
        vault.Save(Record("EW1", createdMs: 2));
        RequireShredded(witness, length);
        Assert.True(vault.TryLoad("EW1", out _));
    }

    [Fact]
    public void What_a_crash_left_half_written_is_overwritten_and_gone_at_the_next_start()
    {
        var vault = new DatasetVault(VaultPath);
        vault.Save(Record("EW1"));
        var left = Path.Combine(VaultPath, "EW2.json.new");
        File.Copy(Path.Combine(VaultPath, "EW1.json"), left);
        var witness = _folder.File("witness");
        RequireHardLink(left, witness);
        Assert.Equal("EW1", Assert.Single(new DatasetVault(VaultPath).All().Records).AssetId);
        Assert.False(File.Exists(left));
        RequireShredded(witness, new FileInfo(witness).Length);
    }

    [Fact]
    public void A_file_of_garbage_is_named_and_does_not_hide_the_others()
    {
        var vault = new DatasetVault(VaultPath);
        vault.Save(Record("EW1"));
        var garbage = Path.Combine(VaultPath, "EW2.json");
        File.WriteAllBytes(garbage, RandomNumberGenerator.GetBytes(500));
        File.WriteAllBytes(Path.Combine(VaultPath, "EW3.json"), new byte[5 << 20]);
        var content = vault.All();
        Assert.Equal("EW1", Assert.Single(content.Records).AssetId);
        Assert.Equal(2, content.Unreadable.Count);
        Assert.Contains(garbage, content.Unreadable[0], StringComparison.Ordinal);
        Assert.Contains(garbage, Assert.Throws<StorageException>(() => vault.TryLoad("EW2", out _)).Message, StringComparison.Ordinal);
        Assert.True(vault.Destroy("EW2"));
    }

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "version 2")]
    [InlineData("\"assetId\": \"EW1\"", "\"assetId\": \"EW2\"", "EW2")]
    [InlineData("\"origin\": \"own\"", "\"origin\": \"none\"", "origin")]
    [InlineData("\"origin\": \"own\"", "\"origin\": 1", "")]
    [InlineData("\"origin\": \"own\"", "\"origin\": \"own\", \"origin\": \"own\"", "")]
    [InlineData("\"origin\": \"own\"", "\"origin\": \"own\", \"more\": 1", "")]
    [InlineData("\"createdMs\": 1,", "", "")]
    [InlineData("\"createdMs\": 1", "\"createdMs\": 1.5", "")]
    [InlineData("\"createdMs\": 1", "\"createdMs\": -1", "creation")]
    [InlineData("\"segmentsRoot\": \"00", "\"segmentsRoot\": \"", "root")]
    [InlineData("\"fileKey\": \"02", "\"fileKey\": \"0g", "Hex")]
    [InlineData("\"fileKey\": \"02", "\"fileKey\": \"", "wrong size")]
    [InlineData("\"channels\": [", "\"channels\": [ null,", "null")]
    [InlineData("\"segments\": [", "\"segments\": [ null,", "null")]
    [InlineData("\"location\": \"NL-1012\"", "\"location\": null", "")]
    [InlineData("\"owner\": \"4c", "\"owner\": \"4d", "Hex")]
    [InlineData("\"trade\": null", "\"trade\": \"00\"", "Hex")]
    public void A_record_that_is_not_exact_is_refused(string written, string changed, string said)
    {
        var vault = new DatasetVault(VaultPath);
        var path = Path.Combine(VaultPath, "EW1.json");
        Assert.Contains(written, Golden, StringComparison.Ordinal);
        File.WriteAllText(path, Golden.Replace(written, changed, StringComparison.Ordinal));
        var refusal = Assert.Throws<StorageException>(() => vault.TryLoad("EW1", out _));
        Assert.Contains(path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(said, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_byte_gives_a_sound_record_or_a_refusal_that_names_the_file()
    {
        var vault = new DatasetVault(VaultPath);
        var path = Path.Combine(VaultPath, "EW1.json");
        var golden = Encoding.UTF8.GetBytes(Golden);
        Prop.ForAll(
            Gen.Choose(0, golden.Length - 1).ToArbitrary(),
            Gen.Choose(0, 255).ToArbitrary(),
            (at, value) =>
            {
                var changed = (byte[])golden.Clone();
                changed[at] = (byte)value;
                File.WriteAllBytes(path, changed);
                var content = vault.All();
                Assert.Equal(1, content.Records.Count + content.Unreadable.Count);
                Assert.All(content.Records, record => Assert.Null(record.Defect()));
                Assert.All(content.Unreadable, message => Assert.Contains(path, message, StringComparison.Ordinal));
            }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("EW/../../key")]
    [InlineData("../key")]
    [InlineData("EW")]
    [InlineData("")]
    [InlineData("EW1.json")]
    [InlineData("ew1")]
    [InlineData("EWé")]
    [InlineData("EW1\n")]
    public void An_id_that_is_none_reaches_no_file(string assetId)
    {
        var vault = new DatasetVault(VaultPath);
        File.WriteAllText(_folder.File("key.json"), "kept");
        Assert.False(vault.TryLoad(assetId, out _));
        Assert.False(vault.Destroy(assetId));
        Assert.Throws<ArgumentException>(() => vault.Save(Record(assetId)));
        Assert.Equal("kept", File.ReadAllText(_folder.File("key.json")));
        Assert.Empty(Directory.GetFiles(VaultPath));
    }

    [Fact]
    public void A_record_with_a_defect_is_not_saved()
    {
        var sound = Record("EW1", segments: 2);
        var (about, first) = (sound.Description, sound.Segments[0]);
        DatasetRecord[] defects =
        [
            sound with { Origin = DatasetOrigin.None },
            sound with { Trade = BlockHash.Genesis },
            sound with { SegmentsRoot = Bytes(31, 0) },
            sound with { Owner = EnerDatX.Core.Identity.PublicKey.Any },
            sound with { Segments = [] },
            sound with { Segments = [first, first] },
            sound with { Segments = [first with { Index = DatasetRecord.MaxSegments }] },
            sound with { Segments = [first with { Cid = "../key" }] },
            sound with { Segments = [first with { CidSalt = Bytes(15, 1) }] },
            sound with { Segments = [first with { PayloadBytes = 0 }] },
            sound with { Description = about with { PeriodEnd = about.PeriodStart } },
            sound with { Description = about with { ResolutionSeconds = 0 } },
            sound with { Description = about with { QualityPermille = 1001 } },
            sound with { Description = about with { Channels = [] } },
            sound with { Description = about with { Location = new string('x', 257) } },
            sound with { Description = about with { MeterPseudonym = [] } },
        ];
        var vault = new DatasetVault(VaultPath);
        Assert.All(defects, defect => Assert.Throws<ArgumentException>(() => vault.Save(defect)));
        Assert.Empty(Directory.GetFiles(VaultPath));
        vault.Save(sound);
        Assert.Equal(2, Assert.Single(vault.All().Records).Segments.Count);
    }

    [Fact]
    public void A_record_in_text_shows_neither_keys_nor_place()
    {
        var record = Record("EW1");
        Assert.Equal("dataset EW1, segment 0", $"{record}, {record.Segments[0]}");
    }

    private const string Golden = """
        {
          "version": 1,
          "dataset": {
            "assetId": "EW1",
            "owner": "4c69624e61434c504b3ab3d404d08d861abb35fc0538aa53b7c03daf1e69124af02c33757b95725538454840f40fa1a396ddbd07c9d3253576749cafb2e5fc0e8c7c639e082a26aa37af",
            "origin": "own",
            "createdMs": 1,
            "description": {
              "periodStart": 1546300800,
              "periodEnd": 1546387200,
              "resolutionSeconds": 900,
              "channels": [
                "import",
                "gas"
              ],
              "rows": 192,
              "qualityPermille": 1000,
              "location": "NL-1012",
              "sourceFormat": "dsmr-5",
              "meterPseudonym": "0505050505050505"
            },
            "segmentsRoot": "0000000000000000000000000000000000000000000000000000000000000000",
            "segments": [
              {
                "index": 0,
                "cid": "bafkrei0",
                "cidSalt": "01010101010101010101010101010101",
                "fileKey": "02020202020202020202020202020202",
                "keyCommit": "0303030303030303030303030303030303030303030303030303030303030303",
                "readingsRoot": "0404040404040404040404040404040404040404040404040404040404040404",
                "payloadBytes": 70000
              }
            ],
            "manifestCid": "bafkreimanifest",
            "manifestKey": "06060606060606060606060606060606",
            "trade": null
          }
        }
        """;

    private static DatasetRecord Record(string assetId, DatasetOrigin origin = DatasetOrigin.Own, long createdMs = 1, int segments = 1) => new(
        assetId,
        Given.Key(0).PublicKey,
        origin,
        createdMs,
        new DatasetDescription(1_546_300_800, 1_546_387_200, 900, ["import", "gas"], 192, 1000, "NL-1012", "dsmr-5", Bytes(8, 5)),
        Bytes(32, 0),
        [.. Enumerable.Range(0, segments).Select(i => new DatasetSegment(i, $"bafkrei{i}", Bytes(16, 1), Bytes(16, 2), Bytes(32, 3), Bytes(32, 4), 70_000))],
        "bafkreimanifest",
        Bytes(16, 6),
        Trade: null);

    private static byte[] Bytes(int count, byte value) => [.. Enumerable.Repeat(value, count)];

    private static object Fields(DatasetSegment segment) => (
        segment.Index,
        segment.Cid,
        Convert.ToHexString(segment.CidSalt),
        Convert.ToHexString(segment.FileKey),
        Convert.ToHexString(segment.KeyCommit),
        Convert.ToHexString(segment.ReadingsRoot),
        segment.PayloadBytes);

    private static void RequireSame(DatasetDescription saved, DatasetDescription loaded)
    {
        Assert.Equal(saved.Channels, loaded.Channels);
        Assert.Equal(saved.MeterPseudonym, loaded.MeterPseudonym);
        Assert.Equal(saved with { Channels = loaded.Channels, MeterPseudonym = loaded.MeterPseudonym }, loaded);
    }

    /// <summary>A second name of the same bytes on the disk, which stays when the first is deleted.</summary>
    private static void RequireHardLink(string path, string witness)
    {
        using var ln = System.Diagnostics.Process.Start("ln", [path, witness]);
        ln.WaitForExit();
        Assert.Equal(0, ln.ExitCode);
    }

    private static void RequireShredded(string witness, long length)
    {
        var left = File.ReadAllBytes(witness);
        Assert.Equal(length, left.Length);
        Assert.DoesNotContain("fileKey", Encoding.Latin1.GetString(left), StringComparison.Ordinal);
        Assert.DoesNotContain("0202020202", Encoding.Latin1.GetString(left), StringComparison.Ordinal);
    }
}
