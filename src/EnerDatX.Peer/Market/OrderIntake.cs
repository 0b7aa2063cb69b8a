using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Peer.Market;

/// <summary>What comes into the book and what goes out of it by the word of others: orders, cancellations, trades that are done.</summary>
internal sealed class OrderIntake(PeerSurroundings peer, OpenOrders open)
{
    private readonly PendingTitles _titles = new(peer.Settings);

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
    public DonePair? Close(HalfBlock block) =>
        DoneRule.PairOf(block, peer.Ledger, Network) is { } pair && open.Close(pair) ? pair : null;

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
