using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Core.Trust;

/// <summary>How much of what strangers wrote is looked at for one view; every further key and receipt is free for them and work for us.</summary>
/// <param name="Peers">Two greatest flows are found for each, over all of their edges.</param>
/// <param name="DeliveriesPerPeer">The latest of one chain: so many that only a busy seller has more, and its buyers have them too.</param>
/// <param name="Receipts">In all: each costs a handful of look-ups in the ledger.</param>
public sealed record TrustLimits(int Peers, int DeliveriesPerPeer, int Receipts)
{
    public static readonly TrustLimits Default = new(Peers: 1_000, DeliveriesPerPeer: 1_000, Receipts: 50_000);
}

/// <summary>What a ledger says about who gave data to whom around one peer.</summary>
/// <param name="Graph">In smallest units of one currency.</param>
/// <param name="Receipts">What its edges are made of.</param>
/// <param name="IsCut">Whether a limit kept something out.</param>
public sealed record TrustNeighbourhood(InteractionGraph<PublicKey> Graph, IReadOnlyList<Receipt> Receipts, bool IsCut);

/// <summary>
/// The interaction graph of the market: an edge from seller to buyer with the price of every receipted segment (protocol rule 22). Prices of
/// different currencies cannot be added, so that each graph is of one. The graph grows outward from the evaluator, the peers with the
/// widest connection first: where <see cref="TrustLimits"/> end it, invented peers behind trades worth w have displaced nobody who is
/// connected by trades worth more. What a proven cheat gave or took is left out, so that nobody gains through it.
/// </summary>
public static class TrustEdges
{
    public static TrustNeighbourhood Around(
        PublicKey self, ILedgerReader ledger, string network, string currency, TrustLimits limits, Predicate<PublicKey> isCheat)
    {
        var receipts = new HashSet<(BlockHash Trade, int Segment)>();
        var inOrder = new List<Receipt>();
        var near = new Frontier(self);
        var isCut = false;
        while (near.Count < limits.Peers && near.TryTake(out var peer, out var width))
        {
            if (inOrder.Count >= limits.Receipts)
            {
                isCut = true;
                continue; // it still belongs to those with whom others traded
            }

            var own = ReceiptsOf(peer, ledger, network, limits.DeliveriesPerPeer, out var isPeerCut)
                .Where(r => r.Currency == currency && !isCheat(r.OtherThan(peer)))
                .ToList();
            isCut |= isPeerCut;
            inOrder.AddRange(own.Where(r => receipts.Add(r.Id)));
            foreach (var others in own.DistinctBy(r => r.Id).GroupBy(r => r.OtherThan(peer)))
            {
                near.Reach(others.Key, Math.Min(width, others.Sum(r => r.Price)));
            }
        }

        var inside = inOrder.Where(r => near.Has(r.Seller) && near.Has(r.Buyer)).Take(limits.Receipts).ToList();
        return new TrustNeighbourhood(GraphOf(self, inside), inside, isCut || inside.Count < inOrder.Count);
    }

    /// <summary>What the peer signed for, and what others signed for to it.</summary>
    /// <param name="isCut">Whether its chain has more deliveries than were looked at.</param>
    internal static IEnumerable<Receipt> ReceiptsOf(PublicKey peer, ILedgerReader ledger, string network, int most, out bool isCut)
    {
        var deliveries = ledger.OfType(peer, BlockTypes.Delivery);
        isCut = deliveries.Count > most;
        return deliveries
            .TakeLast(most)
            .SelectMany(block => block.IsAgreement ? [block] : ledger.LinkedTo(block))
            .Select(block => Receipt.Read(block, ledger, network))
            .OfType<Receipt>();
    }

    private static InteractionGraph<PublicKey> GraphOf(PublicKey self, IEnumerable<Receipt> receipts)
    {
        var graph = new InteractionGraph<PublicKey>();
        graph.Include(self);
        foreach (var receipt in receipts)
        {
            graph.Add(receipt.Seller, receipt.Buyer, receipt.Price);
        }

        return graph;
    }

    /// <summary>Peers that are taken, and those that one of them has traded with, by the narrowest trade on the widest way to each.</summary>
    private sealed class Frontier
    {
        private readonly HashSet<PublicKey> _taken = [];
        private readonly PriorityQueue<PublicKey, (long Width, int Arrival)> _open = new();
        private int _arrivals;

        public Frontier(PublicKey self) => Reach(self, long.MaxValue);

        public int Count => _taken.Count;

        public bool Has(PublicKey peer) => _taken.Contains(peer);

        public void Reach(PublicKey peer, long width)
        {
            if (!_taken.Contains(peer))
            {
                _open.Enqueue(peer, (-width, _arrivals++));
            }
        }

        /// <summary>The widest comes first; among equals the one that was reached first.</summary>
        public bool TryTake(out PublicKey peer, out long width)
        {
            while (_open.TryDequeue(out peer!, out var priority))
            {
                width = -priority.Width;
                if (_taken.Add(peer))
                {
                    return true;
                }
            }

            width = 0;
            return false;
        }
    }
}
