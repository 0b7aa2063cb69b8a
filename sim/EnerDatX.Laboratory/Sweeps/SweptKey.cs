using EnerDatX.Laboratory.Outputs;
using EnerDatX.Laboratory.Scenarios;
using EnerDatX.Laboratory.Scenarios.Schema;
using Cell = EnerDatX.Laboratory.Scenarios.SweepCell;

namespace EnerDatX.Laboratory.Sweeps;

/// <summary>One key that a sweep varies, and the number by which each cell stands on its axis. Words get numbers in the order in which they come.</summary>
internal sealed class SweptKey
{
    private const double Thousand = 1_000;

    private readonly string _path;
    private readonly KeyKind _kind;
    private readonly List<string> _words = [];

    private SweptKey(string path, IReadOnlyList<Cell> cells)
    {
        _path = path;
        _kind = Locate(cells[0].Scenario).Key.Kind;
        if (UnitOf(_kind) is null)
        {
            _words.AddRange(cells.Select(cell => Word(cell.Scenario)).Distinct(StringComparer.Ordinal));
        }
    }

    public GridKey Shown => new(
        string.Join('_', new[] { _path.Replace('.', '_').Replace('-', '_'), UnitOf(_kind) ?? "" }.Where(part => part.Length > 0)),
        _words.Count == 0 ? _path : $"{_path} ({string.Join(", ", _words.Select((word, i) => $"{i} = {word}"))})",
        UnitOf(_kind) ?? "");

    /// <summary>All keys that differ in some settings, in the order in which they are named.</summary>
    public static IReadOnlyList<SweptKey> Of(IReadOnlyList<Cell> cells) =>
        [.. cells.SelectMany(cell => cell.Labels).Select(label => label.Key).Distinct(StringComparer.Ordinal).Select(path => new SweptKey(path, cells))];

    public double At(Scenario scenario)
    {
        var (section, key) = Locate(scenario);
        return _kind switch
        {
            KeyKind.Duration or KeyKind.DurationOrEnd or KeyKind.Fraction or KeyKind.Number or KeyKind.Tokens => section[key.Path].Number / Thousand,
            KeyKind.Count or KeyKind.Size => section[key.Path].Number,
            _ => _words.IndexOf(Word(scenario)),
        };
    }

    /// <summary>As a person writes it: the key with its value.</summary>
    public string Setting(Scenario scenario) => $"{_path} = {Word(scenario)}";

    /// <summary>Null for words.</summary>
    private static string? UnitOf(KeyKind kind) => kind switch
    {
        KeyKind.Duration or KeyKind.DurationOrEnd => "s",
        KeyKind.Tokens => "tokens",
        KeyKind.Size => "bytes",
        KeyKind.Fraction or KeyKind.Number or KeyKind.Count => "",
        _ => null,
    };

    private string Word(Scenario scenario)
    {
        var (section, key) = Locate(scenario);
        return KeyText.WritePlain(key, section[key.Path]);
    }

    private (SectionValues Section, ScenarioKey Key) Locate(Scenario scenario) =>
        SectionValues.Of(scenario).TryLocate(_path, out var section, out var key)
            ? (section, key)
            : throw new InvalidOperationException($"{scenario.Name} has no {_path}, although it was swept.");
}
