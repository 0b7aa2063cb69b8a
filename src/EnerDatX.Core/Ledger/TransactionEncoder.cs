using System.Buffers;
using System.Globalization;
using System.Text;

namespace EnerDatX.Core.Ledger;

/// <summary>The strict half of <see cref="TransactionCodec"/>: one text per value, and no value that Python could not hold.</summary>
internal static class TransactionEncoder
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static byte[] Encode(TransactionValue value)
    {
        var output = new ArrayBufferWriter<byte>();
        output.Write("a"u8);
        Write(output, value, depth: 0);
        return output.WrittenSpan.ToArray();
    }

    private static void Write(ArrayBufferWriter<byte> output, TransactionValue value, int depth)
    {
        switch (value)
        {
            case TransactionValue.Integer integer:
                Write(output, 'i', IntegerText(integer));
                break;
            case TransactionValue.Float number:
                Write(output, 'f', Encoding.ASCII.GetBytes(PythonText.FormatFloat(number.Value)));
                break;
            case TransactionValue.Text text:
                Write(output, 's', StrictUtf8.GetBytes(text.Value));
                break;
            case TransactionValue.Bytes bytes:
                Write(output, 'b', bytes.Value.Span);
                break;
            case TransactionValue.Boolean boolean:
                output.Write(boolean.Value ? "0T"u8 : "0F"u8);
                break;
            case TransactionValue.None:
                output.Write("0n"u8);
                break;
            case TransactionValue.List list:
                WriteItems(output, 'l', list.Items, depth);
                break;
            case TransactionValue.Tuple tuple:
                WriteItems(output, 't', tuple.Items, depth);
                break;
            case TransactionValue.Set set:
                RequireKeys(set.Items);
                WriteItems(output, 'L', set.Items, depth);
                break;
            case TransactionValue.Map map:
                WriteMap(output, map, depth);
                break;
            default:
                throw new ArgumentException("Unknown kind of transaction value.", nameof(value));
        }
    }

    private static byte[] IntegerText(TransactionValue.Integer integer)
    {
        var text = integer.Value.ToString(CultureInfo.InvariantCulture);
        return text.Length - (integer.Value.Sign < 0 ? 1 : 0) <= PythonText.MaxIntegerDigits
            ? Encoding.ASCII.GetBytes(text)
            : throw new ArgumentException(PythonText.TooManyDigits(text.Length).Text, nameof(integer));
    }

    private static void WriteItems(ArrayBufferWriter<byte> output, char letter, IReadOnlyList<TransactionValue> items, int depth)
    {
        Open(output, letter, items.Count, depth);
        foreach (var item in items)
        {
            Write(output, item, depth + 1);
        }
    }

    private static void WriteMap(ArrayBufferWriter<byte> output, TransactionValue.Map map, int depth)
    {
        RequireKeys([.. map.Entries.Select(entry => entry.Key)]);
        Open(output, 'd', map.Entries.Count, depth);
        foreach (var (key, entry) in map.Entries)
        {
            Write(output, key, depth + 1);
            Write(output, entry, depth + 1);
        }
    }

    private static void Open(ArrayBufferWriter<byte> output, char letter, int count, int depth)
    {
        if (depth >= TransactionCodec.MaxDepth)
        {
            throw new ArgumentException($"A transaction has at most {TransactionCodec.MaxDepth} values inside one another.", nameof(depth));
        }

        WriteHeader(output, letter, count);
    }

    private static void Write(ArrayBufferWriter<byte> output, char letter, ReadOnlySpan<byte> payload)
    {
        WriteHeader(output, letter, payload.Length);
        output.Write(payload);
    }

    private static void WriteHeader(ArrayBufferWriter<byte> output, char letter, int number) =>
        output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{number}{letter}")));

    private static void RequireKeys(IReadOnlyList<TransactionValue> keys)
    {
        var seen = new HashSet<TransactionValue>(PythonKeys.Comparer);
        foreach (var key in keys)
        {
            if (PythonKeys.UnhashableKind(key) is { } kind)
            {
                throw new ArgumentException($"unhashable type: '{kind}'", nameof(keys));
            }

            if (!seen.Add(key))
            {
                throw new ArgumentException(CodecError.DuplicateKey.Text, nameof(keys));
            }
        }
    }
}
