namespace EnerDatX.Core.Trust;

/// <summary>One way by which a score came about.</summary>
/// <param name="Peers">From the peer that is judged to the evaluator, both included; each gave something to the next.</param>
/// <param name="Amount">How much of the score it carries, in the same α-ths.</param>
public sealed record TrustPath<TPeer>(IReadOnlyList<TPeer> Peers, long Amount);

/// <summary>Takes a flow apart into paths.</summary>
internal static class FlowPaths
{
    private const int None = -1;

    /// <summary>
    /// Paths of the flow that was found last, each the widest of what the earlier ones leave; among equally wide ones the choice depends
    /// on the order of nodes and arcs alone.
    /// </summary>
    public static IReadOnlyList<(IReadOnlyList<int> Nodes, long Amount)> Of(FlowNetwork network, int source, int sink, int most)
    {
        var flow = new long[network.Arcs];
        var leaving = new List<int>[network.Nodes];
        for (var arc = 0; arc < network.Arcs; arc += 2)
        {
            flow[arc] = network.FlowOn(arc);
            if (flow[arc] > 0)
            {
                (leaving[network.SourceOf(arc)] ??= []).Add(arc);
            }
        }

        var paths = new List<(IReadOnlyList<int>, long)>();
        while (paths.Count < most && Widest(network, leaving, flow, source, sink) is { Count: > 0 } path)
        {
            var amount = path.Min(arc => flow[arc]);
            path.ForEach(arc => flow[arc] -= amount);
            paths.Add(([source, .. path.Select(network.TargetOf)], amount));
        }

        return paths;
    }

    /// <summary>Arcs of the path whose narrowest arc is widest; none when nothing flows any more.</summary>
    private static List<int> Widest(FlowNetwork network, List<int>?[] leaving, long[] flow, int source, int sink)
    {
        var width = new long[network.Nodes];
        var cameBy = new int[network.Nodes];
        Array.Fill(cameBy, None);
        width[source] = long.MaxValue;
        var open = new PriorityQueue<int, (long, int)>();
        open.Enqueue(source, (-long.MaxValue, source));
        while (open.TryDequeue(out var node, out var priority) && node != sink)
        {
            if (-priority.Item1 != width[node])
            {
                continue; // it was reached by a wider way since
            }

            foreach (var arc in leaving[node] ?? [])
            {
                var (next, through) = (network.TargetOf(arc), Math.Min(width[node], flow[arc]));
                if (through > width[next])
                {
                    (width[next], cameBy[next]) = (through, arc);
                    open.Enqueue(next, (-through, next));
                }
            }
        }

        return PathTo(sink, network, cameBy);
    }

    private static List<int> PathTo(int sink, FlowNetwork network, int[] cameBy)
    {
        var path = new List<int>();
        for (var arc = cameBy[sink]; arc != None; arc = cameBy[network.SourceOf(arc)])
        {
            path.Add(arc);
        }

        path.Reverse();
        return path;
    }
}
