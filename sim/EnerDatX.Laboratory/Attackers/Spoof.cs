using EnerDatX.Core.Evidence;
using EnerDatX.Core.Market;
using EnerDatX.Laboratory.Attackers.Tools;
using EnerDatX.Peer.Market;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>Bids a smallest unit less than the cheapest ask that it knows of, and cancels three seconds later: interest that is none.</summary>
[Behaviour("spoof", "A16: places bids just below the cheapest ask and cancels them before anybody can take them.")]
internal sealed class Spoof(AttackSurroundings my) : RatedAttacker(my)
{
    private const int Seconds = 600;
    private static readonly TimeSpan Life = TimeSpan.FromSeconds(3);

    protected override void Act() => Body.Actor.Tell(new ReadBook(TickSide.Ask), Self);

    protected override void OnOther(object message)
    {
        switch (message)
        {
            case BookRead book when book.Orders.Values
                .Where(order => !order.Id.Trader.Equals(MyKey.Mid) && order.Tick.Assets.First.Amount > 1)
                .OrderBy(order => order.Tick.Assets.First.Amount).ThenBy(order => order.Id).FirstOrDefault() is { } cheapest:
                var price = cheapest.Tick.Assets.First;
                Body.Actor.Tell(new PlaceOrder(new OrderWish(
                    TickSide.Bid, new AssetAmount(price.Amount - 1, price.Type), cheapest.Tick.Assets.Second, Seconds, Tick.MaxEdmpTimeoutSeconds, Licence.Copy)), Self);
                break;
            case OrderPlaced { Order: { Side: TickSide.Bid } order, Block.Type: BlockTypes.Bid } placed:
                Commit(ProofKind.None, placed.Block);
                Timers.StartSingleTimer(order.Id, new Withdraw(order.Id.Number), Life);
                break;
            case Withdraw withdraw:
                Body.Actor.Tell(new CancelMyOrder(withdraw.Number), Self);
                break;
        }
    }

    private sealed record Withdraw(uint Number);
}
