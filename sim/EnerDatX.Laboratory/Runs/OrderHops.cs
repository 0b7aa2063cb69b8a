using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Sim.Network;

namespace EnerDatX.Laboratory.Runs;

/// <summary>
/// How far orders get by being pushed, hop by hop: looks into the datagrams that carry them. What peers learn by asking for the book does not count.
/// </summary>
/// <param name="peers">Participants, the issuer among them.</param>
/// <param name="ttl">Hops of an order.</param>
internal sealed class OrderHops(int peers, int ttl)
{
    /// <summary>Followed in one run, the first of it: each takes a byte for every peer, and reading datagrams takes time.</summary>
    public const int MostOrders = 50;

    /// <summary>Of all pairs of an order and a peer, so many reached is enough: as with proofs, 99 % of the peers.</summary>
    public const double Enough = 0.99;

    /// <summary>A push takes a latency, some tenths of a second, for each of at most 16 hops: then it is over.</summary>
    private const long OverAfterMs = 10_000;

    private readonly Dictionary<BlockHash, Followed> _orders = [];
    private long? _endMs;

    /// <summary>Of all pairs of an order that is over and another peer, those that it got to; null where no order was pushed.</summary>
    /// <param name="hops">In so many hops at most.</param>
    public double? Reach(long nowMs, int hops)
    {
        var over = _orders.Values.Where(order => order.SinceMs + OverAfterMs <= nowMs).ToList();
        return over.Count == 0 ? null : over.Average(order => (double)order.Hops.Count(hop => hop > 0 && hop <= hops) / (peers - 1));
    }

    /// <summary>The fewest hops in which orders get nearly everywhere; null if they do not.</summary>
    public int? FewestEnough(long nowMs) => Enumerable.Range(1, ttl).Where(hops => Reach(nowMs, hops) >= Enough).Select(hops => (int?)hops).FirstOrDefault();

    public void See(SentDatagram sent)
    {
        if (sent.AtMs >= _endMs
            || sent.Fate is not (DatagramFate.Carried or DatagramFate.CarriedTwice)
            || !Packet.IsOf(CommunityId.TrustChain, HalfBlockBroadcast.MessageId, sent.Bytes.Span)
            || !Packet.TryRead(sent.Bytes, out var packet)
            || packet.Message is not HalfBlockBroadcast { Block: { Type: BlockTypes.Ask or BlockTypes.Bid, IsSource: true } order } broadcast)
        {
            return;
        }

        var hop = ttl - (int)Math.Min(broadcast.Ttl, ttl) + 1;
        if (!_orders.TryGetValue(order.Hash, out var followed))
        {
            // One that was signed before this began has lost some of its way.
            if (hop > 1 || _orders.Count == MostOrders)
            {
                return;
            }

            _orders.Add(order.Hash, followed = new Followed(sent.AtMs, Participants.NumberAt(sent.From), new byte[peers]));
            _endMs = _orders.Count == MostOrders ? sent.AtMs + OverAfterMs : null;
        }

        followed.Note(Participants.NumberAt(sent.To), hop);
    }

    /// <param name="Hops">For each peer the fewest in which it got there; 0 = it did not.</param>
    private sealed record Followed(long SinceMs, int Signer, byte[] Hops)
    {
        public void Note(int peer, int hop)
        {
            if (peer != Signer && peer >= 0 && peer < Hops.Length && (Hops[peer] == 0 || hop < Hops[peer]))
            {
                Hops[peer] = (byte)hop;
            }
        }
    }
}
