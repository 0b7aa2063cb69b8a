namespace EnerDatX.Core.Trust;

/// <summary>Two peers completed a trade: each at a place of its own chain.</summary>
/// <param name="RequesterSequence">Of the proposal.</param>
/// <param name="ResponderSequence">Of the agreement.</param>
/// <param name="Value">Not negative.</param>
public sealed record TemporalInteraction<TPeer>(TPeer Requester, long RequesterSequence, TPeer Responder, long ResponderSequence, long Value);

/// <summary>
/// Temporal PageRank (Otte 2016; spec section 8.3): a random walk over the places of all chains, which follows completed trades forward in time
/// and every so often returns to the evaluator's own chain. A peer's score is the share of time that the walk spends on its chain.
/// </summary>
/// <remarks>
/// The one place in Core with floating point: the score is the limit of an endless series, so that there is nothing to compute exactly. It is
/// for comparison with other measures only; no rule, no amount and no half-block depends on it. Sums are made in one fixed order
/// (places and edges by first appearance), so that the same interactions give the same bits.
/// </remarks>
public static class TemporalPageRank
{
    public const double Damping = 0.85;

    /// <summary>The default of networkx, which EDMP used.</summary>
    public const double CoarseTolerance = 1e-6;

    /// <summary>As near as a double can tell.</summary>
    public const double FineTolerance = 1e-14;

    /// <summary>Each round leaves at most 0.85 of the difference: 1e-14 takes about 200 rounds.</summary>
    private const int MaxRounds = 1_000;

    /// <summary>Scores of all peers in order of first appearance; none if <paramref name="own"/> took part in nothing. They add up to 1.</summary>
    /// <param name="tolerance">The walk ends when a round moves less than this per place.</param>
    public static IReadOnlyList<(TPeer Peer, double Score)> Scores<TPeer>(
        TPeer own, IEnumerable<TemporalInteraction<TPeer>> interactions, double tolerance)
        where TPeer : notnull
    {
        var places = new Places<TPeer>();
        foreach (var interaction in interactions)
        {
            places.Add(interaction);
        }

        var home = places.Peers.Select(peer => peer.Equals(own)).ToArray();
        if (!home.Contains(true))
        {
            return [];
        }

        var rank = Walk(places.Edges, [.. home.Select(isHome => isHome ? 1.0 / home.Count(h => h) : 0)], tolerance);
        return [.. places.Peers.Zip(rank).GroupBy(place => place.First, (peer, ranks) => (peer, ranks.Sum(r => r.Second)))];
    }

    /// <summary>Power iteration; a place without a way on returns to <paramref name="home"/>.</summary>
    private static double[] Walk(List<(int From, int To, long Weight)> edges, double[] home, double tolerance)
    {
        var leaving = new double[home.Length];
        edges.ForEach(edge => leaving[edge.From] += edge.Weight);
        var rank = Enumerable.Repeat(1.0 / home.Length, home.Length).ToArray();
        for (var round = 0; round < MaxRounds; round++)
        {
            var next = new double[home.Length];
            foreach (var (from, to, weight) in edges.Where(edge => edge.Weight > 0))
            {
                next[to] += rank[from] * (weight / leaving[from]);
            }

            var lost = rank.Where((_, place) => leaving[place] == 0).Sum();
            var moved = 0.0;
            for (var place = 0; place < next.Length; place++)
            {
                next[place] = (Damping * (next[place] + (lost * home[place]))) + ((1 - Damping) * home[place]);
                moved += Math.Abs(next[place] - rank[place]);
            }

            rank = next;
            if (moved < home.Length * tolerance)
            {
                break;
            }
        }

        return rank;
    }

    /// <summary>Places of chains as the nodes of a graph. An edge that comes twice has the later weight.</summary>
    private sealed class Places<TPeer>
        where TPeer : notnull
    {
        private readonly Dictionary<(TPeer Peer, long Sequence), int> _numbers = [];
        private readonly Dictionary<(int From, int To), int> _edgeNumbers = [];

        public List<TPeer> Peers { get; } = [];

        public List<(int From, int To, long Weight)> Edges { get; } = [];

        public void Add(TemporalInteraction<TPeer> interaction)
        {
            var requester = Number(interaction.Requester, interaction.RequesterSequence);
            var requesterNext = Number(interaction.Requester, interaction.RequesterSequence + 1);
            var responder = Number(interaction.Responder, interaction.ResponderSequence);
            var responderNext = Number(interaction.Responder, interaction.ResponderSequence + 1);
            SetEdge(requester, requesterNext, interaction.Value);
            SetEdge(requester, responderNext, interaction.Value);
            SetEdge(responder, responderNext, interaction.Value);
            SetEdge(responder, requesterNext, interaction.Value);
        }

        private int Number(TPeer peer, long sequence)
        {
            if (!_numbers.TryGetValue((peer, sequence), out var number))
            {
                number = Peers.Count;
                _numbers.Add((peer, sequence), number);
                Peers.Add(peer);
            }

            return number;
        }

        private void SetEdge(int from, int to, long weight)
        {
            if (_edgeNumbers.TryGetValue((from, to), out var number))
            {
                Edges[number] = (from, to, weight);
                return;
            }

            _edgeNumbers.Add((from, to), Edges.Count);
            Edges.Add((from, to, weight));
        }
    }
}
