using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace EnerDatX.Core.Exchange;

/// <summary>Bech32 (BIP 173) for 32-byte keys with a fixed human-readable part, as age uses it: all lower or all upper case.</summary>
internal static class Bech32
{
    private const string Alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private const int ChecksumLength = 6;
    private const int KeyLength = 32;
    private const int KeyDigits = 52;

    private static readonly uint[] Generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

    /// <summary>Lower case.</summary>
    public static string Encode(string lowerPrefix, ReadOnlySpan<byte> key)
    {
        Span<byte> digits = stackalloc byte[KeyDigits + ChecksumLength];
        SplitIntoDigits(key, digits[..KeyDigits]);
        var checksum = Polymod(lowerPrefix, digits) ^ 1;
        for (var i = 0; i < ChecksumLength; i++)
        {
            digits[KeyDigits + i] = (byte)((checksum >> (5 * (ChecksumLength - 1 - i))) & 31);
        }

        var text = new StringBuilder(lowerPrefix).Append('1');
        foreach (var digit in digits)
        {
            text.Append(Alphabet[digit]);
        }

        return text.ToString();
    }

    /// <summary>Reads exactly <paramref name="prefix"/> (its case decides the case of all), '1', a 32-byte key and a right checksum.</summary>
    public static bool TryDecode(string prefix, string? text, [NotNullWhen(true)] out byte[]? key)
    {
        key = null;
        if (text is null || text.Length != prefix.Length + 1 + KeyDigits + ChecksumLength
            || !text.StartsWith(prefix, StringComparison.Ordinal) || text[prefix.Length] != '1')
        {
            return false;
        }

        var upper = char.IsAsciiLetterUpper(prefix[0]);
        Span<byte> digits = stackalloc byte[KeyDigits + ChecksumLength];
        for (var i = 0; i < digits.Length; i++)
        {
            var letter = text[prefix.Length + 1 + i];
            var wrongCase = upper ? char.IsAsciiLetterLower(letter) : char.IsAsciiLetterUpper(letter);
            var digit = wrongCase ? -1 : Alphabet.IndexOf(char.ToLowerInvariant(letter), StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            digits[i] = (byte)digit;
        }

        return Polymod(prefix.ToLowerInvariant(), digits) == 1 && TryJoinDigits(digits[..KeyDigits], out key);
    }

    private static void SplitIntoDigits(ReadOnlySpan<byte> key, Span<byte> digits)
    {
        for (var bit = 0; bit < KeyLength * 8; bit++)
        {
            var value = (key[bit / 8] >> (7 - (bit % 8))) & 1;
            digits[bit / 5] |= (byte)(value << (4 - (bit % 5)));
        }
    }

    /// <summary>52 digits hold 260 bits; the last four have to be zero.</summary>
    private static bool TryJoinDigits(ReadOnlySpan<byte> digits, [NotNullWhen(true)] out byte[]? key)
    {
        key = null;
        if ((digits[^1] & 0b1111) != 0)
        {
            return false;
        }

        key = new byte[KeyLength];
        for (var bit = 0; bit < KeyLength * 8; bit++)
        {
            var value = (digits[bit / 5] >> (4 - (bit % 5))) & 1;
            key[bit / 8] |= (byte)(value << (7 - (bit % 8)));
        }

        return true;
    }

    private static uint Polymod(string lowerPrefix, ReadOnlySpan<byte> digits)
    {
        var sum = 1u;
        foreach (var letter in lowerPrefix)
        {
            sum = Step(sum, (byte)(letter >> 5));
        }

        sum = Step(sum, 0);
        foreach (var letter in lowerPrefix)
        {
            sum = Step(sum, (byte)(letter & 31));
        }

        foreach (var digit in digits)
        {
            sum = Step(sum, digit);
        }

        return sum;
    }

    private static uint Step(uint sum, byte digit)
    {
        var top = sum >> 25;
        var next = ((sum & 0x1ffffff) << 5) ^ digit;
        for (var i = 0; i < Generators.Length; i++)
        {
            next ^= ((top >> i) & 1) == 1 ? Generators[i] : 0;
        }

        return next;
    }
}
