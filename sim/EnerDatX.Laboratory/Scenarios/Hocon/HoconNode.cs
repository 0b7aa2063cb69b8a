using System.Diagnostics.CodeAnalysis;

namespace EnerDatX.Laboratory.Scenarios.Hocon;

/// <summary>A value in a scenario file, and where it stands.</summary>
internal abstract record HoconNode(TextPlace Place);

/// <summary>A number, a word or a string: the text without its quotes.</summary>
internal sealed record HoconScalar(TextPlace Place, string Text) : HoconNode(Place);

internal sealed record HoconList(TextPlace Place, IReadOnlyList<HoconNode> Items) : HoconNode(Place);

/// <summary>Keys with values in the order of their first mention. What is said later of a section is added to it.</summary>
internal sealed record HoconSection(TextPlace Place) : HoconNode(Place)
{
    private readonly List<string> _order = [];
    private readonly Dictionary<string, HoconNode> _nodes = new(StringComparer.Ordinal);

    public IEnumerable<(string Key, HoconNode Node)> Entries => _order.Select(key => (key, _nodes[key]));

    public bool TryGet(string key, [NotNullWhen(true)] out HoconNode? node) => _nodes.TryGetValue(key, out node);

    public void Set(string key, HoconNode node)
    {
        if (!_nodes.ContainsKey(key))
        {
            _order.Add(key);
        }

        _nodes[key] = node;
    }
}
