using EnerDatX.Laboratory.Scenarios.Hocon;

namespace EnerDatX.Laboratory.Scenarios.Schema;

/// <summary>Checks the sections of a file against the schema, and takes their values. Whatever is wrong is refused; nothing stops it.</summary>
/// <param name="folder">Of the scenario that is run; names of files become relative to it.</param>
internal sealed class ScenarioReading(HoconReading reading, string folder, IReadOnlyCollection<string> behaviours)
{
    /// <summary>What no cell can have for itself: how often it runs is the sweep's, and its seeds follow from that.</summary>
    private static readonly string[] NotSwept = ["about", "seed", "repeats", "sweep.repeats"];

    private readonly List<SweepAxis> _axes = [];
    private readonly List<List<SweepSetting>> _points = [];
    private readonly List<(string Key, string Value, TextPlace Place)> _settings = [];
    private readonly Dictionary<(string Key, string Value), string> _written = [];

    /// <summary>Null if something was refused.</summary>
    public Scenario? Read(string name, HoconSection root)
    {
        var values = ReadSection(ScenarioSchema.All, root, "");
        if (reading.Faults.Count > 0)
        {
            return null;
        }

        CheckSettings(values);
        var scenario = ScenarioBuild.Of(name, values, Sweep(values));
        RefuseAll(ScenarioRules.Broken(scenario, values));
        CheckCells(scenario, values);
        return reading.Faults.Count == 0 ? scenario : null;
    }

    private SectionValues ReadSection(KeyList keys, HoconSection section, string prefix)
    {
        var values = new SectionValues(keys, section.Place);
        ReadEntries(values, section, "", prefix);
        values.FillDefaults();
        foreach (var key in keys.Keys.Where(key => key.Kind is not (KeyKind.Rows or KeyKind.Grid or KeyKind.Points)))
        {
            if (!values.Has(key.Path) && reading.Faults.All(fault => fault.Key != prefix + key.Path))
            {
                reading.Refuse(section.Place, prefix + key.Path, $"is missing: {KeyText.Allowed(key)}.");
            }
        }

        return values;
    }

    private void ReadEntries(SectionValues values, HoconSection section, string path, string prefix)
    {
        foreach (var (name, node) in section.Entries)
        {
            var here = path.Length == 0 ? name : $"{path}.{name}";
            if (reading.Faults.Count >= HoconReading.MaxFaults)
            {
                return;
            }

            if (values.Keys.TryFind(here, out var key))
            {
                ReadKey(values, key, node, prefix);
            }
            else if (!values.Keys.HasSection(here))
            {
                reading.Refuse(node.Place, prefix + here, $"there is no such key.{NearestName.Suggest(here, values.Keys.Names)} Here may stand {string.Join(", ", values.Keys.NamesIn(path))}.");
            }
            else if (node is HoconSection below)
            {
                ReadEntries(values, below, here, prefix);
            }
            else
            {
                reading.Refuse(node.Place, prefix + here, $"is a section: {name} {{ … }}.");
            }
        }
    }

    private void ReadKey(SectionValues values, ScenarioKey key, HoconNode node, string prefix)
    {
        switch (key.Kind, node)
        {
            case (KeyKind.Rows, HoconList list) when list.Items.Count <= key.Max && list.Items.All(item => item is HoconSection):
                values.SetRows(key.Path, [.. list.Items.Cast<HoconSection>().Select((row, i) => ReadSection(key.RowKeys!, row, $"{prefix}{key.Path}.{i}."))], node.Place);
                break;
            case (KeyKind.Grid, HoconSection grid):
                ReadGrid(grid, "");
                break;
            case (KeyKind.Points, HoconList list) when list.Items.Count <= key.Max && list.Items.All(item => item is HoconSection):
                list.Items.Cast<HoconSection>().ToList().ForEach(ReadPoint);
                break;
            case (not (KeyKind.Rows or KeyKind.Grid or KeyKind.Points), HoconScalar scalar):
                if (TryRead(key, scalar.Text, scalar.Place, prefix + key.Path, out var value))
                {
                    values.Set(key.Path, value, scalar.Place);
                }

                break;
            default:
                RefuseValue(key, node.Place, prefix + key.Path, node is HoconScalar scalarNode ? scalarNode.Text : node is HoconList ? "a list" : "a section");
                break;
        }
    }

    private bool TryRead(ScenarioKey key, string text, TextPlace place, string path, out KeyValue value)
    {
        if (!KeyText.TryRead(key, text, out value))
        {
            return RefuseValue(key, place, path, text);
        }

        if (key.Kind == KeyKind.Behaviour && !behaviours.Contains(text))
        {
            return reading.Refuse(
                place, path, $"nobody behaves like \"{text}\".{NearestName.Suggest(text, behaviours)} There are {string.Join(", ", behaviours.Order(StringComparer.Ordinal))}.");
        }

        return key.Kind != KeyKind.File || text.Length == 0 || TryFindFile(text, place, path, out value);
    }

    /// <summary>A name is relative to the file in which it stands, which may be an included one.</summary>
    private bool TryFindFile(string text, TextPlace place, string path, out KeyValue value)
    {
        var full = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(place.File) ?? "", text));
        value = new KeyValue(0, Path.GetRelativePath(Path.GetFullPath(folder.Length == 0 ? "." : folder), full));
        return File.Exists(full) || reading.Refuse(place, path, $"there is no file {full}.");
    }

    private bool RefuseValue(ScenarioKey key, TextPlace place, string path, string text) =>
        reading.Refuse(place, path, $"{(text.Length > 60 ? text[..60] + "…" : text.Length == 0 ? "nothing" : text)} is not {KeyText.Allowed(key)}.{NearestName.Suggest(text, key.Choices)}");

    private void ReadGrid(HoconSection grid, string prefix)
    {
        foreach (var (name, node) in grid.Entries)
        {
            if (node is HoconSection below)
            {
                ReadGrid(below, $"{prefix}{name}.");
            }
            else if (node is HoconList { Items.Count: > 0 } list && list.Items.All(item => item is HoconScalar))
            {
                var texts = list.Items.Cast<HoconScalar>().ToList();
                _settings.AddRange(texts.Select(text => (prefix + name, text.Text, text.Place)));
                _axes.Add(new SweepAxis(prefix + name, [.. texts.Select(text => text.Text)]));
            }
            else
            {
                reading.Refuse(node.Place, $"{ScenarioSchema.Grid}.{prefix}{name}", "a list of values was expected, such as [0, 0.2].");
            }
        }
    }

    private void ReadPoint(HoconSection section)
    {
        var point = new List<SweepSetting>();
        ReadPoint(section, "", point);
        _points.Add(point);
    }

    private void ReadPoint(HoconSection section, string prefix, List<SweepSetting> point)
    {
        foreach (var (name, node) in section.Entries)
        {
            if (node is HoconSection below)
            {
                ReadPoint(below, $"{prefix}{name}.", point);
            }
            else if (node is HoconScalar scalar)
            {
                _settings.Add((prefix + name, scalar.Text, scalar.Place));
                point.Add(new SweepSetting(prefix + name, scalar.Text));
            }
            else
            {
                reading.Refuse(node.Place, $"{ScenarioSchema.Points}.{prefix}{name}", "one value was expected, not a list.");
            }
        }
    }

    private void CheckSettings(SectionValues values)
    {
        foreach (var (name, _, place) in _settings.DistinctBy(setting => (setting.Key, setting.Place)))
        {
            if (NotSwept.Contains(name))
            {
                reading.Refuse(place, name, "a sweep cannot change this: sweep.repeats says how often each cell runs, with seeds one after the other.");
            }
            else if (!values.TryLocate(name, out var _, out var _))
            {
                reading.Refuse(place, name, $"there is no such key or row that a sweep could change.{NearestName.Suggest(name, values.Keys.Names)}");
            }
        }

        foreach (var (name, text, place) in _settings)
        {
            if (values.TryLocate(name, out _, out var key) && TryRead(key, text, place, name, out var value))
            {
                _written[(name, text)] = KeyText.WritePlain(key, value);
            }
        }
    }

    /// <summary>In the one way in which each value is written, so that 0.20 and 0.2 are one cell.</summary>
    private string Written(string key, string value) => _written.GetValueOrDefault((key, value), value);

    private SweepPlan? Sweep(SectionValues values)
    {
        if (_axes.Count > 0 || _points.Count > 0)
        {
            return new SweepPlan(
                [.. _axes.Select(axis => axis with { Values = [.. axis.Values.Select(value => Written(axis.Key, value))] })],
                [.. _points.Select(point => point.Select(setting => setting with { Value = Written(setting.Key, setting.Value) }).ToList())],
                values.Int("sweep.repeats"));
        }

        if (values.Int("sweep.repeats") > 0)
        {
            reading.Refuse(values.PlaceOf("sweep.repeats"), "sweep.repeats", "nothing is varied: without sweep.grid or sweep.points it is repeats that counts.");
        }

        return null;
    }

    /// <summary>Each cell must be possible, too. The first that is not is enough.</summary>
    private void CheckCells(Scenario scenario, SectionValues values)
    {
        if (scenario.Sweep is null || reading.Faults.Count > 0)
        {
            return;
        }

        var place = _settings[0].Place;
        var runs = SweepCells.Count(scenario);
        if (runs > SweepPlan.MaxCells)
        {
            reading.Refuse(place, "sweep", $"this is {runs} runs; at most {SweepPlan.MaxCells}.");
            return;
        }

        foreach (var settings in SweepCells.Settings(scenario.Sweep))
        {
            var cell = SweepCells.With(scenario, settings);
            var broken = ScenarioRules.Broken(cell, SectionValues.Of(cell)).ToList();
            if (broken.Count > 0)
            {
                broken.ForEach(fault => reading.Refuse(place, fault.Key, $"with {string.Join(", ", settings)}: {fault.Message}"));
                return;
            }
        }
    }

    private void RefuseAll(IEnumerable<ScenarioFault> faults)
    {
        foreach (var fault in faults)
        {
            reading.Refuse(new TextPlace(fault.File, fault.Line), fault.Key, fault.Message);
        }
    }
}
