namespace EnerDatX.Core.Trust;

/// <summary>
/// NetFlow (Otte, de Vos, Pouwelse, FGCS 107, 2020; spec section 8.1): how far an evaluator can trust each other peer, by what that peer gave it,
/// directly or through peers that themselves gave more than they took. Nobody behind edges of total weight w into the rest of the
/// graph scores more than w, however many keys and edges it invents.
/// </summary>
/// <remarks>
/// <para>All amounts are in α-ths of the graph's unit: α divides what the evaluator itself gave, and this way the division is exact.</para>
/// <para>Every score is a greatest flow that is kept with its proof (<see cref="ProvenFlow"/>). A new edge discards those flows whose cut it
/// crosses; a peer whose capacity changes by that discards those scores whose cut it crosses, or whose flow no longer fits through it.
/// Everything else is as it would be if it were found again.</para>
/// </remarks>
public sealed class NetFlow<TPeer>
    where TPeer : notnull
{
    /// <summary>Of the thesis and the paper.</summary>
    public const int DefaultAlpha = 2;

    /// <summary>A weight times this is still far below <see cref="FlowNetwork.MaxFlow"/>.</summary>
    public const int MaxAlpha = 1_000;

    private readonly InteractionGraph<TPeer> _graph;
    private readonly int _evaluator;
    private readonly Contributions _contributions;

    /// <summary>Peer n is entered at node 2n and left at node 2n + 1; the arc between is as wide as its capacity.</summary>
    private readonly FlowNetwork _network = new();
    private readonly List<int> _peerArcs = [];
    private readonly List<int> _edgeArcs = [];
    private readonly ProvenFlows _scores = new();
    private bool _capacitiesAreOld;

    /// <summary>Takes the graph over: from now on only <see cref="Add"/> may add to it.</summary>
    public NetFlow(InteractionGraph<TPeer> graph, TPeer evaluator, int alpha = DefaultAlpha)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(alpha, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(alpha, MaxAlpha);
        _graph = graph;
        _evaluator = graph.Include(evaluator);
        _contributions = new Contributions(_evaluator, alpha);
        Alpha = alpha;
        AddNewPeers();
        for (var place = 0; place < graph.Edges.Count; place++)
        {
            SetWeight(place);
        }
    }

    public int Alpha { get; }

    /// <summary><paramref name="from"/> gave <paramref name="weight"/> to <paramref name="to"/>, beyond what the graph holds.</summary>
    /// <returns>The edge that this changed, as <see cref="InteractionGraph{TPeer}.Add"/> has it.</returns>
    public int Add(TPeer from, TPeer to, long weight)
    {
        var place = _graph.Add(from, to, weight);
        AddNewPeers();
        if (place >= 0)
        {
            SetWeight(place);
        }

        return place;
    }

    /// <summary>In α-ths, never negative; 0 for the evaluator itself and for a peer that it knows nothing of.</summary>
    public long ScoreOf(TPeer peer) => IsOther(peer, out var number) ? Score(number).Value : 0;

    /// <summary>What may flow through the peer to the evaluator, in α-ths: its net contribution or 0.</summary>
    public long CapacityOf(TPeer peer) => IsOther(peer, out var number) ? _contributions.Capacity(number) : 0;

    /// <summary>What the peer gave less what it took, directly or through others, in α-ths; negative for one that owes.</summary>
    public long NetContributionOf(TPeer peer) => IsOther(peer, out var number) ? _contributions.Net(number) : 0;

    /// <summary>
    /// Why the score is what it is: paths from the peer to the evaluator that together carry it, the one that carries most first.
    /// Together they are the score unless there are more than <paramref name="most"/>.
    /// </summary>
    public IReadOnlyList<TrustPath<TPeer>> Explain(TPeer peer, int most)
    {
        if (!IsOther(peer, out var number) || Score(number).Value == 0)
        {
            return [];
        }

        _network.Solve(Entry(number), Entry(_evaluator), []);
        return [.. FlowPaths.Of(_network, Entry(number), Entry(_evaluator), most).Select(path => new TrustPath<TPeer>(
            [.. path.Nodes.Where(IsEntry).Select(node => _graph.Peers[node / 2])], path.Amount))];
    }

    private bool IsOther(TPeer peer, out int number)
    {
        number = _graph.NumberOf(peer);
        return number >= 0 && number != _evaluator;
    }

    private ProvenFlow Score(int peer)
    {
        RenewCapacities();
        return _scores.Find(peer) ?? _scores.Keep(peer, _network.Solve(Entry(peer), Entry(_evaluator), _peerArcs));
    }

    private void AddNewPeers()
    {
        while (_peerArcs.Count < _graph.Peers.Count)
        {
            _contributions.AddPeer();
            _peerArcs.Add(_network.AddArc(_network.AddNode(), _network.AddNode(), 0));
            _scores.AddPeer();
        }
    }

    private void SetWeight(int place)
    {
        var edge = _graph.Edges[place];
        _contributions.SetWeight(place, edge);
        if (place == _edgeArcs.Count)
        {
            _edgeArcs.Add(_network.AddArc(Exit(edge.From), Entry(edge.To), 0));
        }

        SetCapacity(_edgeArcs[place], _contributions.Scaled(edge));
        _capacitiesAreOld = true;
    }

    /// <summary>Those whose flows are still proven cost nothing.</summary>
    private void RenewCapacities()
    {
        for (var peer = 0; _capacitiesAreOld && peer < _peerArcs.Count; peer++)
        {
            var capacity = peer == _evaluator ? 0 : _contributions.Capacity(peer);
            if (capacity != _network.CapacityOf(_peerArcs[peer]))
            {
                SetCapacity(_peerArcs[peer], capacity);
            }
        }

        _capacitiesAreOld = false;
    }

    private void SetCapacity(int arc, long capacity)
    {
        _network.SetCapacity(arc, capacity);
        _scores.Change(arc, _network.SourceOf(arc), _network.TargetOf(arc), capacity);
    }

    private static int Entry(int peer) => 2 * peer;

    private static int Exit(int peer) => (2 * peer) + 1;

    private static bool IsEntry(int node) => node % 2 == 0;
}
