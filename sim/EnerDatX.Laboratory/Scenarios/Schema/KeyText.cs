using System.Buffers;
using System.Globalization;

namespace EnerDatX.Laboratory.Scenarios.Schema;

/// <summary>How values are written: from text and to text. Numbers are exact: what does not come out in whole units is refused, not rounded.</summary>
internal static class KeyText
{
    private const string End = "end";

    /// <summary>As many as a seed may have.</summary>
    private const int MaxDigits = 19;

    /// <summary>No unit needs more; 28 digits in all, times a day in milliseconds, are below 2^127.</summary>
    private const int MaxDigitsAfterPoint = 9;

    private static readonly SearchValues<char> NumberLetters = SearchValues.Create("0123456789.");

    private static readonly (string Unit, long Ms)[] Durations = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    private static readonly (string Unit, long Bytes)[] Sizes = [("", 1), ("B", 1), ("kB", 1_000), ("MB", 1_000_000), ("KiB", 1_024), ("MiB", 1_048_576)];

    private static readonly (string Unit, long Thousandths)[] Thousandths = [("", 1_000)];

    private static readonly (string Unit, long One)[] Whole = [("", 1)];

    /// <summary>Reads a value; false if this key does not allow it. Behaviours and files are looked up elsewhere.</summary>
    public static bool TryRead(ScenarioKey key, string text, out KeyValue value)
    {
        value = default;
        switch (key.Kind)
        {
            case KeyKind.DurationOrEnd when text == End:
                value = KeyValue.End;
                return true;
            case KeyKind.Text or KeyKind.Behaviour or KeyKind.File:
                value = new KeyValue(0, text);
                return text.Length >= key.Min && text.Length <= key.Max && !text.Any(char.IsControl);
            case KeyKind.Choice or KeyKind.Switch:
                value = new KeyValue(Words(key).ToList().IndexOf(text));
                return value.Number >= 0;
            default:
                var isRead = TryScale(text, UnitsOf(key.Kind), out var number);
                value = new KeyValue(number);
                return isRead && number >= key.Min && number <= key.Max;
        }
    }

    /// <summary>As it stands in a file, quoted where it must be.</summary>
    public static string Write(ScenarioKey key, KeyValue value) => key.Kind switch
    {
        KeyKind.DurationOrEnd when value == KeyValue.End => End,
        KeyKind.Duration or KeyKind.DurationOrEnd => Duration(value.Number),
        KeyKind.Fraction or KeyKind.Number or KeyKind.Tokens => Decimal(value.Number),
        KeyKind.Choice or KeyKind.Switch => Words(key)[(int)value.Number],
        KeyKind.Text or KeyKind.Behaviour or KeyKind.File => Quoted(value.Text),
        _ => value.Number.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>The same without quotes: what <see cref="TryRead"/> reads.</summary>
    public static string WritePlain(ScenarioKey key, KeyValue value) => value.Text.Length > 0 ? value.Text : Write(key, value).Trim('"');

    public static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>What may stand there, in words.</summary>
    public static string Allowed(ScenarioKey key) => key.Kind switch
    {
        KeyKind.Duration or KeyKind.DurationOrEnd => $"a duration of {Range(key)}, with its unit (ms, s, m, h or d), such as 10m",
        KeyKind.Fraction => $"a fraction of {Range(key)} with at most three digits after the point, such as 0.25",
        KeyKind.Number => $"a number of {Range(key)} with at most three digits after the point",
        KeyKind.Tokens => $"tokens, {Range(key)} with at most three digits after the point",
        KeyKind.Count => $"a whole number of {Range(key)}",
        KeyKind.Size => $"a size of {Range(key)} (B, kB, MB, KiB or MiB)",
        KeyKind.Choice or KeyKind.Switch => $"one of {Range(key)}",
        KeyKind.Text => $"a text of {Range(key)} in one line",
        KeyKind.Behaviour => "the name of a behaviour of ./enerdatx sim list",
        KeyKind.File => "the name of a file, relative to this file, or \"\"",
        KeyKind.Rows => $"a list of {Range(key)} sections: [ {{ … }}, … ]",
        KeyKind.Grid => "a section of keys in quotes with a list of values each: { \"network.loss\" = [0, 0.2] }",
        _ => "a list of sections with keys in quotes: [ { \"network.loss\" = 0.2 }, … ]",
    };

    /// <summary>The bounds alone.</summary>
    public static string Range(ScenarioKey key) => key.Kind switch
    {
        KeyKind.Duration => $"{Duration(key.Min)} to {Duration(key.Max)}",
        KeyKind.DurationOrEnd => $"{Duration(key.Min)} to {Duration(key.Max)} or {End}",
        KeyKind.Fraction or KeyKind.Number or KeyKind.Tokens => $"{Decimal(key.Min)} to {Decimal(key.Max)}",
        KeyKind.Count => $"{key.Min} to {key.Max}",
        KeyKind.Size => $"{key.Min} to {key.Max} bytes",
        KeyKind.Choice or KeyKind.Switch => string.Join(", ", Words(key)),
        KeyKind.Text => $"{key.Min} to {key.Max} characters",
        KeyKind.Behaviour => "a name of `./enerdatx sim list`",
        KeyKind.File => "a file that exists, or \"\"",
        _ => $"at most {key.Max}",
    };

    private static IReadOnlyList<string> Words(ScenarioKey key) => key.Kind == KeyKind.Switch ? ["false", "true"] : key.Choices;

    private static (string Unit, long Factor)[] UnitsOf(KeyKind kind) => kind switch
    {
        KeyKind.Duration or KeyKind.DurationOrEnd => Durations,
        KeyKind.Size => Sizes,
        KeyKind.Fraction or KeyKind.Number or KeyKind.Tokens => Thousandths,
        _ => Whole,
    };

    private static bool TryScale(string text, (string Unit, long Factor)[] units, out long scaled)
    {
        scaled = 0;
        var digits = text.AsSpan().IndexOfAnyExcept(NumberLetters);
        var number = digits < 0 ? text : text[..digits];
        var unit = digits < 0 ? "" : text[digits..].TrimStart();
        var factor = units.FirstOrDefault(known => known.Unit == unit).Factor;
        var point = number.IndexOf('.');
        var whole = point < 0 ? number : number[..point];
        var rest = point < 0 ? "" : number[(point + 1)..];
        if (factor == 0 || !IsDigits(whole, MaxDigits) || (point >= 0 && !IsDigits(rest, MaxDigitsAfterPoint)))
        {
            return false;
        }

        var one = Int128.One;
        var parts = Int128.Zero;
        foreach (var digit in whole + rest)
        {
            parts = (parts * 10) + (digit - '0');
        }

        foreach (var _ in rest)
        {
            one *= 10;
        }

        var (result, remainder) = Int128.DivRem(parts * factor, one);
        scaled = result <= long.MaxValue ? (long)result : -1;
        return remainder == 0 && scaled >= 0;
    }

    private static bool IsDigits(string text, int most) => text.Length > 0 && text.Length <= most && text.All(char.IsAsciiDigit);

    private static string Duration(long ms)
    {
        var (unit, factor) = ms == 0 ? ("s", 1) : Durations.First(known => ms % known.Ms == 0);
        return $"{ms / factor}{unit}";
    }

    private static string Decimal(long thousandths) =>
        thousandths % 1_000 == 0
            ? $"{thousandths / 1_000}"
            : $"{thousandths / 1_000}.{(thousandths % 1_000).ToString("000", CultureInfo.InvariantCulture).TrimEnd('0')}";
}
