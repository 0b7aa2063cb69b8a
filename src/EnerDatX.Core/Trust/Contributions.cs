namespace EnerDatX.Core.Trust;

/// <summary>
/// What an evaluator and every other peer gave each other, directly or through others: two greatest flows per peer, found when they
/// are asked for and kept while they are proven. All amounts are in α-ths of the graph's unit, so that dividing what the evaluator
/// itself gave by α is exact: its outgoing edges keep their weight, all others are multiplied.
/// </summary>
internal sealed class Contributions(int evaluator, int alpha)
{
    private readonly FlowNetwork _network = new();
    private readonly ProvenFlows _given = new();
    private readonly ProvenFlows _taken = new();

    /// <summary>Must be called for every peer of the graph, in order.</summary>
    public void AddPeer()
    {
        _network.AddNode();
        _given.AddPeer();
        _taken.AddPeer();
    }

    /// <summary>Takes a new or heavier edge into account; new ones must come in the order of the graph.</summary>
    public void SetWeight(int place, InteractionEdge edge)
    {
        var capacity = Scaled(edge);
        var arc = 2 * place;
        if (arc == _network.Arcs)
        {
            _network.AddArc(edge.From, edge.To, capacity);
        }

        _network.SetCapacity(arc, capacity);
        _given.Change(arc, edge.From, edge.To, capacity);
        _taken.Change(arc, edge.From, edge.To, capacity);
    }

    /// <summary>Weight in α-ths, as the evaluator counts it.</summary>
    public long Scaled(InteractionEdge edge) => edge.From == evaluator ? edge.Weight : edge.Weight * alpha;

    /// <summary>Greatest flow from the peer to the evaluator.</summary>
    public long Given(int peer) => (_given.Find(peer) ?? _given.Keep(peer, _network.Solve(peer, evaluator, []))).Value;

    /// <summary>Greatest flow from the evaluator to the peer.</summary>
    public long Taken(int peer) => (_taken.Find(peer) ?? _taken.Keep(peer, _network.Solve(evaluator, peer, []))).Value;

    public long Net(int peer) => Given(peer) - Taken(peer);

    /// <summary>What the evaluator may take through the peer: its net contribution, and nothing through one that owes.</summary>
    public long Capacity(int peer) => Given(peer) == 0 ? 0 : Math.Max(0, Net(peer));
}
