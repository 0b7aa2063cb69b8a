using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Peer.Chain;

namespace EnerDatX.Peer.Trades;

/// <summary>
/// The open trades of one peer and their actors. A trade whose actor is gone is found again in the ledger when one of its half-blocks
/// comes in: nothing about a trade is only in memory.
/// </summary>
public sealed class TradeTable(PeerSurroundings peer, IActorContext context, IActorRef chain, IActorRef wallet, IActorRef book)
{
    private readonly Dictionary<BlockHash, (IActorRef Actor, PublicKey Counterparty)> _open = [];

    public void Begin(HalfBlock init)
    {
        if (!_open.ContainsKey(init.Hash) && Trade.Begin(init, peer.Settings.Network) is { } trade)
        {
            Start(trade);
        }
    }

    public void Start(Trade trade)
    {
        var props = trade.SideOf(peer.Self) == TradeSide.Buyer
            ? ActorProducer.Props(() => new BuyerActor(trade, peer, chain, wallet, book))
            : ActorProducer.Props(() => new SellerActor(trade, peer, chain, wallet, book));
        _open[trade.Id] = (context.ActorOf(props), trade.CounterpartyOf(peer.Self));
    }

    public void Remove(BlockHash trade) => _open.Remove(trade);

    /// <summary>Tells a trade something that only its counterparty may say.</summary>
    public void Tell(BlockHash trade, PublicKey from, object message)
    {
        if (_open.TryGetValue(trade, out var open) && open.Counterparty.Equals(from))
        {
            open.Actor.Tell(message);
        }
    }

    /// <summary>Gives a half-block to its trade; gives back a refusal when there are too many.</summary>
    public Decline? Bring(BlockHash trade, BlockStored stored)
    {
        if (_open.TryGetValue(trade, out var open))
        {
            open.Actor.Tell(stored);
            return null;
        }

        // One's own proposals begin with the order book's word, and one's own half-blocks change nothing in a trade that is over.
        if (stored.IsOwn || TradeHistory.Find(trade, peer.Ledger, peer.Settings.Network) is not { } found)
        {
            return null;
        }

        var counterparty = found.CounterpartyOf(peer.Self);
        if (_open.Count >= peer.Settings.MaxOpenTrades
            || _open.Values.Count(o => o.Counterparty.Equals(counterparty)) >= peer.Settings.MaxOpenTradesPerPeer)
        {
            return new Decline(trade, counterparty, DeclineReason.Busy);
        }

        Start(found);
        return null;
    }
}
