using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace EnerDatX.Torture.Fuzz;

/// <summary>
/// Makes hostile inputs of good ones: flips, cuts, repetitions, splices, integers at the borders of their types, lies about lengths.
/// What it makes depends on the random stream alone.
/// </summary>
/// <param name="words">Pieces that mean something to the target; put in at random places.</param>
/// <param name="maxLength">Bytes that no input exceeds: what the target's caller would let through, and a little more.</param>
internal sealed class Mutator(IReadOnlyList<byte[]> words, int maxLength)
{
    private const int MostMutations = 6;

    /// <summary>How often a random place is looked at for something that could be a length or a number.</summary>
    private const int Probes = 16;

    private static readonly ulong[] Borders =
    [
        0, 1, 2, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, int.MaxValue, 0x8000_0000, uint.MaxValue, 0x1_0000_0000, long.MaxValue,
        0x8000_0000_0000_0000, ulong.MaxValue - 1, ulong.MaxValue,
    ];

    private static readonly string[] DecimalBorders =
    [
        "", "0", "-0", "1", "-1", "00", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775807", "9223372036854775808",
        "18446744073709551615", "18446744073709551616", "1e309", "1e-400", "1e99999999999", "0.1", "NaN", "1_0", new('9', 400),
    ];

    public byte[] Mutate(IReadOnlyList<byte[]> corpus, FuzzRandom random)
    {
        var bytes = new List<byte>(random.Pick(corpus));
        for (var left = 1 + random.Below(MostMutations); left > 0; left--)
        {
            Once(bytes, corpus, random);
        }

        return bytes.Count <= maxLength ? [.. bytes] : [.. bytes[..maxLength]];
    }

    private void Once(List<byte> bytes, IReadOnlyList<byte[]> corpus, FuzzRandom random)
    {
        if (bytes.Count == 0)
        {
            bytes.AddRange(random.Pick(corpus));
            return;
        }

        switch (random.Below(13))
        {
            case 0 or 1:
                bytes[random.Below(bytes.Count)] ^= (byte)(1 << random.Below(8));
                break;
            case 2 or 3:
                bytes[random.Below(bytes.Count)] = random.Byte();
                break;
            case 4:
                Cut(bytes, random);
                break;
            case 5:
                Repeat(bytes, random);
                break;
            case 6:
                Splice(bytes, random.Pick(corpus), random);
                break;
            case 7 or 8:
                WriteBorder(bytes, random);
                break;
            case 9 or 10:
                LieAboutLength(bytes, random);
                break;
            case 11:
                ReplaceDecimal(bytes, random);
                break;
            default:
                Insert(bytes, random);
                break;
        }
    }

    private static void Cut(List<byte> bytes, FuzzRandom random)
    {
        var start = random.Below(bytes.Count);
        var length = random.OneIn(3) ? bytes.Count - start : 1 + random.Below(Math.Min(bytes.Count - start, 32));
        bytes.RemoveRange(start, length);
    }

    private static void Repeat(List<byte> bytes, FuzzRandom random)
    {
        var start = random.Below(bytes.Count);
        var piece = bytes.GetRange(start, 1 + random.Below(Math.Min(bytes.Count - start, 64)));
        for (var times = random.OneIn(8) ? 1 + random.Below(40) : 1; times > 0; times--)
        {
            bytes.InsertRange(start, piece);
        }
    }

    private static void Splice(List<byte> bytes, byte[] other, FuzzRandom random)
    {
        if (other.Length == 0)
        {
            return;
        }

        var start = random.Below(other.Length);
        var piece = other[start..(start + 1 + random.Below(other.Length - start))];
        var at = random.Below(bytes.Count);
        if (random.OneIn(2))
        {
            bytes.RemoveRange(at, Math.Min(piece.Length, bytes.Count - at));
        }

        bytes.InsertRange(at, piece);
    }

    private static void WriteBorder(List<byte> bytes, FuzzRandom random) =>
        Write(bytes, random.Below(bytes.Count), 1 << random.Below(4), random.Pick(Borders), random.OneIn(3));

    /// <summary>Looks for a number that could be the length of what follows it, and makes it a little or very wrong.</summary>
    private static void LieAboutLength(List<byte> bytes, FuzzRandom random)
    {
        for (var probe = 0; probe < Probes; probe++)
        {
            var width = 1 << random.Below(3);
            var at = random.Below(bytes.Count);
            if (at + width > bytes.Count)
            {
                continue;
            }

            var value = 0UL;
            for (var i = 0; i < width; i++)
            {
                value = (value << 8) | bytes[at + i];
            }

            if (value > 0 && value <= (ulong)(bytes.Count - at - width))
            {
                Write(bytes, at, width, random.Below(4) switch { 0 => value + 1, 1 => value - 1, 2 => value * 2, _ => random.Pick(Borders) }, false);
                return;
            }
        }
    }

    /// <summary>Replaces a run of decimal digits: the lengths and numbers of text formats.</summary>
    private static void ReplaceDecimal(List<byte> bytes, FuzzRandom random)
    {
        for (var probe = 0; probe < Probes; probe++)
        {
            var at = random.Below(bytes.Count);
            if (!char.IsAsciiDigit((char)bytes[at]))
            {
                continue;
            }

            var (start, end) = (at, at);
            while (start > 0 && char.IsAsciiDigit((char)bytes[start - 1]))
            {
                start--;
            }

            while (end < bytes.Count && char.IsAsciiDigit((char)bytes[end]))
            {
                end++;
            }

            var digits = Encoding.ASCII.GetString([.. bytes[start..end]]);
            var near = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < int.MaxValue
                ? (number + (random.OneIn(2) ? 1 : -1)).ToString(CultureInfo.InvariantCulture)
                : digits + "0";
            bytes.RemoveRange(start, end - start);
            bytes.InsertRange(start, Encoding.ASCII.GetBytes(random.OneIn(2) ? near : random.Pick(DecimalBorders)));
            return;
        }
    }

    private void Insert(List<byte> bytes, FuzzRandom random)
    {
        var piece = words.Count > 0 && !random.OneIn(4) ? random.Pick(words) : [random.Byte(), random.Byte(), random.Byte()];
        var at = random.Below(bytes.Count + 1);
        if (random.OneIn(2))
        {
            bytes.RemoveRange(at, Math.Min(piece.Length, bytes.Count - at));
        }

        bytes.InsertRange(at, piece);
    }

    private static void Write(List<byte> bytes, int at, int width, ulong value, bool littleEndian)
    {
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(eight, value);
        var digits = eight[^width..];
        if (littleEndian)
        {
            digits.Reverse();
        }

        for (var i = 0; i < width && at + i < bytes.Count; i++)
        {
            bytes[at + i] = digits[i];
        }
    }
}
