namespace EnerDatX.Core.Metering;

/// <summary>Decimal text to whole numbers, digit by digit: nothing passes through floating point.</summary>
internal static class FixedPoint
{
    /// <summary>
    /// Reads <c>digits[.digits]</c> and multiplies by 10^<paramref name="decimals"/>, exactly. Refused: an empty part, any other character,
    /// a digit other than 0 below the last decimal, and more than <see cref="Quantity.MaxAmount"/>.
    /// </summary>
    public static bool TryParseExact(ReadOnlySpan<char> text, int decimals, out long value)
    {
        value = 0;
        var point = text.IndexOf('.');
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? [] : text[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && fraction.IsEmpty) || !AllDigits(whole) || !AllDigits(fraction))
        {
            return false;
        }

        var kept = fraction[..Math.Min(decimals, fraction.Length)];
        return !fraction[kept.Length..].ContainsAnyExcept('0')
            && TryAppend(whole, ref value)
            && TryAppend(kept, ref value)
            && TryShift(decimals - kept.Length, ref value);
    }

    /// <summary>
    /// Reads a JSON number (RFC 8259 section 6) that is not negative and multiplies it by 10^<paramref name="decimals"/>, rounding half up:
    /// what follows the last decimal is the noise of a floating-point number printed by someone else.
    /// </summary>
    public static bool TryParseRounded(ReadOnlySpan<char> json, int decimals, out long value)
    {
        const int MaxExponent = 20; // beyond it the result is 0 or above MaxAmount anyway

        value = 0;
        var mark = json.IndexOfAny('e', 'E');
        var mantissa = mark < 0 ? json : json[..mark];
        var exponent = 0;
        if (mark >= 0 && (!int.TryParse(json[(mark + 1)..], out exponent) || Math.Abs(exponent) > MaxExponent))
        {
            return false;
        }

        var point = mantissa.IndexOf('.');
        var digits = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        var wholeDigits = (point < 0 ? digits.Length : point) + exponent + decimals;
        if (digits.Length == 0 || !AllDigits(digits))
        {
            return false;
        }

        var kept = digits.AsSpan(0, Math.Clamp(wholeDigits, 0, digits.Length));
        var roundsUp = wholeDigits >= 0 && wholeDigits < digits.Length && digits[wholeDigits] >= '5';
        if (!TryAppend(kept, ref value) || !TryShift(Math.Max(0, wholeDigits - digits.Length), ref value))
        {
            return false;
        }

        value += roundsUp ? 1 : 0;
        return value <= Quantity.MaxAmount;
    }

    private static bool AllDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    private static bool TryAppend(ReadOnlySpan<char> digits, ref long value)
    {
        foreach (var digit in digits)
        {
            value = (value * 10) + (digit - '0');
            if (value > Quantity.MaxAmount)
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryShift(int places, ref long value)
    {
        for (var place = 0; place < places && value != 0; place++)
        {
            value *= 10;
            if (value > Quantity.MaxAmount)
            {
                return false;
            }
        }

        return true;
    }
}
