using System.Diagnostics.CodeAnalysis;

namespace EnerDatX.Core.Overlay;

/// <summary>
/// What waits, in turn by who brought it: each source has a queue of its own, and one item of each is taken before a second of any. When all is
/// full, the source with the most waiting loses its newest. So a source that brings little is served soon, whatever the others bring.
/// Bounded; one owner at a time.
/// </summary>
/// <param name="maxItems">In all.</param>
/// <param name="maxPerSource">Of one source.</param>
public sealed class FairQueue<TSource, TItem>(int maxItems, int maxPerSource)
    where TSource : notnull
{
    private readonly Dictionary<TSource, Line> _lines = [];
    private readonly LinkedList<Line> _turn = new();

    /// <summary>Lines by how much waits in them: the longest is found at once, also when there are thousands.</summary>
    private readonly LinkedList<Line>[] _byLength = [.. Enumerable.Range(0, maxPerSource + 1).Select(_ => new LinkedList<Line>())];

    private int _longest;

    public int Count { get; private set; }

    /// <summary>Puts an item behind those of its source. False when something had to be dropped: this item, or one of a longer line.</summary>
    public bool Add(TSource source, TItem item)
    {
        if (!_lines.TryGetValue(source, out var line))
        {
            line = new Line(source);
        }

        if (line.Items.Count >= maxPerSource)
        {
            return false;
        }

        var isFull = Count >= maxItems;
        if (isFull)
        {
            var longest = LongestLine();
            if (longest.Items.Count <= line.Items.Count)
            {
                return false;
            }

            longest.Items.RemoveLast();
            Changed(longest, -1);
        }

        line.Items.AddLast(item);
        Changed(line, +1);
        return !isFull;
    }

    /// <summary>The oldest item of the source whose turn it is.</summary>
    public bool TryTake([MaybeNullWhen(false)] out TItem item)
    {
        if (_turn.First is not { } first)
        {
            item = default;
            return false;
        }

        var line = first.Value;
        item = line.Items.First!.Value;
        line.Items.RemoveFirst();
        _turn.RemoveFirst();
        _turn.AddLast(line.Turn);
        Changed(line, -1);
        return true;
    }

    private Line LongestLine()
    {
        while (_byLength[_longest].Count == 0)
        {
            _longest--;
        }

        return _byLength[_longest].First!.Value;
    }

    private void Changed(Line line, int by)
    {
        Count += by;
        var length = line.Items.Count;
        if (length - by > 0)
        {
            _byLength[length - by].Remove(line.Place);
        }
        else
        {
            _lines.Add(line.Source, line);
            _turn.AddLast(line.Turn);
        }

        if (length > 0)
        {
            _byLength[length].AddLast(line.Place);
            _longest = Math.Max(_longest, length);
        }
        else
        {
            _lines.Remove(line.Source);
            _turn.Remove(line.Turn);
        }
    }

    /// <summary>What waits of one source, and where it stands; it exists only while something waits.</summary>
    private sealed class Line
    {
        public Line(TSource source)
        {
            Source = source;
            Turn = new LinkedListNode<Line>(this);
            Place = new LinkedListNode<Line>(this);
        }

        public TSource Source { get; }

        public LinkedList<TItem> Items { get; } = new();

        public LinkedListNode<Line> Turn { get; }

        public LinkedListNode<Line> Place { get; }
    }
}
