namespace EnerDatX.Core.Metering;

/// <summary>
/// Cuts a stream of bytes from a meter's P1 port (DSMR v2.2 to v5, Belgian e-MUCS) into telegrams. Bytes come in any chunks; the same bytes
/// give the same outcomes. Frame: <c>/XXX5ident CR LF CR LF lines !CCCC CR LF</c>. It starts anew at every <c>/</c>, so noise or a telegram
/// cut short costs that telegram only. One instance belongs to one stream; its memory is bounded by <see cref="MaxTelegramBytes"/>.
/// </summary>
public sealed class TelegramStream
{
    /// <summary>A telegram with all optional lines and a text message of 1,024 characters has about 4 KiB.</summary>
    public const int MaxTelegramBytes = 16 * 1024;

    /// <summary>The longest known telegrams (three phases, four M-Bus devices, Belgium's history) have about 70 lines.</summary>
    public const int MaxTelegramLines = 512;

    /// <summary>Up to four digits, CR, LF, and some blanks that serial adapters add.</summary>
    private const int MaxTailBytes = 12;

    /// <summary>Holley's identification is <c>/HLY5/D545-METER</c>: here, and only here, a slash does not start a telegram.</summary>
    private const int SlashWithinIdentification = 5;

    /// <summary>IEC 62056-21: three letters name the maker, then a digit the baud rate. A slash without them is noise, not a telegram.</summary>
    private const int BaudRatePlace = 4;

    private const byte SevenBits = 0x7F;

    private readonly byte[] _frame = new byte[MaxTelegramBytes];
    private Place _place = Place.BetweenTelegrams;
    private int _length;
    private int _tailStart;
    private int _frameLine;
    private long _frameOffset;
    private long _offset;
    private int _line = 1;
    private int _index;

    private enum Place
    {
        BetweenTelegrams,
        Body,
        Checksum,
    }

    /// <summary>Bytes outside any telegram, other than white space: noise on the line, or not a meter's file at all.</summary>
    public long NoiseBytes { get; private set; }

    /// <summary>Takes the next bytes; gives the telegrams that they complete, in order.</summary>
    public IReadOnlyList<TelegramOutcome> Push(ReadOnlySpan<byte> chunk)
    {
        var outcomes = new List<TelegramOutcome>();
        foreach (var b in chunk)
        {
            Take(b, outcomes);
            _offset++;
            _line += (b & SevenBits) == '\n' ? 1 : 0;
        }

        return outcomes;
    }

    /// <summary>The input has ended: a checksum without a line end is complete, anything else under way was cut short.</summary>
    public IReadOnlyList<TelegramOutcome> Complete()
    {
        var outcomes = new List<TelegramOutcome>();
        Interrupt(outcomes, "the input ends");
        return outcomes;
    }

    private void Take(byte b, List<TelegramOutcome> outcomes)
    {
        var character = (char)(b & SevenBits);
        if (character == '/' && !(_place == Place.Body && _length == SlashWithinIdentification))
        {
            Interrupt(outcomes, "another telegram begins");
            Begin(b);
            return;
        }

        switch (_place)
        {
            case Place.Body:
                TakeBody(b, character, outcomes);
                break;
            case Place.Checksum:
                TakeChecksum(b, character, outcomes);
                break;
            case Place.BetweenTelegrams:
            default:
                NoiseBytes += char.IsWhiteSpace(character) || character == '\0' ? 0 : 1;
                break;
        }
    }

    private void Begin(byte b)
    {
        _place = Place.Body;
        _frame[0] = b;
        _length = 1;
        _frameOffset = _offset;
        _frameLine = _line;
    }

    private void TakeBody(byte b, char character, List<TelegramOutcome> outcomes)
    {
        if (_length == MaxTelegramBytes - MaxTailBytes)
        {
            Refuse(TelegramFaultKind.TooLong, $"no '!' within {_length} bytes; a telegram has at most {MaxTelegramBytes}", outcomes);
            return;
        }

        if (character == '\n' && _line - _frameLine >= MaxTelegramLines)
        {
            Refuse(TelegramFaultKind.TooManyLines, $"more than {MaxTelegramLines} lines", outcomes);
            return;
        }

        if (_length <= BaudRatePlace && !(_length == BaudRatePlace ? char.IsAsciiDigit(character) : char.IsAsciiLetter(character)))
        {
            NoiseBytes += _length + 1;
            _place = Place.BetweenTelegrams;
            return;
        }

        var startsLine = (_frame[_length - 1] & SevenBits) == '\n';
        _frame[_length++] = b;
        if (character == '!' && startsLine)
        {
            _place = Place.Checksum;
            _tailStart = _length;
        }
    }

    private void TakeChecksum(byte b, char character, List<TelegramOutcome> outcomes)
    {
        if (character == '\n')
        {
            Finish(outcomes);
        }
        else if (_length - _tailStart == MaxTailBytes)
        {
            Refuse(TelegramFaultKind.MalformedChecksum, "the checksum after '!' is longer than four digits", outcomes);
        }
        else
        {
            _frame[_length++] = b;
        }
    }

    private void Interrupt(List<TelegramOutcome> outcomes, string what)
    {
        if (_place == Place.Checksum)
        {
            Finish(outcomes);
        }
        else if (_place == Place.Body && _length <= BaudRatePlace)
        {
            NoiseBytes += _length;
        }
        else if (_place == Place.Body)
        {
            Refuse(TelegramFaultKind.Truncated, $"truncated: {what} after {_length} bytes, before the closing '!'", outcomes);
        }

        _place = Place.BetweenTelegrams;
    }

    private void Finish(List<TelegramOutcome> outcomes)
    {
        var frame = new TelegramFrame(_index++, _frameOffset, _frameLine, _frame.AsSpan(0, _length), _tailStart);
        outcomes.Add(TelegramParser.Parse(frame));
        _place = Place.BetweenTelegrams;
    }

    private void Refuse(TelegramFaultKind kind, string reason, List<TelegramOutcome> outcomes)
    {
        outcomes.Add(new TelegramOutcome(null, new TelegramFault(kind, _index++, _frameOffset, _line, reason)));
        _place = Place.BetweenTelegrams;
    }
}

/// <summary>The bytes of one telegram, from <c>/</c> to before the line end that follows the checksum.</summary>
/// <param name="tailStart">Where the checksum begins: just after <c>!</c>.</param>
internal readonly ref struct TelegramFrame(int index, long offset, int line, ReadOnlySpan<byte> bytes, int tailStart)
{
    public int Index { get; } = index;

    public long Offset { get; } = offset;

    /// <summary>Of the identification, in the input, from 1.</summary>
    public int Line { get; } = line;

    /// <summary>From <c>/</c> to <c>!</c> inclusive: what the checksum is over.</summary>
    public ReadOnlySpan<byte> Body { get; } = bytes[..tailStart];

    /// <summary>What follows <c>!</c>.</summary>
    public ReadOnlySpan<byte> Tail { get; } = bytes[tailStart..];

    public TelegramOutcome Refuse(TelegramFaultKind kind, int line, string reason) =>
        new(null, new TelegramFault(kind, Index, Offset, line, reason));
}
