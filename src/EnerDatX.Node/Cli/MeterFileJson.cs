using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using EnerDatX.Core.Metering;

namespace EnerDatX.Node.Cli;

/// <summary>
/// A meter's file as one JSON object: <c>format</c>, <c>telegrams</c> (or <c>devices</c>), <c>registers</c>, <c>readings</c>, <c>warnings</c>.
/// Whole numbers with their units; times in ISO 8601, UTC, or null.
/// </summary>
internal static class MeterFileJson
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(MeterFile file)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("format", file.Format == SourceFormat.DsmrP1 ? "dsmr-p1" : "oehu");
            WriteArray(json, "telegrams", file.Telegrams, WriteTelegram);
            if (file.Format == SourceFormat.Oehu)
            {
                WriteArray(json, "devices", file.Devices, WriteDevice);
            }

            var meters = file.Meters();
            var series = meters.Select(meter => (meter.MeterId, Intervals: Intervals.FromRegisters(meter.Registers))).ToArray();
            WriteArray(json, "registers", meters.SelectMany(meter => meter.Registers), WriteRegister);
            WriteArray(json, "readings", series.SelectMany(meter => meter.Intervals.Readings, (meter, reading) => (meter.MeterId, reading)), WriteReading);
            WriteArray(json, "warnings", file.Warnings.Concat(series.SelectMany(meter => meter.Intervals.Warnings)), (to, text) => to.WriteStringValue(text));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void WriteTelegram(Utf8JsonWriter json, Telegram telegram)
    {
        json.WriteStartObject();
        json.WriteNumber("index", telegram.Index);
        json.WriteNumber("offset", telegram.Offset);
        json.WriteString("identification", telegram.Identification);
        json.WriteString("version", telegram.Version);
        json.WriteString("equipment_id", telegram.EquipmentId);
        json.WriteString("timestamp", telegram.Time?.ToString());
        WriteChecksum(json, telegram.Checksum);
        WriteEnergy(json, "import", telegram.Import);
        WriteEnergy(json, "export", telegram.Export);
        json.WriteString("tariff1", telegram.TariffNames.First);
        json.WriteString("tariff2", telegram.TariffNames.Second);
        WriteNumber(json, "active_tariff", telegram.ActiveTariff);
        WriteNumber(json, "power_import_w", telegram.PowerImport?.Value);
        WriteNumber(json, "power_export_w", telegram.PowerExport?.Value);
        if (telegram.IsBelgian)
        {
            WriteNumber(json, "quarter_hour_demand_w", telegram.QuarterHourDemand?.Value);
            WriteNumber(json, "month_peak_w", telegram.MonthPeak?.Power.Value);
            json.WriteString("month_peak_timestamp", telegram.MonthPeak?.Time?.ToString());
        }

        WriteArray(json, "mbus", telegram.MbusDevices, WriteMbusDevice);
        WriteArray(json, "quirks", telegram.Quirks, (to, quirk) => to.WriteStringValue(quirk));
        json.WriteEndObject();
    }

    private static void WriteChecksum(Utf8JsonWriter json, TelegramChecksum checksum)
    {
        json.WriteStartObject("checksum");
        json.WriteString("status", checksum.StatusName);
        json.WriteString("printed", checksum.Printed?.ToString("X4", CultureInfo.InvariantCulture));
        json.WriteString("computed", checksum.Computed.ToString("X4", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    private static void WriteEnergy(Utf8JsonWriter json, string name, EnergyRegister energy)
    {
        WriteNumber(json, $"{name}_wh", energy.Count?.Value);
        WriteNumber(json, $"{name}_tariff1_wh", energy.Tariff1?.Value);
        WriteNumber(json, $"{name}_tariff2_wh", energy.Tariff2?.Value);
    }

    private static void WriteMbusDevice(Utf8JsonWriter json, MbusDevice device)
    {
        json.WriteStartObject();
        json.WriteNumber("mbus_channel", device.Number);
        WriteNumber(json, "type", device.Type);
        json.WriteString("channel", device.Channel == MeterChannel.None ? null : device.Channel.Name());
        json.WriteString("equipment_id", device.EquipmentId);
        json.WriteString("stamp", device.Reading?.Stamp);
        json.WriteString("timestamp", device.Reading?.Time?.ToString());
        WriteNumber(json, "amount", device.Reading?.Count.Amount);
        json.WriteString("unit", device.Reading?.Count.Unit.Symbol());
        json.WriteEndObject();
    }

    private static void WriteDevice(Utf8JsonWriter json, OehuDevice device)
    {
        json.WriteStartObject();
        json.WriteString("device_id", device.DeviceId);
        json.WriteString("device_type", device.DeviceType);
        WriteNumber(json, "latitude_microdegrees", device.Location?.LatitudeMicrodegrees);
        WriteNumber(json, "longitude_microdegrees", device.Location?.LongitudeMicrodegrees);
        WriteNumber(json, "location_accuracy_m", device.LocationAccuracy);
        json.WriteString("household_type", device.HouseholdType);
        WriteNumber(json, "occupants", device.Occupants);
        json.WriteString("timestamp", device.Reading?.Time.ToString());
        WriteEnergy(json, "import", device.Reading?.Received ?? default);
        WriteEnergy(json, "export", device.Reading?.Delivered ?? default);
        WriteNumber(json, "gas_dm3", device.Reading?.Gas?.Amount);
        json.WriteEndObject();
    }

    private static void WriteRegister(Utf8JsonWriter json, Register register)
    {
        json.WriteStartObject();
        json.WriteString("channel", register.Channel.Name());
        json.WriteString("equipment_id", register.EquipmentId);
        json.WriteString("utc", register.Time?.ToString());
        json.WriteNumber("amount", register.Count.Amount);
        json.WriteString("unit", register.Count.Unit.Symbol());
        json.WriteEndObject();
    }

    private static void WriteReading(Utf8JsonWriter json, (string? MeterId, Reading Reading) row)
    {
        json.WriteStartObject();
        json.WriteString("channel", row.Reading.Channel.Name());
        json.WriteString("meter", row.MeterId);
        json.WriteString("utc_start", row.Reading.Start.ToString());
        json.WriteNumber("seconds", row.Reading.Seconds);
        json.WriteNumber("amount", row.Reading.Amount.Amount);
        json.WriteString("unit", row.Reading.Amount.Unit.Symbol());
        json.WriteString("quality", row.Reading.Quality.Name());
        json.WriteEndObject();
    }

    private static void WriteArray<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            write(json, item);
        }

        json.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
