using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EnerDatX.Core.Ledger;

/// <summary>
/// The transactions of AnyDex since December 2020: one compact JSON object instead of the "a" codec. Read strictly (RFC 8259, no
/// comments, no trailing bytes, no key twice); whole numbers stay exact, numbers with a point or an exponent become floats.
/// </summary>
internal static class JsonTransaction
{
    /// <summary>The reader's messages quote what they did not expect, which a stranger chose.</summary>
    private const int MaxErrorLength = 200;

    public static bool TryDecode(
        ReadOnlySpan<byte> bytes,
        [NotNullWhen(true)] out TransactionValue? value,
        [NotNullWhen(false)] out CodecError? error)
    {
        value = null;
        error = Utf8Errors.FirstIn(bytes);
        if (error is not null)
        {
            return false;
        }

        try
        {
            // The reader allows one level more than we do, so that the refusal is ours and says what it is.
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = TransactionCodec.MaxDepth + 1 });
            reader.Read();
            value = Read(ref reader, out error);
            return value is not null && AtEnd(ref reader);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // The latter where an escape such as \ud800 names half a character.
            (value, error) = (null, new CodecError("ValueError", malformed.Message[..Math.Min(malformed.Message.Length, MaxErrorLength)]));
            return false;
        }
    }

    /// <summary>Anything but white space after the object makes the reader throw.</summary>
    private static bool AtEnd(ref Utf8JsonReader reader) => !reader.Read();

    private static TransactionValue? Read(ref Utf8JsonReader reader, out CodecError? error)
    {
        error = null;
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return new TransactionValue.Text(reader.GetString()!);
            case JsonTokenType.True or JsonTokenType.False:
                return new TransactionValue.Boolean(reader.GetBoolean());
            case JsonTokenType.Null:
                return new TransactionValue.None();
            case JsonTokenType.Number:
                return ReadNumber(reader.ValueSpan, out error);
            default:
                if (reader.CurrentDepth >= TransactionCodec.MaxDepth)
                {
                    error = CodecError.TooDeep;
                    return null;
                }

                return reader.TokenType == JsonTokenType.StartArray ? ReadArray(ref reader, out error) : ReadObject(ref reader, out error);
        }
    }

    private static TransactionValue? ReadNumber(ReadOnlySpan<byte> text, out CodecError? error)
    {
        if (!text.ContainsAny(".eE"u8))
        {
            return PythonText.TryParseInteger(text, out var integer, out error) ? new TransactionValue.Integer(integer) : null;
        }

        var number = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        error = double.IsFinite(number) ? null : new CodecError("ValueError", "number out of range: " + Encoding.ASCII.GetString(text));
        return error is null ? new TransactionValue.Float(number) : null;
    }

    private static TransactionValue.List? ReadArray(ref Utf8JsonReader reader, out CodecError? error)
    {
        error = null;
        var items = new List<TransactionValue>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (Read(ref reader, out error) is not { } item)
            {
                return null;
            }

            items.Add(item);
        }

        return new TransactionValue.List(items);
    }

    private static TransactionValue.Map? ReadObject(ref Utf8JsonReader reader, out CodecError? error)
    {
        error = null;
        var entries = new List<KeyValuePair<TransactionValue, TransactionValue>>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            if (Read(ref reader, out error) is not { } value)
            {
                return null;
            }

            entries.Add(new(new TransactionValue.Text(name), value));
            names.Add(name);
        }

        error = names.Count < entries.Count ? CodecError.DuplicateKey : null;
        return error is null ? new TransactionValue.Map(entries) : null;
    }
}
