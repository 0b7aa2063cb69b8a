using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace EnerDatX.Core.Metering;

/// <summary>One JSON object of OEHU to a device, or to the reason why not.</summary>
internal static class OehuEntry
{
    private const int RegisterDecimals = 3;
    private const int DegreeDecimals = 6;
    private const long MaxLatitude = 90_000_000;
    private const long MaxLongitude = 180_000_000;
    private const long LastMillisecond = 4_102_444_800_000; // the end of 2099, as far as telegrams count
    private const int MaxText = 128; // ids have 64 digits

    public static bool TryRead(JsonElement entry, [NotNullWhen(true)] out OehuDevice? device, [NotNullWhen(false)] out string? fault)
    {
        device = null;
        fault = null;
        var metadata = Child(Child(entry, "metadata"), "metadata") ?? Child(entry, "metadata") ?? entry;
        if (Text(metadata, "deviceType") is not { } type)
        {
            fault = "no deviceType: this is no OEHU device";
            return false;
        }

        if (!TryReading(metadata, out var reading, out fault))
        {
            return false;
        }

        device = new OehuDevice
        {
            DeviceId = Text(entry, "deviceId") ?? Text(metadata, "deviceId"),
            DeviceType = type,
            Location = Location(metadata),
            LocationAccuracy = Count(metadata, "locationAccuracy"),
            HouseholdType = Text(metadata, "householdType"),
            Occupants = Count(metadata, "occupants"),
            Reading = reading,
        };
        return true;
    }

    /// <summary>True with null for a device that has not reported yet: it has no electricityReceived.</summary>
    private static bool TryReading(JsonElement metadata, out OehuReading? reading, [NotNullWhen(false)] out string? fault)
    {
        reading = null;
        fault = null;
        if (Child(metadata, "electricityReceived") is null)
        {
            return true;
        }

        if (Count(metadata, "lastUpdate") is not { } milliseconds || milliseconds >= LastMillisecond)
        {
            fault = "electricityReceived without a lastUpdate in milliseconds since 1970";
            return false;
        }

        if (!TryEnergy(metadata, "electricityReceived", out var received, out fault)
            || !TryEnergy(metadata, "electricityDelivered", out var delivered, out fault)
            || !TryNumber(metadata, "gasReceived", out var gas, out fault))
        {
            return false;
        }

        var litres = gas is { } count ? new Quantity(count, Unit.Litre) : (Quantity?)null;
        reading = new OehuReading(new UtcSeconds(milliseconds / 1_000), received, delivered, litres);
        return true;
    }

    private static bool TryEnergy(JsonElement metadata, string name, out EnergyRegister energy, [NotNullWhen(false)] out string? fault)
    {
        energy = default;
        fault = null;
        if (Child(metadata, name) is not { } counts)
        {
            return true;
        }

        if (!TryNumber(counts, "total", out var total, out fault)
            || !TryNumber(counts, "tariff1", out var tariff1, out fault)
            || !TryNumber(counts, "tariff2", out var tariff2, out fault))
        {
            fault = $"{name}: {fault}";
            return false;
        }

        energy = new EnergyRegister(Wh(total), Wh(tariff1), Wh(tariff2), null, null);
        return true;

        static WattHours? Wh(long? value) => value is { } known ? new WattHours(known) : null;
    }

    /// <summary>kWh or m³ to Wh or dm³; true with null when absent.</summary>
    private static bool TryNumber(JsonElement parent, string name, out long? value, [NotNullWhen(false)] out string? fault)
    {
        value = null;
        fault = null;
        if (!parent.TryGetProperty(name, out var number) || number.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (number.ValueKind == JsonValueKind.Number && FixedPoint.TryParseRounded(number.GetRawText(), RegisterDecimals, out var parsed))
        {
            value = parsed;
            return true;
        }

        fault = $"{name} is no count of a meter";
        return false;
    }

    /// <summary>Latitude first. Null unless both are numbers of degrees; a wrong place spoils no reading.</summary>
    private static GeoPoint? Location(JsonElement metadata) =>
        Child(metadata, "location") is { } location
        && location.TryGetProperty("coordinates", out var pair)
        && pair.ValueKind == JsonValueKind.Array
        && pair.GetArrayLength() == 2
        && Degrees(pair[0], MaxLatitude) is { } latitude
        && Degrees(pair[1], MaxLongitude) is { } longitude
            ? new GeoPoint(latitude, longitude)
            : null;

    private static long? Degrees(JsonElement number, long most)
    {
        var text = number.ValueKind == JsonValueKind.Number ? number.GetRawText() : string.Empty;
        var isNegative = text.StartsWith('-');
        return FixedPoint.TryParseRounded(isNegative ? text.AsSpan(1) : text, DegreeDecimals, out var degrees) && degrees <= most
            ? isNegative ? -degrees : degrees
            : null;
    }

    private static JsonElement? Child(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } known && known.TryGetProperty(name, out var child) && child.ValueKind == JsonValueKind.Object
            ? child
            : null;

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object
        && parent.TryGetProperty(name, out var text)
        && text.ValueKind == JsonValueKind.String
        && !text.GetRawText().Contains('\\') // none of ours needs an escape, and half a surrogate pair cannot be unescaped
        && text.GetString() is { Length: > 0 and <= MaxText } known
            ? known
            : null;

    private static long? Count(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt64(out var value) && value >= 0
            ? value
            : null;
}
