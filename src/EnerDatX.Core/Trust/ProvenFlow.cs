using System.Collections;

namespace EnerDatX.Core.Trust;

/// <summary>
/// A greatest flow and the reason that there is no greater one: a cut, all of whose arcs from the source's side to the sink's are full.
/// While the flow fits and no arc across the cut gets wider, it remains the greatest, whatever else changes; that is how one new edge
/// leaves most scores alone.
/// </summary>
/// <param name="sourceSide">Nodes on the source's side of the cut; nodes that came later are on the sink's.</param>
/// <param name="watched">What flows through those arcs that may get narrower, where it is not 0.</param>
internal sealed class ProvenFlow(long value, BitArray sourceSide, IReadOnlyDictionary<int, long> watched)
{
    public long Value => value;

    /// <summary>Whether it is still the greatest after the arc got this capacity; the other direction of the arc has none.</summary>
    public bool Survives(int arc, int from, int to, long capacity) =>
        watched.GetValueOrDefault(arc) <= capacity && !(IsOnSourceSide(from) && !IsOnSourceSide(to));

    private bool IsOnSourceSide(int node) => node < sourceSide.Count && sourceSide[node];
}

/// <summary>One greatest flow per peer, as far as it was found and is still proven.</summary>
internal sealed class ProvenFlows
{
    private readonly List<ProvenFlow?> _flows = [];
    private int _held;

    public void AddPeer() => _flows.Add(null);

    public ProvenFlow? Find(int peer) => _flows[peer];

    public ProvenFlow Keep(int peer, ProvenFlow flow)
    {
        _held += _flows[peer] is null ? 1 : 0;
        _flows[peer] = flow;
        return flow;
    }

    /// <summary>Drops those that may be another flow now that the arc has this capacity.</summary>
    public void Change(int arc, int from, int to, long capacity)
    {
        for (var peer = 0; _held > 0 && peer < _flows.Count; peer++)
        {
            if (_flows[peer] is { } flow && !flow.Survives(arc, from, to, capacity))
            {
                _flows[peer] = null;
                _held--;
            }
        }
    }
}
