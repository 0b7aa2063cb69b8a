namespace EnerDatX.Core.Trust;

/// <summary>
/// BarterCast (Meulpolder and others, IPDPS 2009) in its form without a bound on the path length (spec section 8.2): the difference of two greatest
/// flows. People are shown arctan(difference) ÷ (π/2), between −1 and 1; as Core has no floating point, whoever shows it does that last step.
/// </summary>
public sealed class BarterCast<TPeer>
    where TPeer : notnull
{
    private readonly InteractionGraph<TPeer> _graph;
    private readonly int _evaluator;
    private readonly Contributions _contributions;

    private int _peers;

    /// <summary>Sees the graph as it is now; what is added to it later, after <see cref="Follow"/>.</summary>
    public BarterCast(InteractionGraph<TPeer> graph, TPeer evaluator)
    {
        _graph = graph;
        _evaluator = graph.Include(evaluator);
        _contributions = new Contributions(_evaluator, alpha: 1);
        AddNewPeers();
        for (var place = 0; place < graph.Edges.Count; place++)
        {
            _contributions.SetWeight(place, graph.Edges[place]);
        }
    }

    /// <summary>Takes one addition to the graph into account; all of them in order.</summary>
    /// <param name="place">Which edge it changed, as <see cref="InteractionGraph{TPeer}.Add"/> said; −1 for none.</param>
    public void Follow(int place)
    {
        AddNewPeers();
        if (place >= 0)
        {
            _contributions.SetWeight(place, _graph.Edges[place]);
        }
    }

    /// <summary>What the peer gave the evaluator, directly or through others, less what it took; 0 for the evaluator and for strangers.</summary>
    public long DifferenceOf(TPeer peer)
    {
        var number = _graph.NumberOf(peer);
        return number < 0 || number == _evaluator ? 0 : _contributions.Net(number);
    }

    private void AddNewPeers()
    {
        for (; _peers < _graph.Peers.Count; _peers++)
        {
            _contributions.AddPeer();
        }
    }
}
