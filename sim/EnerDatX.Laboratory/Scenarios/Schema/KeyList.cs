using System.Diagnostics.CodeAnalysis;

namespace EnerDatX.Laboratory.Scenarios.Schema;

/// <summary>The keys of a scenario, or of each row of one of its lists, in the order in which they are written and explained.</summary>
internal class KeyList
{
    private readonly List<ScenarioKey> _keys = [];
    private readonly Dictionary<string, ScenarioKey> _byPath = new(StringComparer.Ordinal);

    public IReadOnlyList<ScenarioKey> Keys => _keys;

    /// <summary>Every key and every section, for whoever mistyped one.</summary>
    public IEnumerable<string> Names => _keys.SelectMany(key => Sections(key.Path).Append(key.Path)).Distinct(StringComparer.Ordinal);

    public bool TryFind(string path, [NotNullWhen(true)] out ScenarioKey? key) => _byPath.TryGetValue(path, out key);

    public bool HasSection(string path) => _keys.Any(key => key.Path.StartsWith(path + ".", StringComparison.Ordinal));

    /// <summary>What may stand in a section; of the whole, if the path is empty.</summary>
    public IEnumerable<string> NamesIn(string path)
    {
        var prefix = path.Length == 0 ? "" : path + ".";
        return _keys
            .Where(key => key.Path.StartsWith(prefix, StringComparison.Ordinal))
            .Select(key => key.Path[prefix.Length..].Split('.')[0])
            .Distinct(StringComparer.Ordinal);
    }

    public void Add(ScenarioKey key)
    {
        _keys.Add(key);
        _byPath.Add(key.Path, key);
    }

    private static IEnumerable<string> Sections(string path)
    {
        for (var dot = path.IndexOf('.'); dot >= 0; dot = path.IndexOf('.', dot + 1))
        {
            yield return path[..dot];
        }
    }
}

/// <summary>The same, while it is declared: each key with where the record has its value.</summary>
internal sealed class KeyList<T> : KeyList
{
    private const int MaxText = 500;
    private const int MaxRows = 100;

    /// <summary>Longest duration anywhere: a year and a day.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromDays(366);

    public void Duration(string path, string @default, TimeSpan min, TimeSpan max, Func<T, TimeSpan> get, string sentence) =>
        AddKey(new(path, KeyKind.Duration, @default, KeyValue.Of(min).Number, KeyValue.Of(max).Number, sentence), row => KeyValue.Of(get(row)));

    public void Duration(string path, string @default, Func<T, TimeSpan> get, string sentence) =>
        Duration(path, @default, TimeSpan.Zero, Long, get, sentence);

    public void Until(string path, Func<T, TimeSpan> get, string sentence) =>
        Add(new ScenarioKey(path, KeyKind.DurationOrEnd, "end", 0, KeyValue.Of(Long).Number, sentence)
        {
            Get = (run, row) => get((T)row) == run.Duration ? KeyValue.End : KeyValue.Of(get((T)row)),
        });

    public void Fraction(string path, string @default, Func<T, int> get, string sentence) =>
        AddKey(new(path, KeyKind.Fraction, @default, 0, 1_000, sentence), row => new KeyValue(get(row)));

    public void Number(string path, string @default, long max, Func<T, int> get, string sentence) =>
        AddKey(new(path, KeyKind.Number, @default, 0, max, sentence), row => new KeyValue(get(row)));

    public void Tokens(string path, string @default, long max, Func<T, long> get, string sentence) =>
        AddKey(new(path, KeyKind.Tokens, @default, 0, max, sentence), row => new KeyValue(get(row)));

    public void Count(string path, string @default, long min, long max, Func<T, long> get, string sentence) =>
        AddKey(new(path, KeyKind.Count, @default, min, max, sentence), row => new KeyValue(get(row)));

    public void Size(string path, string @default, long max, Func<T, long> get, string sentence) =>
        AddKey(new(path, KeyKind.Size, @default, 0, max, sentence), row => new KeyValue(get(row)));

    /// <param name="words">In the order of the enum's members.</param>
    public void Choice(string path, string? @default, IReadOnlyList<string> words, Func<T, Enum> get, string sentence) =>
        AddKey(new(path, KeyKind.Choice, @default, 0, words.Count - 1, sentence) { Choices = words }, row => new KeyValue(Convert.ToInt64(get(row))));

    public void Switch(string path, string @default, Func<T, bool> get, string sentence) =>
        AddKey(new(path, KeyKind.Switch, @default, 0, 1, sentence), row => KeyValue.Of(get(row)));

    public void Text(string path, string? @default, Func<T, string> get, string sentence) =>
        AddKey(new(path, KeyKind.Text, @default, @default is null ? 1 : 0, MaxText, sentence), row => KeyValue.Of(get(row)));

    public void Behaviour(string path, Func<T, string> get, string sentence) =>
        AddKey(new(path, KeyKind.Behaviour, null, 1, MaxText, sentence), row => KeyValue.Of(get(row)));

    public void File(string path, Func<T, string?> get, string sentence) =>
        AddKey(new(path, KeyKind.File, "", 0, MaxText, sentence), row => KeyValue.Of(get(row)));

    public void Rows<TRow>(string path, KeyList<TRow> rowKeys, Func<Scenario, IReadOnlyList<TRow>> get, string sentence)
        where TRow : class =>
        Add(new ScenarioKey(path, KeyKind.Rows, "", 0, MaxRows, sentence) { RowKeys = rowKeys, GetRows = get });

    private void AddKey(ScenarioKey key, Func<T, KeyValue> get) => Add(key with { Get = (_, row) => get((T)row) });
}
