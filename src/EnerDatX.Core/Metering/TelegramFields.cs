using System.Buffers;
using System.Text;

namespace EnerDatX.Core.Metering;

/// <summary>
/// The lines of one telegram by OBIS code. Asking for a register that is there but wrong, or there twice, notes the first such fault;
/// registers that nobody asks for are never looked at.
/// </summary>
internal sealed class TelegramFields
{
    /// <summary>DSMR: octet strings of ids have at most 96 characters.</summary>
    private const int MaxIdLength = 96;

    private readonly Dictionary<string, ObisLine> _lines = new(StringComparer.Ordinal);
    private readonly HashSet<string> _twice = new(StringComparer.Ordinal);
    private readonly List<string> _quirks = [];

    private TelegramFields()
    {
    }

    /// <summary>The first fault met: its line (from 0, the identification), kind and reason.</summary>
    public (int Line, TelegramFaultKind Kind, string Reason)? Fault { get; private set; }

    public IReadOnlyList<string> Quirks => _quirks;

    public int Count => _lines.Count;

    /// <summary>Lines after the identification. A line that starts with a bracket continues the one before (v2 and v3 gas).</summary>
    public static TelegramFields Read(string[] lines)
    {
        var fields = new TelegramFields();
        for (var number = 1; number < lines.Length; number++)
        {
            var text = lines[number].Trim();
            var line = number;
            while (number + 1 < lines.Length && lines[number + 1].StartsWith('('))
            {
                text += lines[++number].Trim();
            }

            fields.Add(text, line);
        }

        return fields;
    }

    public void AddQuirk(string quirk) => _quirks.Add(quirk);

    /// <summary>All values of a line, or null when it is absent or was faulty.</summary>
    public string[]? Values(string code)
    {
        if (!_lines.TryGetValue(code, out var line))
        {
            return null;
        }

        if (_twice.Contains(code))
        {
            Refuse(line, TelegramFaultKind.DuplicateRegister, $"{code} appears twice");
            return null;
        }

        if (line.Values is null)
        {
            Refuse(line, TelegramFaultKind.MalformedValue, $"{code} is not followed by values in brackets: \"{line.Text}\"");
        }

        return line.Values;
    }

    public string? Text(string code) => Values(code) switch
    {
        null => null,
        [var text] => text,
        _ => RefuseValue(code, "one value"),
    };

    /// <summary>An id, printed as hexadecimal digits of its text; kept as printed where those are no text. Null when empty.</summary>
    public string? Id(string code)
    {
        var printed = Text(code);
        if (string.IsNullOrWhiteSpace(printed))
        {
            return null;
        }

        if (printed.Length > MaxIdLength)
        {
            return RefuseValue(code, $"an id of at most {MaxIdLength} characters");
        }

        var bytes = new byte[printed.Length / 2];
        var isHex = Convert.FromHexString(printed, bytes, out _, out _) == OperationStatus.Done;
        var isText = isHex && !bytes.AsSpan().ContainsAnyExceptInRange((byte)' ', (byte)'~');
        var text = isText ? Encoding.ASCII.GetString(bytes).Trim() : printed;
        return text.Length == 0 ? null : text;
    }

    public WattHours? Energy(string code)
    {
        if (Text(code) is not { } text)
        {
            return null;
        }

        if (ObisValue.TryEnergy(text, out var energy))
        {
            return energy;
        }

        RefuseValue(code, "an energy in kWh");
        return null;
    }

    public Watts? Power(string code)
    {
        if (Text(code) is not { } text)
        {
            return null;
        }

        if (ObisValue.TryPower(text, out var power))
        {
            return power;
        }

        RefuseValue(code, "a power in kW");
        return null;
    }

    public UtcSeconds? Time(string code)
    {
        if (Text(code) is not { } stamp || TelegramTime.IsNone(stamp))
        {
            return null;
        }

        if (TelegramTime.TryParse(stamp, out var time))
        {
            return time;
        }

        AddQuirk($"{code} has \"{stamp}\", which is no time: the meter's clock is not set");
        return null;
    }

    private void Add(string text, int line)
    {
        var bracket = text.IndexOf('(');
        var code = bracket < 0 ? text : text[..bracket];
        if (code.Length != 0 && !_lines.TryAdd(code, new ObisLine(line, text, bracket < 0 ? null : Split(text[bracket..]))))
        {
            _twice.Add(code);
        }
    }

    /// <summary><c>(a)(b)</c> to a, b; null for anything else.</summary>
    private static string[]? Split(string text) =>
        text.StartsWith('(') && text.EndsWith(')') && IsFlat(text) ? text[1..^1].Split(")(") : null;

    private static bool IsFlat(string text)
    {
        var open = false;
        foreach (var character in text)
        {
            var expected = character == '(' ? !open : open;
            if (!expected)
            {
                return false;
            }

            open = character != ')';
        }

        return !open;
    }

    private string? RefuseValue(string code, string wanted)
    {
        var line = _lines[code];
        Refuse(line, TelegramFaultKind.MalformedValue, $"{code} should have {wanted}: \"{line.Text}\"");
        return null;
    }

    private void Refuse(ObisLine line, TelegramFaultKind kind, string reason) => Fault ??= (line.Number, kind, reason);

    /// <param name="Values">Null when the line is not a code with values in brackets.</param>
    private readonly record struct ObisLine(int Number, string Text, string[]? Values);
}
