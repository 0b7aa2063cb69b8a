using System.Net;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;
using EnerDatX.Peer.Market;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>Sees somebody's bid, and bids a smallest unit more for the same before others have heard of it.</summary>
[Behaviour("front-run", "A18: sees others' bids and bids a little more for the same at once.")]
internal sealed class FrontRun(AttackSurroundings my) : Attacker(my)
{
    private const int Seconds = 600;

    private readonly SortedSet<string> _wanted = new(StringComparer.Ordinal);

    protected override bool Gets(Packet packet, IPEndPoint from)
    {
        if (IsActive && BudgetLeft > 0 && packet.Message is BlockMessage message)
        {
            foreach (var block in message.Blocks)
            {
                if (ListedOrder.TryRead(block, Market.Network, out var order)
                    && order.Tick.Side == TickSide.Bid
                    && ParticipantOf(block.PublicKey) is { IsHonest: true }
                    && _wanted.Add(order.Tick.Assets.Second.Type))
                {
                    var price = order.Tick.Assets.First;
                    Commit(ProofKind.None, block);
                    Body.Actor.Tell(new PlaceOrder(new OrderWish(
                        TickSide.Bid, new AssetAmount(price.Amount + 1, price.Type), order.Tick.Assets.Second, Seconds, Tick.MaxEdmpTimeoutSeconds, Licence.Copy)), Self);
                }
            }
        }

        return true;
    }

    /// <summary>Whether the body could place it does not matter.</summary>
    protected override void OnOther(object message)
    {
    }
}
