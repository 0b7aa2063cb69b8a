using Akka.Actor;
using EnerDatX.Core.Identity;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Peer.Chain;
using EnerDatX.Peer.Overlay;

namespace EnerDatX.Peer.Trades;

/// <summary>
/// The open trades of one peer and their actors. A trade whose actor is gone is found again in the ledger when one of its half-blocks
/// comes in: nothing about a trade is only in memory.
/// </summary>
public sealed class TradeTable(PeerSurroundings peer, IActorContext context, IActorRef chain, IActorRef wallet, IActorRef book)
{
    /// <summary>
    /// Trades that ended lately, so that a counterparty which repeats itself wakes nobody, and what it is told instead, if anything: a
    /// <see cref="Decline"/>, or a <see cref="SendBlock"/>. 100 bytes each.
    /// </summary>
    private const int MaxOver = 10_000;

    private readonly SortedDictionary<BlockHash, (IActorRef Actor, PublicKey Counterparty)> _open = [];
    private readonly Remembered<BlockHash, object?> _over = new(MaxOver);

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
        _over.Remove(trade.Id);
        _open[trade.Id] = (context.ActorOf(props), trade.CounterpartyOf(peer.Self));
    }

    /// <summary>A trade that was only given up because the counterparty fell silent goes on as soon as it speaks.</summary>
    public void Close(TradeOver over)
    {
        _open.Remove(over.Trade.Id);
        if (over.Ending != TradeEnding.Abandoned && !_over.Contains(over.Trade.Id))
        {
            // Whoever repeats a delivery does not know that it is disputed.
            var isMine = over.Trade.Disputed >= 0 && over.Trade.Buyer.Equals(peer.Self);
            _over.Add(over.Trade.Id, isMine ? new SendBlock(over.Trade.Segments[over.Trade.Disputed].Dispute!, over.Trade.Seller) : null);
        }
    }

    /// <summary>Once declined, always declined: the buyer may have gone elsewhere since.</summary>
    public void Remember(Decline decline) => _over.Add(decline.Trade, decline);

    /// <summary>Tells a trade something that only its counterparty may say.</summary>
    public void Tell(BlockHash trade, PublicKey from, object message)
    {
        if (_open.TryGetValue(trade, out var open) && open.Counterparty.Equals(from))
        {
            open.Actor.Tell(message);
        }
    }

    /// <summary>Tells all trades with one counterparty.</summary>
    public void TellAllWith(PublicKey counterparty, object message)
    {
        foreach (var (actor, with) in _open.Values)
        {
            if (with.Equals(counterparty))
            {
                actor.Tell(message);
            }
        }
    }

    /// <summary>Gives a half-block to its trade; gives back what the counterparty is told at once, if anything: as in what is over.</summary>
    /// <param name="isRepeated">Whether the half-block was here before.</param>
    public object? Bring(BlockHash trade, BlockStored stored, bool isRepeated)
    {
        if (_open.TryGetValue(trade, out var open))
        {
            open.Actor.Tell(stored);
            return null;
        }

        if (isRepeated && _over.TryGet(trade, out var answer))
        {
            return answer;
        }

        // One's own proposals begin with the order book's word, and one's own half-blocks change nothing in a trade that is over.
        if (stored.IsOwn || TradeHistory.Find(trade, peer.Ledger, peer.Settings.Network) is not { } found || found.SideOf(peer.Self) == TradeSide.None)
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
