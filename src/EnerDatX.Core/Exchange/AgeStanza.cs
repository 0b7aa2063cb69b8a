using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace EnerDatX.Core.Exchange;

/// <summary>One recipient's part of a header: a type, arguments (both visible ASCII) and a body.</summary>
internal sealed record AgeStanza(string Type, IReadOnlyList<string> Arguments, byte[] Body)
{
    /// <summary>
    /// Reads <c>-> type argument…</c> (already taken from the source as <paramref name="opening"/>) and the body after it: base64 in lines
    /// of 64 columns, the last one shorter, perhaps empty. <paramref name="covered"/> receives every byte read here.
    /// </summary>
    public static AgeStanza? Read(ReadOnlySpan<byte> opening, ByteSource source, HeaderText covered)
    {
        if (!TrySplit(opening, out var words))
        {
            return null;
        }

        var body = new List<byte>();
        while (covered.ReadLine(source) is { } line && CanonicalBase64.TryDecode(line, out var bytes))
        {
            body.AddRange(bytes);
            if (bytes.Length < CanonicalBase64.BytesPerLine)
            {
                return new AgeStanza(words[0], words[1..], [.. body]);
            }
        }

        return null;
    }

    private static bool TrySplit(ReadOnlySpan<byte> opening, [NotNullWhen(true)] out string[]? words)
    {
        words = null;
        if (!opening.StartsWith("-> "u8) || opening[3..].ContainsAnyExceptInRange((byte)' ', (byte)'~'))
        {
            return false;
        }

        var split = Encoding.ASCII.GetString(opening[3..]).Split(' ');
        words = Array.Exists(split, word => word.Length == 0) ? null : split;
        return words is not null;
    }
}

/// <summary>The bytes of a header as they are read, bounded, for its MAC.</summary>
internal sealed class HeaderText
{
    /// <summary>In bytes, some 2,600 recipients. A stranger's file must not fill the memory before anything in it is authentic.</summary>
    public const int MaxLength = 256 * 1024;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was read but for the last <paramref name="omitted"/> bytes.</summary>
    public ReadOnlySpan<byte> Without(int omitted) => _bytes.WrittenSpan[..^omitted];

    /// <summary>The next line without its LF; null when there is none, or none that ends, or the header has grown too long.</summary>
    public byte[]? ReadLine(ByteSource source)
    {
        var line = source.ReadLine(ByteSource.MaxPeek - 1, out var terminated);
        if (line is null || !terminated || _bytes.WrittenCount + line.Length + 1 > MaxLength)
        {
            return null;
        }

        _bytes.Write(line);
        _bytes.Write("\n"u8);
        return line;
    }
}
