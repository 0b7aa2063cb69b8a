using System.Buffers;
using System.CommandLine;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Node.Cli;

/// <summary><c>enerdatx codec …</c>: transactions to and from typed JSON, for comparison with other implementations.</summary>
public static class CodecCommand
{
    public static Command Create() => new("codec", "Decodes and encodes transactions.") { CreateDecode(), CreateEncode() };

    internal static int Decode(string hex, TextWriter output)
    {
        if (!Hex.TryParse(hex, out var bytes))
        {
            return Fail(output, "ValueError", "The transaction is not hex: an even number of the digits 0-9 and a-f.");
        }

        if (!TransactionCodec.TryDecode(bytes, out var value, out _, out var error))
        {
            return Fail(output, error.ErrorClass, error.Text);
        }

        output.WriteLine(TypedJson.Write(value));
        return 0;
    }

    internal static int Encode(TextReader input, TextWriter output)
    {
        try
        {
            var value = TypedJson.Read(input.ReadToEnd());
            output.WriteLine(new JsonObject { ["hex"] = Convert.ToHexStringLower(TransactionCodec.Encode(value)) }.ToJsonString());
            return 0;
        }
        catch (KeyNotFoundException exception)
        {
            return Fail(output, "KeyError", exception.Message);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or OverflowException or InvalidOperationException or ArgumentException)
        {
            return Fail(output, "ValueError", exception.Message);
        }
    }

    private static Command CreateDecode()
    {
        var hex = new Argument<string>("HEX") { Description = "The transaction of a half-block in hex." };
        var command = new Command("decode", "Prints a transaction as typed JSON.") { hex };
        command.SetAction(parsed => Decode(parsed.GetRequiredValue(hex), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static Command CreateEncode()
    {
        var command = new Command("encode", "Reads typed JSON from standard input and prints {\"hex\": …}.");
        command.SetAction(parsed => Encode(Console.In, parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Fail(TextWriter output, string errorClass, string text)
    {
        output.WriteLine(new JsonObject { ["error"] = errorClass, ["error_text"] = text }.ToJsonString());
        return 1;
    }
}

/// <summary>
/// JSON that says each value's kind: <c>{"t":"int","v":"42"}</c>, float with Python's text and the IEEE 754 bits, str, bytes, list, tuple,
/// set, dict as pairs in order, bool, none.
/// </summary>
internal static class TypedJson
{
    /// <summary>Every value inside a map is three JSON levels down, and the codec allows 64.</summary>
    private const int MaxJsonDepth = (4 * TransactionCodec.MaxDepth) + 4;

    public static string Write(TransactionValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, value);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <exception cref="KeyNotFoundException">A kind that the codec does not have.</exception>
    /// <exception cref="JsonException">Not JSON. Wrong members: <see cref="FormatException"/>, <see cref="InvalidOperationException"/>.</exception>
    public static TransactionValue Read(string text)
    {
        using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxJsonDepth });
        return Read(json.RootElement);
    }

    private static void Write(Utf8JsonWriter writer, TransactionValue value)
    {
        writer.WriteStartObject();
        switch (value)
        {
            case TransactionValue.Integer integer:
                WriteKind(writer, "int");
                writer.WriteString("v", integer.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case TransactionValue.Float real:
                WriteKind(writer, "float");
                writer.WriteString("repr", PythonText.FormatFloat(real.Value));
                writer.WriteString("bits", BitConverter.DoubleToUInt64Bits(real.Value).ToString("x16", CultureInfo.InvariantCulture));
                break;
            case TransactionValue.Text text:
                WriteKind(writer, "str");
                writer.WriteString("v", text.Value);
                writer.WriteString("utf8", Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text.Value)));
                break;
            case TransactionValue.Bytes bytes:
                WriteKind(writer, "bytes");
                writer.WriteString("hex", Convert.ToHexStringLower(bytes.Value.Span));
                break;
            case TransactionValue.Boolean boolean:
                WriteKind(writer, "bool");
                writer.WriteBoolean("v", boolean.Value);
                break;
            case TransactionValue.List list:
                WriteItems(writer, "list", list.Items);
                break;
            case TransactionValue.Tuple tuple:
                WriteItems(writer, "tuple", tuple.Items);
                break;
            case TransactionValue.Set set:
                WriteItems(writer, "set", set.Items);
                break;
            case TransactionValue.Map map:
                WriteMap(writer, map);
                break;
            default:
                WriteKind(writer, "none");
                break;
        }

        writer.WriteEndObject();
    }

    private static void WriteKind(Utf8JsonWriter writer, string kind) => writer.WriteString("t", kind);

    private static void WriteItems(Utf8JsonWriter writer, string kind, IReadOnlyList<TransactionValue> items)
    {
        WriteKind(writer, kind);
        writer.WriteStartArray("v");
        foreach (var item in items)
        {
            Write(writer, item);
        }

        writer.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter writer, TransactionValue.Map map)
    {
        WriteKind(writer, "dict");
        writer.WriteStartArray("v");
        foreach (var (key, value) in map.Entries)
        {
            writer.WriteStartArray();
            Write(writer, key);
            Write(writer, value);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
    }

    private static TransactionValue Read(JsonElement element) => element.GetProperty("t").GetString() switch
    {
        "int" => new TransactionValue.Integer(
            BigInteger.Parse(element.GetProperty("v").GetString()!, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)),
        "float" => new TransactionValue.Float(ReadFloat(element)),
        "str" => new TransactionValue.Text(element.GetProperty("v").GetString()!),
        "bytes" => new TransactionValue.Bytes(Convert.FromHexString(element.GetProperty("hex").GetString()!)),
        "bool" => new TransactionValue.Boolean(element.GetProperty("v").GetBoolean()),
        "none" => new TransactionValue.None(),
        "list" => new TransactionValue.List(ReadItems(element)),
        "tuple" => new TransactionValue.Tuple(ReadItems(element)),
        "set" => new TransactionValue.Set(ReadItems(element)),
        "dict" => new TransactionValue.Map([.. element.GetProperty("v").EnumerateArray().Select(ReadPair)]),
        var kind => throw new KeyNotFoundException($"'{kind}'"),
    };

    /// <summary>The bits are exact; the text alone is enough.</summary>
    private static double ReadFloat(JsonElement element)
    {
        if (element.TryGetProperty("bits", out var bits))
        {
            return BitConverter.UInt64BitsToDouble(ulong.Parse(bits.GetString()!, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        }

        return PythonText.TryParseFloat(Encoding.UTF8.GetBytes(element.GetProperty("repr").GetString()!), out var value, out var error)
            ? value
            : throw new FormatException(error.Text);
    }

    private static List<TransactionValue> ReadItems(JsonElement element) => [.. element.GetProperty("v").EnumerateArray().Select(Read)];

    private static KeyValuePair<TransactionValue, TransactionValue> ReadPair(JsonElement pair) => pair.GetArrayLength() == 2
        ? new(Read(pair[0]), Read(pair[1]))
        : throw new FormatException("An entry of a dict is a pair.");
}
