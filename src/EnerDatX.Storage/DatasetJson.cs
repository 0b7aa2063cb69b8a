using System.Text.Json;
using System.Text.Json.Serialization;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Storage;

/// <summary>The file format of a dataset record: strict JSON, bytes as lower-case hex, unknown or doubled members refused.</summary>
internal static class DatasetJson
{
    private const int Version = 1;

    private static readonly JsonSerializerOptions Format = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        MaxDepth = 8,
        Converters =
        {
            new JsonStringEnumConverter<DatasetOrigin>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
            new HexConverter<byte[]>(bytes => bytes, bytes => bytes),
            new HexConverter<PublicKey>(key => key.Bytes.ToArray(), bytes => PublicKey.TryParse(bytes, out var key) ? key : null),
            new HexConverter<BlockHash>(hash => hash.ToArray(), bytes => bytes.Length == BlockHash.Length ? new BlockHash(bytes) : null),
        },
    };

    internal static byte[] Write(DatasetRecord record) => JsonSerializer.SerializeToUtf8Bytes(new VersionedRecord(Version, record), Format);

    /// <exception cref="JsonException">It is not exactly what <see cref="Write"/> writes.</exception>
    internal static DatasetRecord Read(ReadOnlySpan<byte> json)
    {
        var read = JsonSerializer.Deserialize<VersionedRecord>(json, Format) ?? throw new JsonException("It is null.");
        if (read.Version != Version)
        {
            throw new JsonException($"It has version {read.Version}, this node knows {Version}.");
        }

        // The one place where the serializer lets a null through: members of lists.
        if (read.Dataset.Segments.Any(segment => segment is null) || read.Dataset.Description.Channels.Any(channel => channel is null))
        {
            throw new JsonException("A segment or channel is null.");
        }

        return read.Dataset.Defect() is { } defect ? throw new JsonException(defect) : read.Dataset;
    }

    private sealed record VersionedRecord(int Version, DatasetRecord Dataset);

    private sealed class HexConverter<T>(Func<T, byte[]> write, Func<byte[], object?> read) : JsonConverter<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } text && text.Length % 2 == 0)
            {
                var bytes = new byte[text.Length / 2];
                if (Convert.FromHexString(text, bytes, out _, out _) == System.Buffers.OperationStatus.Done && read(bytes) is T value)
                {
                    return value;
                }
            }

            throw new JsonException("Hex digits of the right number are wanted.");
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Convert.ToHexStringLower(write(value)));
    }
}
