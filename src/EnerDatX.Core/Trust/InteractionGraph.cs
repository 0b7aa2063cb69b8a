namespace EnerDatX.Core.Trust;

/// <summary>What one peer gave another, all told. Peers are numbered by their first appearance in the graph.</summary>
/// <param name="Weight">In the unit of the graph, for example smallest units of a currency; positive.</param>
public readonly record struct InteractionEdge(int From, int To, long Weight);

/// <summary>
/// Who gave how much to whom: an edge from u to v with weight w says that u contributed w to v (spec section 8). What is added
/// twice adds up. Everything comes out in order of first appearance, so that the same additions always give the same graph.
/// </summary>
/// <typeparam name="TPeer">How peers are named: a public key, or the text of a scenario.</typeparam>
public sealed class InteractionGraph<TPeer>
    where TPeer : notnull
{
    /// <summary>
    /// Largest weight of an edge; what is added beyond is not counted. It is the largest amount of a payment, and far enough below
    /// overflow for the scaling of <see cref="NetFlow{TPeer}"/>.
    /// </summary>
    public const long MaxWeight = 1_000_000_000_000_000;

    private readonly Dictionary<TPeer, int> _numbers = [];
    private readonly List<TPeer> _peers = [];
    private readonly Dictionary<(int From, int To), int> _places = [];
    private readonly List<InteractionEdge> _edges = [];

    public IReadOnlyList<TPeer> Peers => _peers;

    public IReadOnlyList<InteractionEdge> Edges => _edges;

    /// <summary>The peer's number, or −1 for one that is not in the graph.</summary>
    public int NumberOf(TPeer peer) => _numbers.GetValueOrDefault(peer, -1);

    /// <summary>The peer's number; a peer that is not in the graph comes in without edges.</summary>
    public int Include(TPeer peer)
    {
        if (!_numbers.TryGetValue(peer, out var number))
        {
            number = _peers.Count;
            _numbers.Add(peer, number);
            _peers.Add(peer);
        }

        return number;
    }

    /// <summary><paramref name="from"/> gave <paramref name="weight"/> to <paramref name="to"/>.</summary>
    /// <returns>
    /// The place in <see cref="Edges"/> of the edge that this changed; −1 if it changed none: nobody gives to itself, and nothing is no gift.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">A negative weight.</exception>
    public int Add(TPeer from, TPeer to, long weight)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(weight);
        var (source, target) = (Include(from), Include(to));
        if (source == target || weight == 0)
        {
            return -1;
        }

        if (_places.TryGetValue((source, target), out var place))
        {
            var before = _edges[place].Weight;
            _edges[place] = new InteractionEdge(source, target, Sum(before, weight));
            return before == MaxWeight ? -1 : place;
        }

        _places.Add((source, target), _edges.Count);
        _edges.Add(new InteractionEdge(source, target, Sum(0, weight)));
        return _edges.Count - 1;
    }

    private static long Sum(long before, long added) => added >= MaxWeight - before ? MaxWeight : before + added;
}
