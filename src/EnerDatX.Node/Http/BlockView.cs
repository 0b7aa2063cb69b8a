using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Node.Http;

/// <summary>A half-block as py-ipv8's REST interface shows it (<c>dict(block)</c>), without the time at which it was stored.</summary>
internal record BlockView(
    string Type,
    JsonNode Transaction,
    string PublicKey,
    uint SequenceNumber,
    string LinkPublicKey,
    uint LinkSequenceNumber,
    string PreviousHash,
    string Signature,
    ulong Timestamp,
    string Hash)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BlockView? Linked { get; init; }

    public static BlockView Of(HalfBlock block) => new(
        block.Type,
        TransactionJson.Of(block),
        block.PublicKey.ToHex(),
        block.Sequence,
        block.LinkPublicKey.ToHex(),
        block.LinkSequence,
        block.PreviousHash.ToString(),
        Convert.ToHexStringLower(block.Signature),
        block.TimestampMs,
        block.Hash.ToString());

    /// <summary>With the other side, if it is held.</summary>
    public static BlockView WithLinked(HalfBlock block, ILedgerReader ledger) =>
        Of(block) with { Linked = ledger.LinkedTo(block) is [var linked, ..] ? Of(linked) : null };
}

/// <summary>A transaction as JSON: bytes become text with a character per byte (latin-1), tuples and sets arrays.</summary>
internal static class TransactionJson
{
    /// <summary>An empty object for a transaction that nobody can decode.</summary>
    public static JsonNode Of(HalfBlock block) =>
        TransactionCodec.TryDecode(block.Transaction, out var value, out _, out _) && Of(value) is { } json ? json : new JsonObject();

    private static JsonNode? Of(TransactionValue value) => value switch
    {
        TransactionValue.Integer integer => Number(integer.Value.ToString(CultureInfo.InvariantCulture)),
        TransactionValue.Float number when double.IsFinite(number.Value) => Number(PythonText.FormatFloat(number.Value)),
        TransactionValue.Boolean boolean => JsonValue.Create(boolean.Value),
        TransactionValue.None => null,
        TransactionValue.List list => Array(list.Items),
        TransactionValue.Tuple tuple => Array(tuple.Items),
        TransactionValue.Set set => Array(set.Items),
        TransactionValue.Map map => Object(map),
        _ => JsonValue.Create(Text(value)),
    };

    /// <summary>The digits as they are: neither size nor precision is lost.</summary>
    private static JsonNode? Number(string digits) => JsonNode.Parse(digits);

    private static JsonArray Array(IReadOnlyList<TransactionValue> items) => new([.. items.Select(Of)]);

    /// <summary>Of two keys that read alike (<c>b"id"</c> and <c>"id"</c>) the later one counts, as in Python.</summary>
    private static JsonObject Object(TransactionValue.Map map)
    {
        var json = new JsonObject();
        foreach (var (key, value) in map.Entries)
        {
            json[Text(key)] = Of(value);
        }

        return json;
    }

    private static string Text(TransactionValue value) => value switch
    {
        TransactionValue.Text text => text.Value,
        TransactionValue.Bytes bytes => Encoding.Latin1.GetString(bytes.Value.Span),
        TransactionValue.Float number => PythonText.FormatFloat(number.Value),
        _ => Of(value)?.ToJsonString() ?? "null",
    };
}
