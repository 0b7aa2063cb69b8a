using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace EnerDatX.Core.Metering;

/// <summary>One frame to one telegram, or to the fault that refuses it.</summary>
internal static class TelegramParser
{
    private const int MbusChannels = 4;
    private const byte SevenBits = 0x7F;

    public static TelegramOutcome Parse(TelegramFrame frame)
    {
        var parity = frame.Body.ContainsAnyExceptInRange((byte)0, SevenBits) || frame.Tail.ContainsAnyExceptInRange((byte)0, SevenBits);
        if (parity && !(HasEvenParity(frame.Body) && HasEvenParity(frame.Tail)))
        {
            return frame.Refuse(TelegramFaultKind.NotAscii, frame.Line, "bytes above 127 that are not parity bits");
        }

        // 7E1 bytes that were read as 8N1 keep their parity bit; v2 and v3 have no checksum that it could spoil.
        var body = parity ? WithoutParity(frame.Body) : frame.Body;
        var tail = Encoding.ASCII.GetString(parity ? WithoutParity(frame.Tail) : frame.Tail).Trim();
        var lines = Encoding.ASCII.GetString(body).Split('\n');
        var lastLine = frame.Line + lines.Length - 1;
        if (!TryPrinted(tail, out var printed))
        {
            return frame.Refuse(TelegramFaultKind.MalformedChecksum, lastLine, $"\"{tail}\" after '!' is no checksum");
        }

        var checksum = TelegramChecksum.Compare(body, printed);
        if (checksum.Status == ChecksumStatus.Wrong)
        {
            var reason = $"wrong checksum: printed {tail}, computed {checksum.Computed:X4}";
            return frame.Refuse(TelegramFaultKind.WrongChecksum, lastLine, reason);
        }

        var fields = TelegramFields.Read(lines[..^1]);
        AddQuirks(fields, checksum, tail, parity);
        var telegram = Read(frame, lines[0].Trim()[1..], checksum, fields);
        return Judge(frame, telegram, fields, lastLine);
    }

    private static TelegramOutcome Judge(TelegramFrame frame, Telegram telegram, TelegramFields fields, int lastLine)
    {
        if (fields.Fault is { } fault)
        {
            return frame.Refuse(fault.Kind, frame.Line + fault.Line, fault.Reason);
        }

        if (fields.Count == 0)
        {
            return frame.Refuse(TelegramFaultKind.Empty, lastLine, "no line of data between '/' and '!'");
        }

        if (telegram.Version is not null && telegram.Checksum.Status == ChecksumStatus.Absent)
        {
            var reason = $"no checksum after '!', which version {telegram.Version} must have (computed {telegram.Checksum.Computed:X4})";
            return frame.Refuse(TelegramFaultKind.MissingChecksum, lastLine, reason);
        }

        return new TelegramOutcome(telegram, null);
    }

    private static Telegram Read(TelegramFrame frame, string identification, TelegramChecksum checksum, TelegramFields fields)
    {
        var belgianVersion = fields.Text("0-0:96.1.4");
        var isBelgian = belgianVersion is not null;
        return new Telegram
        {
            Index = frame.Index,
            Offset = frame.Offset,
            Identification = identification,
            Checksum = checksum,
            Version = belgianVersion ?? fields.Text("1-3:0.2.8"),
            IsBelgian = isBelgian,
            EquipmentId = fields.Id("0-0:96.1.1"),
            Time = fields.Time("0-0:1.0.0"),
            Import = Energy(fields, "1-0:1.8."),
            Export = Energy(fields, "1-0:2.8."),
            ActiveTariff = Tariff(fields.Text("0-0:96.14.0")),
            PowerImport = fields.Power("1-0:1.7.0"),
            PowerExport = fields.Power("1-0:2.7.0"),
            QuarterHourDemand = isBelgian ? fields.Power("1-0:1.4.0") : null,
            MonthPeak = isBelgian ? MonthPeak(fields.Values("1-0:1.6.0")) : null,
            MbusDevices = Enumerable.Range(1, MbusChannels).Select(number => MbusFields.Read(fields, number)).OfType<MbusDevice>().ToArray(),
            Quirks = fields.Quirks,
        };
    }

    private static EnergyRegister Energy(TelegramFields fields, string code) =>
        new(fields.Energy(code + '0'), fields.Energy(code + '1'), fields.Energy(code + '2'), fields.Energy(code + '3'), fields.Energy(code + '4'));

    /// <summary>Anything but 1 to 4 is some meter's own name for a tariff; nothing of ours depends on it.</summary>
    private static int? Tariff(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var tariff) && tariff is >= 1 and <= 4 ? tariff : null;

    private static (UtcSeconds? Time, Watts Power)? MonthPeak(string[]? values) =>
        values is [var stamp, var value] && ObisValue.TryPower(value, out var power)
            ? (TelegramTime.TryParse(stamp, out var time) ? time : null, power)
            : null;

    /// <summary>One to four hexadecimal digits (some meters drop leading zeros), or nothing.</summary>
    private static bool TryPrinted(string tail, out ushort? printed)
    {
        printed = null;
        if (tail.Length == 0)
        {
            return true;
        }

        if (tail.Length > 4 || !ushort.TryParse(tail, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            return false;
        }

        printed = value;
        return true;
    }

    private static void AddQuirks(TelegramFields fields, TelegramChecksum checksum, string tail, bool parity)
    {
        if (checksum.Status == ChecksumStatus.ValidAfterLineEndings)
        {
            fields.AddQuirk("line endings were converted: the checksum matches once each CR is restored");
        }

        if (tail.Length is > 0 and < 4)
        {
            fields.AddQuirk($"the checksum lacks leading zeros: {tail}");
        }

        if (parity)
        {
            fields.AddQuirk("bytes carry parity bits (7E1 read as 8N1); they were removed");
        }
    }

    private static bool HasEvenParity(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (BitOperations.PopCount(b) % 2 != 0)
            {
                return false;
            }
        }

        return true;
    }

    private static byte[] WithoutParity(ReadOnlySpan<byte> bytes)
    {
        var stripped = bytes.ToArray();
        foreach (ref var b in stripped.AsSpan())
        {
            b &= SevenBits;
        }

        return stripped;
    }
}
