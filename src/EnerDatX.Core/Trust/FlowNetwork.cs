using System.Collections;

namespace EnerDatX.Core.Trust;

/// <summary>
/// A directed network with whole-number capacities, and the greatest flow between two of its nodes: Dinic's algorithm (Soviet Math.
/// Doklady 11, 1970), without recursion, because a stranger can make a path as long as the network is large. The opposite of arc k is k ^ 1.
/// </summary>
internal sealed class FlowNetwork
{
    /// <summary>A flow is not counted beyond this, so that no sum overflows: as much as any score can mean.</summary>
    public const long MaxFlow = long.MaxValue / 2;

    private const int None = -1;

    private readonly List<int> _latestArc = [];
    private readonly List<int> _earlierArc = [];
    private readonly List<int> _target = [];
    private readonly List<long> _capacity = [];
    private readonly List<int> _path = [];
    private long[] _residual = [];
    private int[] _level = [];
    private int[] _cursor = [];
    private int[] _queue = [];

    public int Nodes => _latestArc.Count;

    /// <summary>Arcs with their opposites.</summary>
    public int Arcs => _target.Count;

    public int AddNode()
    {
        _latestArc.Add(None);
        return Nodes - 1;
    }

    /// <returns>The new arc's number; the one after it is its opposite.</returns>
    public int AddArc(int from, int to, long capacity)
    {
        AddHalf(from, to, capacity);
        AddHalf(to, from, 0);
        return Arcs - 2;
    }

    public int SourceOf(int arc) => _target[arc ^ 1];

    public int TargetOf(int arc) => _target[arc];

    public long CapacityOf(int arc) => _capacity[arc];

    public void SetCapacity(int arc, long capacity) => _capacity[arc] = capacity;

    /// <summary>What the flow that was found last sends through this arc.</summary>
    public long FlowOn(int arc) => _capacity[arc] - _residual[arc];

    /// <summary>The greatest flow between two different nodes, found from nothing, with what proves it.</summary>
    /// <param name="watched">Arcs whose capacity may fall later: the proof remembers what flows through them.</param>
    public ProvenFlow Solve(int source, int sink, IReadOnlyList<int> watched)
    {
        Reset();
        var value = 0L;
        while (value < MaxFlow && Levels(source, sink))
        {
            _latestArc.CopyTo(_cursor);
            value += Push(source, sink, MaxFlow - value);
        }

        var sourceSide = new BitArray(Nodes);
        for (var node = 0; node < Nodes; node++)
        {
            sourceSide[node] = _level[node] != None;
        }

        return new ProvenFlow(value, sourceSide, watched.Where(arc => FlowOn(arc) > 0).ToDictionary(arc => arc, FlowOn));
    }

    private void AddHalf(int from, int to, long capacity)
    {
        _earlierArc.Add(_latestArc[from]);
        _latestArc[from] = Arcs;
        _target.Add(to);
        _capacity.Add(capacity);
    }

    private void Reset()
    {
        if (_residual.Length < Arcs)
        {
            _residual = new long[2 * Arcs];
        }

        if (_level.Length < Nodes)
        {
            (_level, _cursor, _queue) = (new int[2 * Nodes], new int[2 * Nodes], new int[2 * Nodes]);
        }

        _capacity.CopyTo(_residual);
    }

    /// <summary>Distances from the source over arcs with room. When the sink is not reached, what is reached is one side of a narrowest cut.</summary>
    private bool Levels(int source, int sink)
    {
        Array.Fill(_level, None, 0, Nodes);
        _level[source] = 0;
        _queue[0] = source;
        var (head, tail) = (0, 1);
        while (head < tail)
        {
            var node = _queue[head++];
            for (var arc = _latestArc[node]; arc != None; arc = _earlierArc[arc])
            {
                if (_residual[arc] > 0 && _level[_target[arc]] == None)
                {
                    _level[_target[arc]] = _level[node] + 1;
                    _queue[tail++] = _target[arc];
                }
            }
        }

        return _level[sink] != None;
    }

    /// <summary>Fills every shortest path, at most <paramref name="most"/> in all.</summary>
    private long Push(int source, int sink, long most)
    {
        _path.Clear();
        var pushed = 0L;
        var node = source;
        while (pushed < most)
        {
            if (node == sink)
            {
                pushed += Augment(most - pushed);
                node = _path.Count == 0 ? source : _target[_path[^1]];
            }
            else if (NextArc(node) is var arc and not None)
            {
                _path.Add(arc);
                node = _target[arc];
            }
            else if (_path.Count == 0)
            {
                break;
            }
            else
            {
                node = StepBack();
            }
        }

        return pushed;
    }

    private int NextArc(int node)
    {
        var arc = _cursor[node];
        while (arc != None && (_residual[arc] == 0 || _level[_target[arc]] != _level[node] + 1))
        {
            arc = _earlierArc[arc];
        }

        return _cursor[node] = arc;
    }

    /// <summary>Leaves a dead end and never comes back to it in this round.</summary>
    private int StepBack()
    {
        var arc = _path[^1];
        _path.RemoveAt(_path.Count - 1);
        var node = SourceOf(arc);
        _cursor[node] = _earlierArc[arc];
        return node;
    }

    /// <summary>Sends as much as fits along the path, and shortens it to where there is still room.</summary>
    private long Augment(long most)
    {
        var amount = most;
        foreach (var arc in _path)
        {
            amount = Math.Min(amount, _residual[arc]);
        }

        var full = _path.Count;
        for (var i = _path.Count - 1; i >= 0; i--)
        {
            _residual[_path[i]] -= amount;
            _residual[_path[i] ^ 1] += amount;
            full = _residual[_path[i]] == 0 ? i : full;
        }

        _path.RemoveRange(full, _path.Count - full);
        return amount;
    }
}
