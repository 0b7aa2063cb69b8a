using System.Globalization;

namespace EnerDatX.Core.Metering;

/// <summary>The lines <c>0-n:…</c> of one M-Bus channel. What is odd here never refuses a telegram: the device has no reading then.</summary>
internal static class MbusFields
{
    /// <summary>Null when no line speaks of this channel.</summary>
    public static MbusDevice? Read(TelegramFields fields, int number)
    {
        var type = int.TryParse(fields.Text($"0-{number}:24.1.0"), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : (int?)null;
        var id = fields.Id($"0-{number}:96.1.0") ?? fields.Id($"0-{number}:96.1.1");
        var device = new MbusDevice(number, type, id, null);
        var reading = ReadCurrent(fields, device, $"0-{number}:24.2.1")
            ?? ReadCurrent(fields, device, $"0-{number}:24.2.3") // Belgium's gas: not corrected for temperature
            ?? ReadHourly(fields, device, $"0-{number}:24.3.0");
        return type is null && id is null && reading is null ? null : device with { Reading = reading };
    }

    /// <summary>v4 and later: <c>(stamp)(number*unit)</c>.</summary>
    private static MbusReading? ReadCurrent(TelegramFields fields, MbusDevice device, string code)
    {
        var values = fields.Values(code);
        if (values is null or [] || TelegramTime.IsNone(values[0]))
        {
            return null;
        }

        if (values is [var stamp, var value] && TelegramTime.TryParse(stamp, out var time)
            && ObisValue.TrySplit(value, out var amount, out var unit) && TryCount(device, amount, unit, out var count))
        {
            return new MbusReading(stamp, time, count);
        }

        return None(fields, code, values);
    }

    /// <summary>v2 and v3, on two lines: <c>(stamp)(status)(minutes)(1)(code)(unit)</c> and <c>(number)</c>.</summary>
    private static MbusReading? ReadHourly(TelegramFields fields, MbusDevice device, string code)
    {
        var values = fields.Values(code);
        if (values is null or [] || TelegramTime.IsNone(values[0]))
        {
            return null;
        }

        if (values is [var stamp, _, _, _, _, var unit, var amount] && TryCount(device, amount, unit, out var count))
        {
            var flagged = TelegramTime.TryParse(stamp, out var time);
            if (flagged || TelegramTime.IsUnflagged(stamp))
            {
                return new MbusReading(stamp, flagged ? time : null, count);
            }
        }

        return None(fields, code, values);
    }

    private static bool TryCount(MbusDevice device, ReadOnlySpan<char> amount, ReadOnlySpan<char> unit, out Quantity count) =>
        ObisValue.TryCount(amount, unit, out count) && (device.Channel == MeterChannel.None || device.Channel.Counts(count.Unit));

    private static MbusReading? None(TelegramFields fields, string code, string[] values)
    {
        fields.AddQuirk($"{code} has no reading that we understand: \"({string.Join(")(", values)})\"");
        return null;
    }
}
