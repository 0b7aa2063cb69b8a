using EnerDatX.Core.Metering;

namespace EnerDatX.Core.Tests.Metering;

public class MeterFileTests
{
    [Fact]
    public void A_bad_telegram_among_good_ones_is_skipped_and_named()
    {
        var file = Read.SampleFile("p1/one-bad-among-good.p1");
        Assert.Equal([0, 2], file.Telegrams.Select(telegram => telegram.Index));
        var fault = Assert.Single(file.Faults);
        Assert.Equal((1, 392L, TelegramFaultKind.WrongChecksum), (fault.Index, fault.Offset, fault.Kind));
        Assert.StartsWith("skipped telegram 1 (byte 392, line 32): wrong checksum", Assert.Single(file.Warnings));
    }

    [Fact]
    public void Without_a_good_telegram_the_first_fault_is_named_and_all_are_counted()
    {
        var bad = Read.Sample("p1/wrong-checksum.p1");
        Assert.EndsWith("none of 2 telegrams is good", Read.Refusal([.. bad, .. bad]));
    }

    [Fact]
    public void Noise_between_telegrams_is_counted() =>
        Assert.Equal(["3 bytes outside telegrams were skipped"], Read.Whole([.. "abc\r\n"u8, .. SampleFiles.Single()]).Warnings);

    [Fact]
    public void Warnings_end_after_a_hundred()
    {
        var bytes = Enumerable.Repeat(Read.Sample("p1/lf-line-endings.p1"), 150).SelectMany(telegram => telegram).ToArray();
        var warnings = Read.Whole(bytes).Warnings;
        Assert.Equal(101, warnings.Count);
        Assert.Equal("and 50 more warnings", warnings[^1]);
    }

    [Theory]
    [InlineData("/abc5\n", MeterFile.MaxTelegrams, "more than 200000 telegrams")]
    [InlineData("/abc5\n1()\n!\n", MeterFile.MaxTelegrams, "more than 200000 telegrams")]
    public void A_flood_of_tiny_telegrams_is_refused(string telegram, int count, string reason) =>
        Assert.Equal(reason, Read.Refusal(Read.Ascii(string.Concat(Enumerable.Repeat(telegram, count + 1)))));

    [Fact]
    public void A_flood_of_tiny_entries_is_refused() =>
        Assert.Equal("more than 100000 entries", Read.Refusal(Read.Ascii($"[{string.Join(',', Enumerable.Repeat("1", OehuFile.MaxEntries + 1))}]")));

    [Fact]
    public void A_file_that_is_too_large_is_refused() =>
        Assert.Equal("67108865 bytes; at most 67108864 are read", Read.Refusal(new byte[MeterFile.MaxLength + 1]));
}
