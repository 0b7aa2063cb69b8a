using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Core.Trust;

/// <summary>
/// The interaction graph around one peer in one currency with its scores, kept as receipts come: what it says is at any moment what a graph
/// that is built from the same ledger says. Mutable, for one owner.
/// </summary>
public sealed class TrustGraph
{
    private readonly PublicKey _self;
    private readonly ILedgerReader _ledger;
    private readonly string _network;
    private readonly string _currency;
    private readonly TrustLimits _limits;
    private readonly Predicate<PublicKey> _isCheat;
    private readonly InteractionGraph<PublicKey> _graph;
    private readonly NetFlow<PublicKey> _netFlow;
    private readonly BarterCast<PublicKey> _barterCast;
    private readonly HashSet<(BlockHash Trade, int Segment)> _counted;
    private Int128? _received;

    /// <summary>Built from the ledger as it is now.</summary>
    public TrustGraph(
        PublicKey self, ILedgerReader ledger, string network, string currency, TrustLimits limits, Predicate<PublicKey> isCheat)
    {
        (_self, _ledger, _network, _currency, _limits, _isCheat) = (self, ledger, network, currency, limits, isCheat);
        var around = TrustEdges.Around(self, ledger, network, currency, limits, isCheat);
        _graph = around.Graph;
        _netFlow = new NetFlow<PublicKey>(_graph, self);
        _barterCast = new BarterCast<PublicKey>(_graph, self);
        _counted = [.. around.Receipts.Select(receipt => receipt.Id)];
        IsCut = around.IsCut;
    }

    /// <summary>
    /// Whether a limit kept something out. Which peers are inside depends on all receipts then, so that such a graph does not grow: it has to be
    /// built anew.
    /// </summary>
    public bool IsCut { get; private set; }

    /// <summary>Who is in it, this peer first.</summary>
    public IReadOnlyList<PublicKey> Peers => _graph.Peers;

    /// <summary>Pairs of a seller and a buyer.</summary>
    public int Edges => _graph.Edges.Count;

    public int Receipts => _counted.Count;

    /// <summary>What one unit of an amount is: this part of a smallest unit of the currency.</summary>
    public int Alpha => _netFlow.Alpha;

    public bool Has(PublicKey peer) => _graph.NumberOf(peer) >= 0;

    public Standing StandingOf(PublicKey peer) => Standing.Of(_netFlow.ScoreOf(peer), Received);

    /// <summary>In α-ths.</summary>
    public long CapacityOf(PublicKey peer) => _netFlow.CapacityOf(peer);

    /// <summary>In α-ths.</summary>
    public long NetContributionOf(PublicKey peer) => _netFlow.NetContributionOf(peer);

    /// <summary>In smallest units.</summary>
    public long BarterCastOf(PublicKey peer) => _barterCast.DifferenceOf(peer);

    /// <summary>Why the score is what it is.</summary>
    public IReadOnlyList<TrustPath<PublicKey>> Explain(PublicKey peer, int most) => _netFlow.Explain(peer, most);

    /// <summary>
    /// Takes a receipt into account that is held since a moment ago. One between peers who have nothing to do with this one yet waits in the
    /// ledger until one of them does.
    /// </summary>
    public void Add(Receipt receipt)
    {
        if (IsCut || receipt.Currency != _currency || _isCheat(receipt.Seller) || _isCheat(receipt.Buyer) || _counted.Contains(receipt.Id))
        {
            return;
        }

        var (hasSeller, hasBuyer) = (Has(receipt.Seller), Has(receipt.Buyer));
        if (hasSeller || hasBuyer)
        {
            Count(receipt);
            Explore(hasSeller ? hasBuyer ? null : receipt.Buyer : receipt.Seller);
        }
    }

    private Int128 Received => _received ??= _graph.Edges
        .Where(edge => edge.To == _graph.NumberOf(_self))
        .Aggregate(Int128.Zero, (sum, edge) => sum + ((Int128)edge.Weight * Alpha));

    /// <summary>A peer that is new in the graph brings in all with whom it traded, and so on.</summary>
    private void Explore(PublicKey? first)
    {
        var unseen = new Queue<PublicKey>(first is null ? [] : [first]);
        while (!IsCut && unseen.TryDequeue(out var peer))
        {
            var receipts = TrustEdges.ReceiptsOf(peer, _ledger, _network, _limits.DeliveriesPerPeer, out var isPeerCut);
            IsCut |= isPeerCut;
            foreach (var receipt in receipts)
            {
                var other = receipt.OtherThan(peer);
                if (receipt.Currency != _currency || _isCheat(other) || _counted.Contains(receipt.Id))
                {
                    continue;
                }

                if (!Has(other))
                {
                    unseen.Enqueue(other);
                }

                Count(receipt);
            }
        }
    }

    private void Count(Receipt receipt)
    {
        _counted.Add(receipt.Id);
        _barterCast.Follow(_netFlow.Add(receipt.Seller, receipt.Buyer, receipt.Price));
        _received = null;
        IsCut |= _graph.Peers.Count > _limits.Peers || _counted.Count > _limits.Receipts;
    }
}
