using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace EnerDatX.Core.Ledger;

/// <summary>
/// The lenient half of <see cref="TransactionCodec"/> for the "a" codec. It fails where Python fails, in Python's order, and
/// earlier only at <see cref="TransactionCodec.MaxDepth"/>. Every item takes at least two bytes, so a count that promises more
/// than there is runs into the end of the bytes; nothing is ever allocated by a count alone.
/// </summary>
internal ref struct TransactionDecoder
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;
    private CodecError? _error;

    private TransactionDecoder(ReadOnlySpan<byte> bytes)
    {
        _bytes = bytes;
        _position = "a"u8.Length;
    }

    public static bool TryDecode(
        ReadOnlySpan<byte> bytes,
        [NotNullWhen(true)] out TransactionValue? value,
        out int consumed,
        [NotNullWhen(false)] out CodecError? error)
    {
        var decoder = new TransactionDecoder(bytes);
        value = decoder.ReadValue(depth: 0);
        consumed = value is null ? 0 : decoder._position;
        error = decoder._error;
        return value is not null;
    }

    /// <summary>One value, or null with the error set.</summary>
    private TransactionValue? ReadValue(int depth)
    {
        if (!TryReadHeader(out var letter, out var number))
        {
            return null;
        }

        switch ((char)letter)
        {
            case 'i' or 'J':
                return PythonText.TryParseInteger(TakeUpTo(number), out var integer, out _error) ? new TransactionValue.Integer(integer) : null;
            case 'f':
                return PythonText.TryParseFloat(TakeUpTo(number), out var real, out _error) ? new TransactionValue.Float(real) : null;
            case 's':
                return TryTake(number, out var utf8) && IsUtf8(utf8) ? new TransactionValue.Text(Encoding.UTF8.GetString(utf8)) : null;
            case 'b':
                return TryTake(number, out var raw) ? new TransactionValue.Bytes(raw.ToArray()) : null;
            case 'n':
                return IsZero(number) ? new TransactionValue.None() : null;
            case 'T' or 'F':
                return IsZero(number) ? new TransactionValue.Boolean(letter == 'T') : null;
            default:
                return depth < TransactionCodec.MaxDepth ? ReadContainer((char)letter, number, depth) : Fail(CodecError.TooDeep);
        }
    }

    private TransactionValue? ReadContainer(char letter, int count, int depth) => letter switch
    {
        'l' => ReadItems(count, depth) is { } items ? new TransactionValue.List(items) : null,
        't' => ReadItems(count, depth) is { } items ? new TransactionValue.Tuple(items) : null,
        'L' => ReadSet(count, depth) is { } items ? new TransactionValue.Set(items) : null,
        _ => ReadMap(count, depth),
    };

    private List<TransactionValue>? ReadItems(int count, int depth)
    {
        var items = new List<TransactionValue>();
        for (var i = 0; i < count; i++)
        {
            if (ReadValue(depth + 1) is not { } item)
            {
                return null;
            }

            items.Add(item);
        }

        return items;
    }

    /// <summary>A value that comes twice is kept once.</summary>
    private List<TransactionValue>? ReadSet(int count, int depth)
    {
        var items = new List<TransactionValue>();
        var seen = new HashSet<TransactionValue>(PythonKeys.Comparer);
        for (var i = 0; i < count; i++)
        {
            if (ReadValue(depth + 1) is not { } item || !IsHashable(item))
            {
                return null;
            }

            if (seen.Add(item))
            {
                items.Add(item);
            }
        }

        return items;
    }

    /// <summary>Python notices a duplicate key only after the last entry, so any other error comes first.</summary>
    private TransactionValue.Map? ReadMap(int count, int depth)
    {
        var entries = new List<KeyValuePair<TransactionValue, TransactionValue>>();
        var seen = new HashSet<TransactionValue>(PythonKeys.Comparer);
        for (var i = 0; i < count; i++)
        {
            if (ReadValue(depth + 1) is not { } key || ReadValue(depth + 1) is not { } value || !IsHashable(key))
            {
                return null;
            }

            seen.Add(key);
            entries.Add(new(key, value));
        }

        if (seen.Count < entries.Count)
        {
            Fail(CodecError.DuplicateKey);
            return null;
        }

        return new TransactionValue.Map(entries);
    }

    /// <summary>Digits, then a known letter. The letter is looked up before the digits are read, as Python does.</summary>
    private bool TryReadHeader(out byte letter, out int number)
    {
        letter = 0;
        number = 0;
        var start = Math.Min(_position, _bytes.Length);
        var length = _bytes[start..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (length < 0)
        {
            _error = CodecError.EndOfStream;
            return false;
        }

        letter = _bytes[start + length];
        if (!"iJfsblLtdnTF"u8.Contains(letter))
        {
            _error = new CodecError("KeyError", PythonText.Repr([letter]));
            return false;
        }

        _position = start + length + 1;
        return TryParseCount(_bytes.Slice(start, length), out number);
    }

    /// <summary>A count beyond <see cref="int.MaxValue"/> means the same as that: more than there is.</summary>
    private bool TryParseCount(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        if (digits.Length is 0 or > PythonText.MaxIntegerDigits)
        {
            return PythonText.TryParseInteger(digits, out _, out _error);
        }

        var sum = 0L;
        foreach (var digit in digits)
        {
            sum = Math.Min((sum * 10) + (digit - '0'), int.MaxValue);
        }

        number = (int)sum;
        return true;
    }

    /// <summary>What a Python slice gives: as many bytes as there are; the position moves on by all that were promised.</summary>
    private ReadOnlySpan<byte> TakeUpTo(int count)
    {
        var slice = _bytes.Slice(_position, Math.Min(count, _bytes.Length - _position));
        _position = (int)Math.Min((long)_position + count, int.MaxValue);
        return slice;
    }

    private bool TryTake(int count, out ReadOnlySpan<byte> slice)
    {
        if (count > _bytes.Length - _position)
        {
            slice = default;
            _error = new CodecError("ValueError", $"('Invalid stream length', {_bytes.Length}, {(long)_position + count})");
            return false;
        }

        slice = TakeUpTo(count);
        return true;
    }

    private bool IsUtf8(ReadOnlySpan<byte> bytes)
    {
        _error = Utf8Errors.FirstIn(bytes);
        return _error is null;
    }

    private bool IsZero(int number)
    {
        _error = number == 0 ? null : new CodecError("AssertionError", "");
        return number == 0;
    }

    private bool IsHashable(TransactionValue key)
    {
        _error = PythonKeys.UnhashableKind(key) is { } kind ? new CodecError("TypeError", $"unhashable type: '{kind}'") : null;
        return _error is null;
    }

    private TransactionValue? Fail(CodecError error)
    {
        _error = error;
        return null;
    }
}
