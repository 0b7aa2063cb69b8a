using Akka.Actor;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Peer.Overlay;

/// <summary>Transfers of content whose pieces are awaited. How many these are is the trades' decision: each fetches one thing at a time.</summary>
internal sealed class OpenTransfers
{
    private readonly Dictionary<ulong, (Ipv4Endpoint From, IActorRef Asker)> _open = [];

    public void Add(ulong transfer, Ipv4Endpoint from, IActorRef asker) => _open[transfer] = (from, asker);

    public void Remove(ulong transfer) => _open.Remove(transfer);

    /// <summary>Who waits for this piece; null if it was not asked for there.</summary>
    public IActorRef? AskerOf(ContentPiece piece, Ipv4Endpoint from) =>
        _open.TryGetValue(piece.Transfer, out var open) && open.From == from ? open.Asker : null;
}
