using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace EnerDatX.Core.Ledger;

/// <summary>How CPython 3.11 reads and writes numbers and prints bytes, as far as the "a" codec shows it.</summary>
public static class PythonText
{
    /// <summary>CPython's own limit for decimal text (<c>sys.int_info.default_max_str_digits</c>): the conversion is quadratic.</summary>
    public const int MaxIntegerDigits = 4_300;

    /// <summary>CPython prints at most this many characters of an offending text.</summary>
    private const int MaxReprLength = 200;

    /// <summary>IEEE 754 bits of Python's <c>nan</c>; .NET's own has the sign bit set.</summary>
    private const ulong NanBits = 0x7ff8_0000_0000_0000;

    private static readonly SearchValues<char> DecimalCharacters = SearchValues.Create("0123456789.eE+-");

    /// <summary><c>int(text)</c>: surrounding white space, a sign, leading zeros and single underscores between digits are accepted.</summary>
    public static bool TryParseInteger(ReadOnlySpan<byte> text, out BigInteger value, [NotNullWhen(false)] out CodecError? error)
    {
        value = default;
        error = null;
        var trimmed = Trim(text);
        var digits = trimmed is [(byte)'-' or (byte)'+', ..] ? trimmed[1..] : trimmed;
        if (!TryDropUnderscores(digits, out var plain) || plain.Length == 0 || plain.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            error = new CodecError("ValueError", $"invalid literal for int() with base 10: {Repr(text)}");
            return false;
        }

        if (plain.Length > MaxIntegerDigits)
        {
            error = TooManyDigits(plain.Length);
            return false;
        }

        var magnitude = BigInteger.Parse(plain, NumberStyles.None, CultureInfo.InvariantCulture);
        value = trimmed[0] == (byte)'-' ? -magnitude : magnitude;
        return true;
    }

    /// <summary><c>float(text)</c>: as integers, and a point, an exponent, and the words inf, infinity and nan in any case.</summary>
    public static bool TryParseFloat(ReadOnlySpan<byte> text, out double value, [NotNullWhen(false)] out CodecError? error)
    {
        error = null;
        value = 0;
        var isNumber = TryDropUnderscores(Trim(text), out var plain) && (TryWord(plain, out value) || TryDecimal(plain, out value));
        if (!isNumber)
        {
            error = new CodecError("ValueError", $"could not convert string to float: {Repr(text)}");
        }

        return isNumber;
    }

    /// <summary>
    /// <c>repr(value)</c>: the shortest text that reads back as the same number; exponent form below 1e-4 and from 1e16,
    /// with a sign and at least two digits in the exponent.
    /// </summary>
    public static string FormatFloat(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        var sign = double.IsNegative(value) ? "-" : "";
        var (digits, exponent) = ShortestDigits(Math.Abs(value));
        return sign + (exponent is < -4 or >= 16 ? Scientific(digits, exponent) : Positional(digits, exponent));
    }

    public static CodecError TooManyDigits(int count) => new(
        "ValueError",
        $"Exceeds the limit ({MaxIntegerDigits} digits) for integer string conversion: value has {count} digits; " +
        "use sys.set_int_max_str_digits() to increase the limit");

    /// <summary><c>repr(bytes)</c>, for error texts.</summary>
    public static string Repr(ReadOnlySpan<byte> bytes)
    {
        var quote = bytes.Contains((byte)'\'') && !bytes.Contains((byte)'"') ? '"' : '\'';
        var text = new StringBuilder("b").Append(quote);
        foreach (var octet in bytes[..Math.Min(bytes.Length, MaxReprLength)])
        {
            text.Append(octet switch
            {
                (byte)'\t' => "\\t",
                (byte)'\n' => "\\n",
                (byte)'\r' => "\\r",
                (byte)'\\' => "\\\\",
                _ when octet == quote => $"\\{quote}",
                < 0x20 or >= 0x7f => $"\\x{octet:x2}",
                _ => ((char)octet).ToString(),
            });
        }

        text.Append(quote);
        return text.Length > MaxReprLength ? text.ToString(0, MaxReprLength) : text.ToString();
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text) => text.Trim(" \t\n\r\v\f"u8);

    /// <summary>Python 3.6's digit grouping: an underscore is fine between two digits and nowhere else.</summary>
    private static bool TryDropUnderscores(ReadOnlySpan<byte> text, out string plain)
    {
        plain = Encoding.Latin1.GetString(text);
        for (var i = 0; i < plain.Length; i++)
        {
            if (plain[i] == '_'
                && !(i > 0 && char.IsAsciiDigit(plain[i - 1]) && i + 1 < plain.Length && char.IsAsciiDigit(plain[i + 1])))
            {
                return false;
            }
        }

        plain = plain.Replace("_", "", StringComparison.Ordinal);
        return true;
    }

    private static bool TryWord(string text, out double value)
    {
        var negative = text.StartsWith('-');
        var word = text.StartsWith('-') || text.StartsWith('+') ? text[1..] : text;
        var isInfinity = word.Equals("inf", StringComparison.OrdinalIgnoreCase) || word.Equals("infinity", StringComparison.OrdinalIgnoreCase);
        var isNan = word.Equals("nan", StringComparison.OrdinalIgnoreCase);
        var magnitude = isInfinity ? double.PositiveInfinity : BitConverter.UInt64BitsToDouble(NanBits);
        value = negative ? -magnitude : magnitude;
        return isInfinity || isNan;
    }

    private static bool TryDecimal(string text, out double value)
    {
        const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        value = 0;
        return !text.AsSpan().ContainsAnyExcept(DecimalCharacters) && double.TryParse(text, Plain, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Significant digits without leading or trailing zeros, and the power of ten of the first.</summary>
    private static (string Digits, int Exponent) ShortestDigits(double magnitude)
    {
        var text = magnitude.ToString("R", CultureInfo.InvariantCulture);
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        var mantissa = mark < 0 ? text : text[..mark];
        var exponent = mark < 0 ? 0 : int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        exponent += (point < 0 ? mantissa.Length : point) - 1;
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var significant = digits.TrimStart('0');
        exponent -= digits.Length - significant.Length;
        significant = significant.TrimEnd('0');
        return significant.Length == 0 ? ("0", 0) : (significant, exponent);
    }

    private static string Scientific(string digits, int exponent) => string.Create(
        CultureInfo.InvariantCulture,
        $"{digits[..1]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");

    private static string Positional(string digits, int exponent)
    {
        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        var whole = digits.PadRight(exponent + 1, '0');
        return whole.Length == exponent + 1 ? whole + ".0" : whole[..(exponent + 1)] + "." + whole[(exponent + 1)..];
    }
}
