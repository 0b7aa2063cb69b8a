namespace EnerDatX.Core.Exchange;

/// <summary>Fills the front of a span. The number of bytes, 0 at the end, or -1 when what is left is not what it claims to be.</summary>
internal delegate int Fill(Span<byte> destination);

/// <summary>Reads ahead in bounded steps: lines, a look at what comes, and blocks that are full unless the end is near.</summary>
internal sealed class ByteSource(Fill fill)
{
    /// <summary>The furthest look ahead, in bytes; no line can be longer.</summary>
    public const int MaxPeek = 4096;

    // Twice that: after moving what is left to the front there is always room for as much again.
    private readonly byte[] _buffer = new byte[2 * MaxPeek];
    private int _start;
    private int _end;
    private bool _over;
    private bool _broken;

    /// <summary>Whether everything good was read and what follows is broken; to its reader it looks like the end.</summary>
    public bool IsBroken => _broken && _start == _end;

    /// <summary>Up to <paramref name="count"/> coming bytes (at most <see cref="MaxPeek"/>), fewer only at the end. They stay to be read.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        while (_end - _start < count && Refill())
        {
        }

        return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
    }

    /// <summary>The number of bytes read: all of <paramref name="destination"/> unless the end comes first.</summary>
    public int Read(Span<byte> destination)
    {
        var read = 0;
        while (read < destination.Length)
        {
            var count = Math.Min(_end - _start, destination.Length - read);
            _buffer.AsSpan(_start, count).CopyTo(destination[read..]);
            _start += count;
            read += count;
            if (_start == _end && !Refill())
            {
                break;
            }
        }

        return read;
    }

    /// <summary>The next line without its LF, or null at the end and when it is longer than <paramref name="limit"/> bytes.</summary>
    /// <param name="terminated">Whether an LF ended it (the last line of a file may lack one).</param>
    public byte[]? ReadLine(int limit, out bool terminated)
    {
        var window = Peek(limit + 1);
        var length = window.IndexOf((byte)'\n');
        terminated = length >= 0;
        if (!terminated && (window.Length > limit || window.IsEmpty))
        {
            return null;
        }

        var line = window[..(terminated ? length : window.Length)].ToArray();
        _start += line.Length + (terminated ? 1 : 0);
        return line;
    }

    private bool Refill()
    {
        if (_over)
        {
            return false;
        }

        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        var count = fill(_buffer.AsSpan(_end));
        _broken |= count < 0;
        _over = count <= 0;
        _end += Math.Max(count, 0);
        return !_over;
    }
}
