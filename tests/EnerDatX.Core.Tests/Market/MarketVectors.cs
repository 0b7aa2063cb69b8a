using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Tests.Market;

/// <summary>The shared vectors about the market, and transactions from their JSON form.</summary>
internal static class MarketVectors
{
    public static JsonElement Load(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", file)));
        return document.RootElement.Clone();
    }

    /// <summary>As Python 2 writes it: text as bytes; a number is a float if it is written with a point.</summary>
    public static TransactionValue AsPython2(JsonElement json) => Read(json, text => new TransactionValue.Bytes(Encoding.ASCII.GetBytes(text)));

    /// <summary>As py-ipv8 and we write it: text as text.</summary>
    public static TransactionValue AsText(JsonElement json) => Read(json, text => new TransactionValue.Text(text));

    private static TransactionValue Read(JsonElement json, Func<string, TransactionValue> text) => json.ValueKind switch
    {
        JsonValueKind.Object => new TransactionValue.Map(
            [.. json.EnumerateObject().Select(field => KeyValuePair.Create(text(field.Name), Read(field.Value, text)))]),
        JsonValueKind.Array => new TransactionValue.List([.. json.EnumerateArray().Select(item => Read(item, text))]),
        JsonValueKind.String => text(json.GetString()!),
        JsonValueKind.True or JsonValueKind.False => new TransactionValue.Boolean(json.GetBoolean()),
        JsonValueKind.Number when json.GetRawText().Contains('.', StringComparison.Ordinal) => new TransactionValue.Float(json.GetDouble()),
        JsonValueKind.Number => new TransactionValue.Integer(BigInteger.Parse(json.GetRawText(), CultureInfo.InvariantCulture)),
        _ => new TransactionValue.None(),
    };
}
