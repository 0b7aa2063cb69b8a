using EnerDatX.Core.Metering;
using FsCheck;
using FsCheck.Fluent;

namespace EnerDatX.Core.Tests.Metering;

public class TelegramStreamTests
{
    private static readonly byte[] Noisy =
    [
        .. "noise \xff/ab/"u8,
        .. SampleFiles.Single(),
        .. SampleFiles.Single()[..200],
        .. SampleFiles.Single(),
        .. SampleFiles.Replace(SampleFiles.Single(), "000001", "000009"),
        .. "\0\0"u8,
        .. Read.Sample("p1/hu-x25.p1"),
        .. SampleFiles.Single()[..^2], // the line end after the checksum was lost
        .. Read.Sample("p1/nl-v3-parity-bits.p1"),
        .. SampleFiles.Single()[..99],
    ];

    [Fact]
    public void A_telegram_cut_short_costs_only_itself()
    {
        var outcomes = Outcomes(Noisy);
        Assert.Equal(
            ["good", "Truncated", "good", "WrongChecksum", "good", "good", "good", "Truncated"],
            outcomes.Select(outcome => outcome.Fault?.Kind.ToString() ?? "good"));
        Assert.Equal(Enumerable.Range(0, 8), outcomes.Select(outcome => outcome.Fault?.Index ?? outcome.Telegram!.Index));
    }

    [Fact]
    public void Any_chunks_give_the_same_telegrams()
    {
        var whole = Describe(Outcomes(Noisy));
        var sizes = Gen.Choose(1, 400).ListOf().Select(list => list.ToArray()).ToArbitrary();
        Prop.ForAll(sizes, chunks => Describe(InChunks(Noisy, chunks)) == whole).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Random_bytes_never_throw_and_every_outcome_is_one_of_the_two() =>
        Prop.ForAll<byte[]>(bytes => Outcomes(bytes).All(IsOneOfTheTwo)).QuickCheckThrowOnFailure();

    [Fact]
    public void A_telegram_with_one_flipped_bit_is_never_taken_for_good()
    {
        var telegram = SampleFiles.Single();
        var checksumAndLineEnd = 6;
        for (var bit = 0; bit < 8 * (telegram.Length - checksumAndLineEnd); bit++)
        {
            var damaged = telegram.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.All(Outcomes(damaged), outcome => Assert.NotNull(outcome.Fault));
        }
    }

    [Fact]
    public void Lines_made_of_the_formats_own_signs_never_throw()
    {
        var text = Gen.Elements("(", ")", "*", ":", ".", "-", "0", "1-0:1.8.1", "0-1:24.2.1", "0-1:24.3.0", "0-1:24.1.0", "kWh", "m3", "250310100000W", "\r\n", "0-0:1.0.0", "0-0:96.1.1")
            .ListOf().Select(parts => string.Concat(parts)).ToArbitrary();
        Prop.ForAll(text, body => Outcomes(TelegramText.WithChecksum("EDX5\\X", body)).All(IsOneOfTheTwo)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_telegram_without_end_is_refused_at_the_limit_and_the_next_one_is_read()
    {
        byte[] endless = [.. "/EDX5\\X\r\n"u8, .. new byte[TelegramStream.MaxTelegramBytes], .. SampleFiles.Single()];
        var outcomes = Outcomes(endless);
        Assert.Equal(TelegramFaultKind.TooLong, outcomes[0].Fault?.Kind);
        Assert.NotNull(outcomes[1].Telegram);
    }

    [Fact]
    public void A_telegram_of_too_many_lines_is_refused()
    {
        byte[] lines = [.. "/EDX5\\X\r\n"u8, .. Enumerable.Repeat((byte)'\n', TelegramStream.MaxTelegramLines)];
        Assert.Equal(TelegramFaultKind.TooManyLines, Read.Fault(lines).Kind);
    }

    [Fact]
    public void A_checksum_at_the_end_of_the_input_needs_no_line_end() => Assert.NotNull(Outcomes(SampleFiles.Single()[..^2])[0].Telegram);

    private static bool IsOneOfTheTwo(TelegramOutcome outcome) => outcome.Telegram is null != outcome.Fault is null;

    private static List<TelegramOutcome> Outcomes(byte[] bytes) => InChunks(bytes, []);

    private static List<TelegramOutcome> InChunks(byte[] bytes, int[] sizes)
    {
        var stream = new TelegramStream();
        var outcomes = new List<TelegramOutcome>();
        var offset = 0;
        foreach (var size in sizes.Append(bytes.Length))
        {
            var end = Math.Min(bytes.Length, offset + size);
            outcomes.AddRange(stream.Push(bytes.AsSpan(offset..end)));
            offset = end;
        }

        outcomes.AddRange(stream.Complete());
        return outcomes;
    }

    private static string Describe(List<TelegramOutcome> outcomes) => string.Join('\n', outcomes.Select(outcome =>
        outcome.Fault?.ToString() ?? $"{outcome.Telegram!.Index} {outcome.Telegram.Offset} {outcome.Telegram.Checksum} {outcome.Telegram.Import} {outcome.Telegram.Time}"));
}
