using EnerDatX.Core.Exchange;
using EnerDatX.Core.Metering;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Metering;

public class DatasetTests
{
    private const long Nine = 1_741_597_200;

    private static readonly DatasetHeader Header =
        new(new MeterPseudonym(Convert.FromHexString("000102030405060708090a0b0c0d0e0f")), "Europe/Amsterdam", 900, SourceFormat.DsmrP1);

    private static readonly string Golden = string.Concat(
        "45445844", "01", "01", "00000384", "000102030405060708090a0b0c0d0e0f",
        "10", "4575726f70652f416d7374657264616d",
        "00000002",
        "01", "0000000067ceaa10", "00000384", "000000000000005a", "01", "01", "00000000000000000000000000000001",
        "03", "0000000067ceaa10", "00000e10", "0000000000000190", "02", "03", "00000000000000000000000000000002",
        "00000003", "61620a");

    [Fact]
    public void A_dataset_is_these_bytes()
    {
        var dataset = Create([Row(MeterChannel.Import, 0, 900, 90, 1), Row(MeterChannel.Gas, 0, 3_600, 400, 2, ReadingQuality.Gap)], "ab\n"u8.ToArray());
        Assert.Equal(Golden, Convert.ToHexStringLower(DatasetCodec.Encode(dataset)));
        Assert.True(DatasetCodec.TryDecode(Convert.FromHexString(Golden), out var decoded, out var refusal), refusal);
        Assert.Equal(dataset.Header, decoded.Header);
        Assert.Equal(dataset.Rows, decoded.Rows);
        Assert.Equal("ab\n"u8.ToArray(), decoded.Original.ToArray());
    }

    [Fact]
    public void The_readings_root_is_over_salt_first_then_the_rest_of_each_row()
    {
        var dataset = Create([Row(MeterChannel.Import, 0, 900, 90, 1), Row(MeterChannel.Gas, 0, 3_600, 400, 2, ReadingQuality.Gap)], []);
        var first = MerkleTree.Leaf(Convert.FromHexString("00000000000000000000000000000001" + "010000000067ceaa1000000384000000000000005a0101"));
        var second = MerkleTree.Leaf(Convert.FromHexString("00000000000000000000000000000002" + "030000000067ceaa1000000e1000000000000001900203"));
        Assert.Equal(MerkleTree.Root([first, second]), dataset.ReadingsRoot());
        Assert.Equal([first, second], dataset.LeafHashes());
    }

    [Fact]
    public void Every_dataset_comes_back_from_its_bytes_and_has_only_one_encoding() =>
        Prop.ForAll(Datasets(), dataset =>
        {
            var bytes = DatasetCodec.Encode(dataset);
            return DatasetCodec.TryDecode(bytes, out var decoded, out _)
                && decoded.Header == dataset.Header
                && decoded.Rows.SequenceEqual(dataset.Rows)
                && decoded.ReadingsRoot().SequenceEqual(dataset.ReadingsRoot())
                && DatasetCodec.Encode(decoded).SequenceEqual(bytes);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Damaged_bytes_never_throw_and_what_is_accepted_encodes_to_itself()
    {
        var golden = Convert.FromHexString(Golden);
        var damage = Gen.Choose(0, golden.Length - 1).SelectMany(place => Gen.Choose(0, 255).Select(value => (Place: place, Value: value))).NonEmptyListOf().ToArbitrary();
        Prop.ForAll(damage, hits =>
        {
            var damaged = golden.ToArray();
            foreach (var (place, value) in hits.Take(4))
            {
                damaged[place] = (byte)value;
            }

            return AcceptsOnlyWhatItWouldWrite(damaged);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Any_bytes_and_any_cut_never_throw()
    {
        var golden = Convert.FromHexString(Golden);
        Prop.ForAll<byte[]>(AcceptsOnlyWhatItWouldWrite).QuickCheckThrowOnFailure();
        Assert.All(Enumerable.Range(0, golden.Length), length => Assert.False(DatasetCodec.TryDecode(golden.AsSpan(0, length), out _, out _)));
        Assert.False(DatasetCodec.TryDecode([.. golden, 0], out _, out _));
    }

    [Fact]
    public void A_huge_announced_row_count_is_refused_before_any_row_is_made()
    {
        var bytes = Convert.FromHexString(Golden);
        bytes.AsSpan(43, 4).Fill(0xFF);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.False(DatasetCodec.TryDecode(bytes, out _, out var refusal));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
        Assert.Equal("cut short: 4294967295 rows announced", refusal);
    }

    [Theory]
    [InlineData(MeterChannel.Gas, 900L, 1L, Unit.WattHour, ReadingQuality.Measured)]
    [InlineData(MeterChannel.None, 900L, 1L, Unit.WattHour, ReadingQuality.Measured)]
    [InlineData((MeterChannel)9, 900L, 1L, Unit.WattHour, ReadingQuality.Measured)]
    [InlineData(MeterChannel.Import, 0L, 1L, Unit.WattHour, ReadingQuality.Measured)]
    [InlineData(MeterChannel.Import, 5_000_000_000L, 1L, Unit.WattHour, ReadingQuality.Measured)]
    [InlineData(MeterChannel.Import, 900L, -1L, Unit.WattHour, ReadingQuality.Measured)]
    [InlineData(MeterChannel.Import, 900L, Quantity.MaxAmount + 1, Unit.WattHour, ReadingQuality.Measured)]
    [InlineData(MeterChannel.Import, 900L, 1L, Unit.WattHour, ReadingQuality.None)]
    [InlineData(MeterChannel.Import, 900L, 1L, Unit.WattHour, (ReadingQuality)7)]
    public void An_impossible_row_is_refused(MeterChannel channel, long seconds, long amount, Unit unit, ReadingQuality quality)
    {
        var reading = new Reading(channel, new UtcSeconds(Nine), seconds, new Quantity(amount, unit), quality);
        Assert.False(Dataset.TryCreate(Header, [new DatasetRow(reading, 0)], [], out _, out var refusal));
        Assert.StartsWith("row 0: ", refusal);
    }

    [Fact]
    public void Rows_out_of_order_repeated_or_overlapping_are_refused()
    {
        var first = Row(MeterChannel.Import, 0, 900, 1, 1);
        Assert.Contains("order", Refusal([Row(MeterChannel.Import, 900, 900, 1, 1), first]));
        Assert.Contains("order", Refusal([first, first]));
        Assert.Contains("order", Refusal([Row(MeterChannel.Gas, 0, 900, 1, 1), first]));
        Assert.Contains("overlaps", Refusal([first, Row(MeterChannel.Import, 899, 900, 1, 1)]));
        Assert.Equal("no row", Refusal([]));
    }

    [Theory]
    [InlineData("", 900, SourceFormat.DsmrP1)]
    [InlineData("Europe/Amster dam", 900, SourceFormat.DsmrP1)]
    [InlineData("Europe/Amsterdam", 0, SourceFormat.DsmrP1)]
    [InlineData("Europe/Amsterdam", 1_000, SourceFormat.DsmrP1)]
    [InlineData("Europe/Amsterdam", 900, SourceFormat.None)]
    [InlineData("Europe/Amsterdam", 900, (SourceFormat)77)]
    public void An_impossible_header_is_refused(string zone, int resolution, SourceFormat source)
    {
        var header = new DatasetHeader(Header.Meter, zone, resolution, source);
        Assert.False(Dataset.TryCreate(header, [Row(MeterChannel.Import, 0, 900, 1, 1)], [], out _, out _));
    }

    [Fact]
    public void Segments_are_datasets_that_together_hold_every_row_once() =>
        Prop.ForAll(Datasets(), Gen.Choose(1, 12).ToArbitrary(), (dataset, wanted) =>
        {
            var starts = dataset.Rows.Select(row => row.Reading.Start).Distinct().Count();
            var segments = dataset.Split(Math.Min(wanted, starts));
            var sizes = segments.Select(segment => segment.Rows.Select(row => row.Reading.Start).Distinct().Count()).ToArray();
            return segments.SelectMany(segment => segment.Rows).SequenceEqual(dataset.Rows)
                && segments.All(segment => segment.Header == dataset.Header && DatasetCodec.TryDecode(DatasetCodec.Encode(segment), out _, out _))
                && sizes.Max() - sizes.Min() <= 1
                && segments.SkipLast(1).All(segment => segment.Original.IsEmpty)
                && segments[^1].Original.Span.SequenceEqual(dataset.Original.Span);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void More_segments_than_starting_times_are_an_error() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Create([Row(MeterChannel.Import, 0, 900, 1, 1), Row(MeterChannel.Gas, 0, 900, 1, 1)], []).Split(2));

    [Fact]
    public void Packing_orders_readings_and_asks_for_sixteen_random_bytes_each()
    {
        var asked = new List<int>();
        byte fill = 0;
        byte[] Random(int count)
        {
            asked.Add(count);
            return [.. Enumerable.Repeat(++fill, count)];
        }

        var (late, early) = (Row(MeterChannel.Import, 900, 900, 1, 0).Reading, Row(MeterChannel.Import, 0, 900, 1, 0).Reading);
        Assert.True(Dataset.TryPack(Header, [late, early], Random, [], out var dataset, out var refusal), refusal);
        Assert.Equal([16, 16], asked);
        Assert.Equal([early, late], dataset.Rows.Select(row => row.Reading));
        Assert.NotEqual(dataset.Rows[0].Salt, dataset.Rows[1].Salt);
    }

    [Fact]
    public void A_day_is_summarised_and_exported_as_text()
    {
        var day = Read.Whole(File.ReadAllBytes(ProjectFolder.PathOf("src", "EnerDatX.Node", "Demo", "household-day.p1")));
        var readings = Intervals.FromRegisters(day.Meters()[0].Registers).Readings;
        Assert.True(Dataset.TryPack(Header, readings, count => new byte[count], [], out var dataset, out var refusal), refusal);
        var summary = DatasetSummary.Of(dataset);
        Assert.Equal(("2025-03-19T23:00:00Z", "2025-03-20T23:00:00Z"), (summary.Start.ToString(), summary.End.ToString()));
        Assert.Equal([MeterChannel.Import, MeterChannel.Export, MeterChannel.Gas], summary.Channels);
        Assert.Equal((288, 900, 1_000), (summary.RowCount, summary.ResolutionSeconds, summary.QualityPermille));
        var lines = DatasetCsv.Write(dataset).Split('\n');
        Assert.Equal("utc_start,seconds,channel,amount,unit,quality", lines[0]);
        Assert.StartsWith("2025-03-19T23:00:00Z,900,import,", lines[1]);
        Assert.EndsWith(",Wh,measured", lines[1]);
        Assert.Equal(290, lines.Length);
    }

    [Fact]
    public void Quality_is_the_measured_part_of_all_that_was_expected()
    {
        var gap = Create([Row(MeterChannel.Import, 0, 900, 1, 1), Row(MeterChannel.Import, 900, 1_800, 1, 1, ReadingQuality.Gap)], []);
        Assert.Equal(333, DatasetSummary.Of(gap).QualityPermille);
    }

    [Fact]
    public void A_pseudonym_depends_on_salt_and_ids_and_not_on_their_order()
    {
        var salt = new byte[16];
        var pseudonym = MeterPseudonym.Of(salt, ["b", "a"]);
        Assert.Equal(pseudonym, MeterPseudonym.Of(salt, ["a", "b"]));
        Assert.NotEqual(pseudonym, MeterPseudonym.Of(salt, ["ab"]));
        Assert.NotEqual(pseudonym, MeterPseudonym.Of([.. Enumerable.Repeat((byte)1, 16)], ["a", "b"]));
        Assert.Throws<ArgumentException>(() => MeterPseudonym.Of(new byte[15], ["a"]));
        var input = "enerdatx/meter/v1\0"u8.ToArray().Concat(salt).Concat("\0a\0b"u8.ToArray()).ToArray();
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(input))[..32], pseudonym.ToString());
    }

    private static bool AcceptsOnlyWhatItWouldWrite(byte[] bytes) =>
        DatasetCodec.TryDecode(bytes, out var dataset, out var refusal) ? DatasetCodec.Encode(dataset).SequenceEqual(bytes) : refusal.Length > 0;

    private static Dataset Create(DatasetRow[] rows, byte[] original)
    {
        Assert.True(Dataset.TryCreate(Header, rows, original, out var dataset, out var refusal), refusal);
        return dataset;
    }

    private static string Refusal(DatasetRow[] rows)
    {
        Assert.False(Dataset.TryCreate(Header, rows, [], out _, out var refusal));
        return refusal;
    }

    private static DatasetRow Row(MeterChannel channel, long after, long seconds, long amount, int salt, ReadingQuality quality = ReadingQuality.Measured) =>
        new(new Reading(channel, new UtcSeconds(Nine + after), seconds, new Quantity(amount, channel == MeterChannel.Import ? Unit.WattHour : Unit.Litre), quality), (UInt128)salt);

    private static Arbitrary<Dataset> Datasets() =>
        Gen.Elements(MeterChannel.Import, MeterChannel.Gas, MeterChannel.Water).SelectMany(channel => Gen.Choose(0, 30).SelectMany(slot => Gen.Choose(0, int.MaxValue)
            .Select(amount => (Slot: slot, Channel: channel, Amount: amount)))).NonEmptyListOf()
            .Select(cells => cells.DistinctBy(cell => (cell.Slot, cell.Channel)).OrderBy(cell => (cell.Slot, cell.Channel))
                .Select(cell => Row(cell.Channel, 900L * cell.Slot, 900, cell.Amount, cell.Amount)).ToArray())
            .Select(rows => Create(rows, [.. rows.Select(row => (byte)(row.Salt & 255))])).ToArbitrary();
}
