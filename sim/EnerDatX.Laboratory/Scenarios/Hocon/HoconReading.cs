namespace EnerDatX.Laboratory.Scenarios.Hocon;

/// <summary>The text of a file that is included; false with a sentence if there is none to be had.</summary>
internal delegate bool TextSource(string path, out string text, out string refusal);

/// <summary>What the files of one scenario have in common while they are read: limits, refusals, and which of them are open.</summary>
internal sealed class HoconReading(TextSource source)
{
    /// <summary>A person writes these files: the longest of ours has 3 KB. Characters.</summary>
    public const int MaxLength = 1_000_000;

    /// <summary>Sections inside sections; the schema has four levels.</summary>
    public const int MaxDepth = 16;

    /// <summary>Keys and list items of all files together, so that a small file that includes large ones is bounded, too.</summary>
    public const int MaxKeys = 10_000;

    /// <summary>Files that include each other in a row.</summary>
    public const int MaxOpen = 8;

    /// <summary>After that many nobody reads on.</summary>
    public const int MaxFaults = 50;

    private readonly Stack<string> _open = new();
    private readonly List<ScenarioFault> _faults = [];
    private int _keys;

    public IReadOnlyList<ScenarioFault> Faults => _faults;

    /// <summary>Always false, so that whoever refuses can return it.</summary>
    public bool Refuse(TextPlace place, string key, string message)
    {
        if (_faults.Count < MaxFaults)
        {
            _faults.Add(ScenarioFault.At(place, key, message));
        }

        return false;
    }

    public bool MayCount(TextPlace place) =>
        ++_keys <= MaxKeys || (_keys == MaxKeys + 1 ? Refuse(place, "", $"there are more than {MaxKeys} keys and list items.") : false);

    /// <summary>Reads a text into a section that may have keys already.</summary>
    public bool ReadInto(HoconSection section, string file, string text, int depth)
    {
        if (text.Length > MaxLength)
        {
            return Refuse(new TextPlace(file, 1), "", $"the file is longer than {MaxLength / 1_000_000} MB.");
        }

        _open.Push(file);
        new HoconReader(this, file, text).ReadRoot(section, depth);
        _open.Pop();
        return true;
    }

    /// <param name="place">Of the word <c>include</c>.</param>
    /// <param name="name">Relative to the folder of the file that includes it.</param>
    public bool Include(HoconSection section, TextPlace place, string name, int depth)
    {
        var path = Path.Combine(Path.GetDirectoryName(place.File) ?? "", name);
        if (_open.Any(file => Path.GetFullPath(file) == Path.GetFullPath(path)))
        {
            return Refuse(place, "include", $"{name} includes itself.");
        }

        if (_open.Count >= MaxOpen)
        {
            return Refuse(place, "include", $"more than {MaxOpen} files include each other.");
        }

        return source(path, out var text, out var refusal) ? ReadInto(section, path, text, depth) : Refuse(place, "include", refusal);
    }
}
