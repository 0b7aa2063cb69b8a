using System.Buffers;

namespace EnerDatX.Core.Exchange;

/// <summary>
/// Takes the ASCII armor off an age file (strict PEM, RFC 7468 figure 3, label <c>AGE ENCRYPTED FILE</c>). LF and CRLF both end a line;
/// lines of white space are allowed before and after, nothing else is.
/// </summary>
internal sealed class AgeArmor(ByteSource text)
{
    /// <summary>White space before and after the armor, in bytes. Nobody needs more, and reading has to end.</summary>
    public const int MaxWhiteSpace = 1024;

    private static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \t\r\n\v\f"u8);

    private bool _begun;
    private bool _ended;

    /// <summary>What every armor's first line shows, also of one that is written wrongly.</summary>
    public static ReadOnlySpan<byte> Mark => "-----"u8;

    private static ReadOnlySpan<byte> Begin => "-----BEGIN AGE ENCRYPTED FILE-----"u8;

    private static ReadOnlySpan<byte> End => "-----END AGE ENCRYPTED FILE-----"u8;

    /// <summary>One line's bytes at a time; a <see cref="Fill"/>.</summary>
    public int Read(Span<byte> destination)
    {
        if (_ended)
        {
            return 0;
        }

        if (!_begun && !ReadBegin())
        {
            return -1;
        }

        _begun = true;
        var line = Line();
        if (line.SequenceEqual(End))
        {
            return Finish();
        }

        if (line.IsEmpty || !CanonicalBase64.TryDecodePadded(line, out var bytes))
        {
            return -1;
        }

        bytes.CopyTo(destination);
        var full = bytes.Length == CanonicalBase64.BytesPerLine;
        return full || (Line().SequenceEqual(End) && Finish() == 0) ? bytes.Length : -1;
    }

    private bool ReadBegin()
    {
        var skipped = 0;
        while (text.ReadLine(MaxWhiteSpace, out var terminated) is { } line)
        {
            if (!line.AsSpan().ContainsAnyExcept(WhiteSpace))
            {
                skipped += line.Length + 1;
                if (skipped > MaxWhiteSpace)
                {
                    return false;
                }

                continue;
            }

            return terminated && WithoutCarriageReturn(line).SequenceEqual(Begin);
        }

        return false;
    }

    /// <summary>The next line without its end, or an empty one where there is none (which is never right inside armor).</summary>
    private ReadOnlySpan<byte> Line() => WithoutCarriageReturn(text.ReadLine(CanonicalBase64.Columns + 1, out _) ?? []);

    private int Finish()
    {
        _ended = true;
        var rest = text.Peek(MaxWhiteSpace + 1);
        return rest.Length > MaxWhiteSpace || rest.ContainsAnyExcept(WhiteSpace) ? -1 : 0;
    }

    private static ReadOnlySpan<byte> WithoutCarriageReturn(ReadOnlySpan<byte> line) =>
        line.EndsWith("\r"u8) ? line[..^1] : line;
}
