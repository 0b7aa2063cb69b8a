using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Peer.Market;

/// <summary>What comes into the book and what goes out of it by the word of others: orders, cancellations, trades that are done.</summary>
internal sealed class OrderIntake(PeerSurroundings peer, OpenOrders open)
{
    /// <summary>Orders of which it is remembered why they are closed, about 200 bytes each; older ones nobody bids on any more.</summary>
    private const int MaxClosings = 100_000;

    private readonly PendingTitles _titles = new(peer.Settings);
    private readonly Remembered<(BlockHash Order, PublicKey Owner), BlockHash> _closings = new(MaxClosings);

    private string Network => peer.Settings.Network;

    /// <summary>Takes a half-block into account; gives the orders that are new in the book: its own, and those that waited for it.</summary>
    public IReadOnlyList<ListedOrder> Take(HalfBlock block, long nowMs)
    {
        var listed = _titles.Release(block.Hash).SelectMany(waiting => Take(waiting, nowMs)).ToList();
        if (MayList(block) && open.Evolve(block, nowMs) is { } order)
        {
            listed.Add(order);
        }

        return listed;
    }

    /// <summary>Closes both orders of a trade if this half-block completes its <c>tx_done</c> pair; null if it does not, or if that is known.</summary>
    public DonePair? Close(HalfBlock block)
    {
        if (DoneRule.PairOf(block, peer.Ledger, Network) is not { } pair || !open.Close(pair))
        {
            return null;
        }

        _closings.Add((pair.Done.Ask, pair.Seller), pair.Agreement.Hash);
        _closings.Add((pair.Done.Bid, pair.Buyer), pair.Agreement.Hash);
        return pair;
    }

    /// <summary>The pair on which an order was closed: whoever has it open still is told by this.</summary>
    public DonePair? ClosingOf(BlockHash order) =>
        peer.Ledger.Find(order) is { } block
        && _closings.TryGet((order, block.PublicKey), out var hash)
        && peer.Ledger.Find(hash) is { } agreement
            ? DoneRule.PairOf(agreement, peer.Ledger, Network)
            : null;

    /// <summary>Takes out every order of a key that cheated.</summary>
    public void Void(PublicKey cheat)
    {
        open.Void(cheat);
        _titles.Void(cheat);
    }

    /// <summary>Whether a title waits for a half-block.</summary>
    public bool IsWaiting => _titles.Count > 0;

    /// <summary>Half-blocks that titles wait for, and whom to ask for them now.</summary>
    public IReadOnlyList<(BlockHash Missing, PublicKey From)> Missing(long nowMs) => _titles.Due(nowMs);

    /// <summary>A title is verified before its ask is listed; what is not verified yet waits.</summary>
    private bool MayList(HalfBlock block)
    {
        if (block.Type != BlockTypes.Ask || !ListedOrder.TryRead(block, Network, out var ask))
        {
            return true;
        }

        var verdict = TitleRule.Check(ask, peer.Ledger, Network);
        if (verdict is TitleVerdict.Incomplete incomplete)
        {
            _titles.Hold(block, incomplete.Missing);
        }

        return verdict is TitleVerdict.Good;
    }
}
