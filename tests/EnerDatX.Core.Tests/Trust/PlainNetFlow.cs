namespace EnerDatX.Core.Tests.Trust;

/// <summary>NetFlow written down as it is defined, over a matrix and with the simplest of all flow searches: the reference for random graphs.</summary>
internal sealed class PlainNetFlow
{
    private readonly int _peers;
    private readonly int _alpha;
    private readonly long[,] _weights;

    public PlainNetFlow(IEnumerable<Gift> gifts, int peers, int alpha)
    {
        _peers = peers;
        _alpha = alpha;
        _weights = new long[peers, peers];
        foreach (var gift in gifts.Where(g => g.From != g.To))
        {
            _weights[gift.From, gift.To] += gift.Weight;
        }
    }

    public long NetContributionOf(int peer) => MaxFlow(Scaled(), peer, RandomGraph.Evaluator) - MaxFlow(Scaled(), RandomGraph.Evaluator, peer);

    public long CapacityOf(int peer) => peer == RandomGraph.Evaluator ? 0 : Math.Max(0, NetContributionOf(peer));

    public long ScoreOf(int peer)
    {
        if (peer == RandomGraph.Evaluator)
        {
            return 0;
        }

        var split = new long[2 * _peers, 2 * _peers];
        var scaled = Scaled();
        for (var from = 0; from < _peers; from++)
        {
            split[from, _peers + from] = from == RandomGraph.Evaluator ? long.MaxValue / 4 : CapacityOf(from);
            for (var to = 0; to < _peers; to++)
            {
                split[_peers + from, to] = scaled[from, to];
            }
        }

        return MaxFlow(split, peer, _peers + RandomGraph.Evaluator);
    }

    private long[,] Scaled()
    {
        var scaled = new long[_peers, _peers];
        for (var from = 0; from < _peers; from++)
        {
            for (var to = 0; to < _peers; to++)
            {
                scaled[from, to] = _weights[from, to] * (from == RandomGraph.Evaluator ? 1 : _alpha);
            }
        }

        return scaled;
    }

    private static long MaxFlow(long[,] room, int source, int sink)
    {
        var total = 0L;
        for (long sent; (sent = Send(room, source, sink, long.MaxValue / 4, new bool[room.GetLength(0)])) > 0;)
        {
            total += sent;
        }

        return total;
    }

    private static long Send(long[,] room, int node, int sink, long most, bool[] seen)
    {
        if (node == sink)
        {
            return most;
        }

        seen[node] = true;
        for (var next = 0; next < seen.Length; next++)
        {
            if (!seen[next] && room[node, next] > 0 && Send(room, next, sink, Math.Min(most, room[node, next]), seen) is > 0 and var sent)
            {
                room[node, next] -= sent;
                room[next, node] += sent;
                return sent;
            }
        }

        return 0;
    }
}
