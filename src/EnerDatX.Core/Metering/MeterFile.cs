using System.Diagnostics.CodeAnalysis;

namespace EnerDatX.Core.Metering;

/// <summary>Where readings come from; the number is its byte in dataset v1.</summary>
public enum SourceFormat : byte
{
    None = 0,

    /// <summary>Telegrams of a P1 port.</summary>
    DsmrP1 = 1,

    /// <summary>JSON of the OEHU API.</summary>
    Oehu = 2,
}

/// <summary>All counts of one meter in a file.</summary>
/// <param name="MeterId">Equipment or device id; null where the file names none.</param>
public sealed record MeterCounts(string? MeterId, IReadOnlyList<Register> Registers);

/// <summary>A file from a meter, of any format that we read.</summary>
public sealed record MeterFile
{
    /// <summary>As much as a dataset may carry along; about a day of telegrams of one second.</summary>
    public const int MaxLength = 64 * 1024 * 1024;

    /// <summary>Good and bad together; two days of one-second telegrams. The shortest telegrams are much shorter than what we make of them.</summary>
    public const int MaxTelegrams = 200_000;

    private const int ChunkLength = 64 * 1024;

    public required SourceFormat Format { get; init; }

    /// <summary>The good telegrams, in the order of the file.</summary>
    public IReadOnlyList<Telegram> Telegrams { get; init; } = [];

    /// <summary>The refused telegrams, which were skipped.</summary>
    public IReadOnlyList<TelegramFault> Faults { get; init; } = [];

    public IReadOnlyList<OehuDevice> Devices { get; init; } = [];

    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>
    /// Reads any supported file. Refused: empty, too large, no meter's file, or nothing good in it. A bad telegram among good ones is a
    /// warning.
    /// </summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, [NotNullWhen(true)] out MeterFile? file, [NotNullWhen(false)] out string? refusal)
    {
        file = null;
        if (bytes.Length > MaxLength)
        {
            refusal = $"{bytes.Length} bytes; at most {MaxLength} are read";
            return false;
        }

        var content = WithoutByteOrderMark(bytes);
        var text = content.Span.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty)
        {
            refusal = "the file is empty";
            return false;
        }

        return text[0] is (byte)'{' or (byte)'['
            ? TryReadOehu(content, out file, out refusal)
            : TryReadTelegrams(content.Span, out file, out refusal);
    }

    /// <summary>
    /// The counts of each meter: one for telegrams (a port belongs to one meter at a time), one per device for OEHU, in order of appearance.
    /// </summary>
    public IReadOnlyList<MeterCounts> Meters()
    {
        if (Format == SourceFormat.DsmrP1)
        {
            return [new MeterCounts(Telegrams[^1].EquipmentId, [.. Telegrams.SelectMany(telegram => telegram.Registers())])];
        }

        var meters = Devices.GroupBy(device => device.DeviceId, StringComparer.Ordinal); // in order of first appearance
        return [.. meters.Select(meter => new MeterCounts(meter.Key, [.. meter.SelectMany(device => device.Registers())]))];
    }

    private static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        return bytes.Span.StartsWith(mark) ? bytes[mark.Length..] : bytes;
    }

    private static bool TryReadOehu(ReadOnlyMemory<byte> json, out MeterFile? file, [NotNullWhen(false)] out string? refusal)
    {
        file = null;
        if (!OehuFile.TryParse(json, out var devices, out var faults, out refusal))
        {
            return false;
        }

        var warnings = new WarningList();
        foreach (var fault in faults)
        {
            warnings.Add($"skipped {fault}");
        }

        file = new MeterFile { Format = SourceFormat.Oehu, Devices = devices, Warnings = warnings.ToArray() };
        return true;
    }

    private static bool TryReadTelegrams(ReadOnlySpan<byte> bytes, out MeterFile? file, [NotNullWhen(false)] out string? refusal)
    {
        file = null;
        var stream = new TelegramStream();
        var outcomes = new List<TelegramOutcome>();
        for (var offset = 0; offset < bytes.Length && outcomes.Count <= MaxTelegrams; offset += ChunkLength)
        {
            outcomes.AddRange(stream.Push(bytes.Slice(offset, Math.Min(ChunkLength, bytes.Length - offset))));
        }

        outcomes.AddRange(stream.Complete());
        var telegrams = outcomes.Select(outcome => outcome.Telegram).OfType<Telegram>().ToArray();
        var faults = outcomes.Select(outcome => outcome.Fault).OfType<TelegramFault>().ToArray();
        refusal = RefuseTelegrams(telegrams, faults);
        if (refusal is not null)
        {
            return false;
        }

        file = new MeterFile
        {
            Format = SourceFormat.DsmrP1,
            Telegrams = telegrams,
            Faults = faults,
            Warnings = Warn(telegrams, faults, stream.NoiseBytes),
        };
        return true;
    }

    private static string? RefuseTelegrams(Telegram[] telegrams, TelegramFault[] faults) => (telegrams.Length, faults.Length) switch
    {
        (0, 0) => "not a meter's file: neither a telegram (/XXX5…) nor JSON",
        var (good, bad) when good + bad > MaxTelegrams => $"more than {MaxTelegrams} telegrams",
        (0, 1) => faults[0].ToString(),
        (0, var bad) => $"{faults[0]}; none of {bad} telegrams is good",
        _ => null,
    };

    private static string[] Warn(Telegram[] telegrams, TelegramFault[] faults, long noiseBytes)
    {
        var warnings = new WarningList();
        foreach (var fault in faults)
        {
            warnings.Add($"skipped {fault}");
        }

        foreach (var telegram in telegrams)
        {
            foreach (var quirk in telegram.Quirks)
            {
                warnings.Add($"telegram {telegram.Index}: {quirk}");
            }
        }

        if (noiseBytes > 0)
        {
            warnings.Add($"{noiseBytes} bytes outside telegrams were skipped");
        }

        return warnings.ToArray();
    }
}
