using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;
using System.Text.Unicode;

namespace EnerDatX.Core.Ledger;

/// <summary>
/// A transaction, or a map inside one, whose keys are names. Written in the order of the calls, which is therefore part of each
/// type's documented format; text as <c>s</c>, integers as <c>i</c>, bytes as <c>b</c>. Read tolerantly: the text and bytes of
/// Python 2, Python 3 and Kotlin nodes are told apart by what is asked for, not by what is written.
/// </summary>
public sealed class TransactionMap
{
    private readonly List<KeyValuePair<string, TransactionValue>> _fields = [];

    /// <summary>Names in the order in which they stand.</summary>
    public IReadOnlyList<string> Names => [.. _fields.Select(entry => entry.Key)];

    /// <summary>Decodes a transaction (any dialect) that is a map of names; trailing bytes are ignored, as everywhere.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> transaction, [NotNullWhen(true)] out TransactionMap? map)
    {
        map = null;
        return TransactionCodec.TryDecode(transaction, out var value, out _, out _) && TryFrom(value, out map);
    }

    /// <summary>
    /// Reads a map whose keys are all names. One name as text and again as bytes is refused: two readers could each see another value.
    /// </summary>
    public static bool TryFrom(TransactionValue value, [NotNullWhen(true)] out TransactionMap? map)
    {
        map = null;
        if (value is not TransactionValue.Map { Entries: var entries })
        {
            return false;
        }

        var result = new TransactionMap();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (key, field) in entries)
        {
            if (!TryReadText(key, out var name) || !names.Add(name))
            {
                return false;
            }

            result._fields.Add(new(name, field));
        }

        map = result;
        return true;
    }

    public TransactionMap Text(string name, string value) => Add(name, new TransactionValue.Text(value));

    public TransactionMap Integer(string name, BigInteger value) => Add(name, new TransactionValue.Integer(value));

    public TransactionMap Bytes(string name, ReadOnlySpan<byte> value) => Add(name, new TransactionValue.Bytes(value.ToArray()));

    public TransactionMap Map(string name, TransactionMap value) => Add(name, value.ToValue());

    public TransactionMap List(string name, IEnumerable<TransactionValue> items) => Add(name, new TransactionValue.List([.. items]));

    public TransactionMap Maps(string name, IEnumerable<TransactionMap> items) => List(name, items.Select(item => item.ToValue()));

    public TransactionMap BytesList(string name, IEnumerable<byte[]> items) =>
        List(name, items.Select(item => new TransactionValue.Bytes(item.ToArray())));

    public TransactionValue.Map ToValue() =>
        new([.. _fields.Select(entry => KeyValuePair.Create<TransactionValue, TransactionValue>(new TransactionValue.Text(entry.Key), entry.Value))]);

    /// <summary>The bytes of a transaction.</summary>
    public byte[] Encode() => TransactionCodec.Encode(ToValue());

    public bool Has(string name) => Find(name) is not null;

    /// <param name="maxLength">In UTF-8 bytes.</param>
    public bool TryText(string name, int maxLength, [NotNullWhen(true)] out string? value)
    {
        value = null;
        return Find(name) is { } field && TryReadText(field, out value) && Encoding.UTF8.GetByteCount(value) <= maxLength;
    }

    /// <summary>A whole number of any size.</summary>
    public bool TryInteger(string name, out BigInteger value)
    {
        var found = Find(name) as TransactionValue.Integer;
        value = found?.Value ?? 0;
        return found is not null;
    }

    /// <param name="min">Inclusive, as is <paramref name="max"/>.</param>
    public bool TryInteger(string name, long min, long max, out long value)
    {
        var fits = TryInteger(name, out BigInteger number) && number >= min && number <= max;
        value = fits ? (long)number : 0;
        return fits;
    }

    public bool TryBytes(string name, int exactLength, [NotNullWhen(true)] out byte[]? value)
    {
        value = null;
        return Find(name) is { } field && TryReadBytes(field, out value) && value.Length == exactLength;
    }

    /// <summary>Bytes whose length varies, at most <paramref name="maxLength"/>.</summary>
    public bool TryBytesUpTo(string name, int maxLength, [NotNullWhen(true)] out byte[]? value)
    {
        value = null;
        return Find(name) is { } field && TryReadBytes(field, out value) && value.Length <= maxLength;
    }

    public bool TryMap(string name, [NotNullWhen(true)] out TransactionMap? value)
    {
        value = null;
        return Find(name) is { } field && TryFrom(field, out value);
    }

    public bool TryList(string name, int maxCount, [NotNullWhen(true)] out IReadOnlyList<TransactionValue>? items)
    {
        items = Find(name) switch
        {
            TransactionValue.List list => list.Items,
            TransactionValue.Tuple tuple => tuple.Items,
            _ => null,
        };
        return items is not null && items.Count <= maxCount;
    }

    public bool TryMaps(string name, int maxCount, [NotNullWhen(true)] out IReadOnlyList<TransactionMap>? items)
    {
        items = null;
        if (!TryList(name, maxCount, out var values))
        {
            return false;
        }

        var maps = new List<TransactionMap>();
        foreach (var value in values)
        {
            if (!TryFrom(value, out var map))
            {
                return false;
            }

            maps.Add(map);
        }

        items = maps;
        return true;
    }

    public bool TryBytesList(string name, int exactLength, int maxCount, [NotNullWhen(true)] out IReadOnlyList<byte[]>? items)
    {
        items = null;
        if (!TryList(name, maxCount, out var values))
        {
            return false;
        }

        var result = new List<byte[]>();
        foreach (var value in values)
        {
            if (!TryReadBytes(value, out var bytes) || bytes.Length != exactLength)
            {
                return false;
            }

            result.Add(bytes);
        }

        items = result;
        return true;
    }

    private static bool TryReadText(TransactionValue value, [NotNullWhen(true)] out string? text)
    {
        text = value switch
        {
            TransactionValue.Text { Value: var characters } => characters,
            TransactionValue.Bytes { Value: var bytes } when Utf8.IsValid(bytes.Span) => Encoding.UTF8.GetString(bytes.Span),
            _ => null,
        };
        return text is not null;
    }

    private static bool TryReadBytes(TransactionValue value, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = value switch
        {
            TransactionValue.Bytes { Value: var raw } => raw.ToArray(),
            TransactionValue.Text { Value: var characters } => Encoding.UTF8.GetBytes(characters),
            _ => null,
        };
        return bytes is not null;
    }

    private TransactionValue? Find(string name)
    {
        foreach (var (key, value) in _fields)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    private TransactionMap Add(string name, TransactionValue value)
    {
        if (Has(name))
        {
            throw new ArgumentException($"The field '{name}' is there already.", nameof(name));
        }

        _fields.Add(new(name, value));
        return this;
    }
}
