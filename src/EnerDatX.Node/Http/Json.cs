using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EnerDatX.Node.Http;

/// <summary>A moment in EDMP's form: seconds since 1970 with a decimal point, here always with three decimals.</summary>
[JsonConverter(typeof(FloatSecondsConverter))]
internal readonly record struct FloatSeconds(long Milliseconds)
{
    public static FloatSeconds Of(ulong milliseconds) => new((long)Math.Min(milliseconds, long.MaxValue));
}

/// <summary>Writes the digits themselves: no binary fraction comes near them.</summary>
internal sealed class FloatSecondsConverter : JsonConverter<FloatSeconds>
{
    public override FloatSeconds Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new((long)(reader.GetDecimal() * 1_000));

    public override void Write(Utf8JsonWriter writer, FloatSeconds value, JsonSerializerOptions options) =>
        writer.WriteRawValue(string.Create(CultureInfo.InvariantCulture, $"{value.Milliseconds / 1_000}.{value.Milliseconds % 1_000:000}"));
}

/// <summary>How both surfaces write JSON.</summary>
internal static class Json
{
    /// <summary>
    /// A decoded transaction may be 64 deep (<see cref="Core.Ledger.TransactionCodec.MaxDepth"/>), and stands a few levels inside an answer.
    /// </summary>
    public const int MaxWrittenDepth = 96;

    public static readonly JsonSerializerOptions Options = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = MaxWrittenDepth;
        return options;
    }

    /// <summary>EDMP's clients get <c>text/json</c>, everybody else <c>application/json</c>.</summary>
    public static string TypeFor(HttpRequest request) =>
        request.Path.StartsWithSegments("/api", StringComparison.Ordinal) || request.Path.StartsWithSegments("/openapi", StringComparison.Ordinal)
            ? "application/json"
            : "text/json";

    /// <summary>The last moment that has a date, milliseconds since 1970.</summary>
    private const long LastMs = 253_402_300_799_999;

    /// <summary>
    /// ISO 8601 in UTC, for example <c>2026-01-15T12:00:00.000Z</c>. Strangers stamp their half-blocks as they like: what is past the last moment
    /// is shown as that.
    /// </summary>
    public static string Time(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(milliseconds, 0, LastMs)).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
