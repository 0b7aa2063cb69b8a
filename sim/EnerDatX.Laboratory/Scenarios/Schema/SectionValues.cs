namespace EnerDatX.Laboratory.Scenarios.Schema;

/// <summary>A value for every key of a scenario, or of one row of its lists.</summary>
/// <param name="place">Of the section: where a value is a default, this is what is wrong with it.</param>
internal sealed class SectionValues(KeyList keys, TextPlace place)
{
    private readonly Dictionary<string, KeyValue> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<SectionValues>> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TextPlace> _places = new(StringComparer.Ordinal);

    public KeyList Keys => keys;

    public KeyValue this[string path] => _values[path];

    public TimeSpan Duration(string path) => TimeSpan.FromMilliseconds(_values[path].Number);

    /// <summary>A time, or what stands for the end.</summary>
    public TimeSpan Until(string path, TimeSpan end) => _values[path] == KeyValue.End ? end : Duration(path);

    public int Int(string path) => (int)_values[path].Number;

    public long Long(string path) => _values[path].Number;

    public bool Bool(string path) => _values[path].Number != 0;

    public string Text(string path) => _values[path].Text;

    public string? File(string path) => Text(path) is { Length: > 0 } file ? file : null;

    public List<SectionValues> Rows(string path) => _rows[path];

    /// <summary>Where the value of a key was written, or else the section that lacks it.</summary>
    public TextPlace PlaceOf(string path) => _places.GetValueOrDefault(path, place);

    public void Set(string path, KeyValue value, TextPlace? at = null)
    {
        _values[path] = value;
        if (at is { } written)
        {
            _places[path] = written;
        }
    }

    public void SetRows(string path, List<SectionValues> rows, TextPlace? at = null)
    {
        _rows[path] = rows;
        if (at is { } written)
        {
            _places[path] = written;
        }
    }

    /// <summary>Gives every key that nobody set its default.</summary>
    public void FillDefaults()
    {
        foreach (var key in keys.Keys)
        {
            if (key.Kind == KeyKind.Rows)
            {
                _rows.TryAdd(key.Path, []);
            }
            else if (key.Default is { } text && !_values.ContainsKey(key.Path) && KeyText.TryRead(key, text, out var value))
            {
                _values[key.Path] = value;
            }
        }
    }

    public bool Has(string path) => _values.ContainsKey(path);

    /// <summary>The values that a scenario has: the way back from the record.</summary>
    public static SectionValues Of(Scenario scenario) => Of(ScenarioSchema.All, scenario, scenario);

    /// <summary>The key that a path with row numbers means, such as <c>attackers.0.share</c>, and the section that has it.</summary>
    public bool TryLocate(string path, out SectionValues section, out ScenarioKey key)
    {
        section = this;
        if (keys.TryFind(path, out key!))
        {
            return key.Kind is not (KeyKind.Rows or KeyKind.Grid or KeyKind.Points);
        }

        foreach (var list in keys.Keys.Where(list => list.Kind == KeyKind.Rows && path.StartsWith(list.Path + ".", StringComparison.Ordinal)))
        {
            var rest = path[(list.Path.Length + 1)..];
            var dot = rest.IndexOf('.');
            var rows = Rows(list.Path);
            if (dot > 0 && int.TryParse(rest[..dot], out var row) && row >= 0 && row < rows.Count)
            {
                section = rows[row];
                return rows[row].Keys.TryFind(rest[(dot + 1)..], out key!);
            }
        }

        return false;
    }

    private static SectionValues Of(KeyList keys, Scenario scenario, object row)
    {
        var values = new SectionValues(keys, default);
        foreach (var key in keys.Keys)
        {
            if (key is { Kind: KeyKind.Rows, RowKeys: { } rowKeys })
            {
                values.SetRows(key.Path, [.. key.GetRows(scenario).Select(below => Of(rowKeys, scenario, below))]);
            }
            else
            {
                values.Set(key.Path, key.Get(scenario, row));
            }
        }

        return values;
    }
}
