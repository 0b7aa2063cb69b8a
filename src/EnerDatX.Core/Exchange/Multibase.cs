using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Text;

namespace EnerDatX.Core.Exchange;

/// <summary>The two text forms of CIDs: RFC 4648 base32 in lower case without padding, and Bitcoin's base58.</summary>
internal static class Multibase
{
    private const string Base32 = "abcdefghijklmnopqrstuvwxyz234567";
    private const string Base58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    public static string EncodeBase32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (pending, bits) = (0, 0);
        foreach (var value in bytes)
        {
            pending = ((pending << 8) | value) & 0xfff;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                text.Append(Base32[(pending >> (bits - 5)) & 31]);
            }
        }

        return bits == 0 ? text.ToString() : text.Append(Base32[(pending << (5 - bits)) & 31]).ToString();
    }

    /// <summary>Exactly <paramref name="length"/> bytes; the bits that are left over have to be zero.</summary>
    public static bool TryDecodeBase32(ReadOnlySpan<char> text, int length, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        var decoded = new byte[length];
        var (written, pending, bits) = (0, 0, 0);
        foreach (var letter in text)
        {
            var digit = Base32.IndexOf(letter, StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            pending = ((pending << 5) | digit) & 0xfff;
            bits += 5;
            if (bits < 8)
            {
                continue;
            }

            if (written == length)
            {
                return false;
            }

            bits -= 8;
            decoded[written++] = (byte)((pending >> bits) & 0xff);
        }

        bytes = written == length && bits < 5 && (pending & ((1 << bits) - 1)) == 0 ? decoded : null;
        return bytes is not null;
    }

    /// <summary>Exactly <paramref name="length"/> bytes, the first of which is not zero (so no leading '1').</summary>
    public static bool TryDecodeBase58(ReadOnlySpan<char> text, int length, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        var value = BigInteger.Zero;
        foreach (var letter in text)
        {
            var digit = Base58.IndexOf(letter, StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            value = (value * 58) + digit;
        }

        var decoded = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes = decoded.Length == length && text[0] != '1' ? decoded : null;
        return bytes is not null;
    }
}
