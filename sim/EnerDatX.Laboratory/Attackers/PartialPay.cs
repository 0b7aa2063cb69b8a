using System.Net;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>A buyer that pays half of the segments (one of one), takes the last of them without a receipt, and pays no more.</summary>
[Behaviour("partial-pay", "A20: a buyer who pays half of the segments, signs no receipt for the last of them, and pays no more.")]
internal sealed class PartialPay(AttackSurroundings my) : Attacker(my)
{
    protected override bool Gets(Packet packet, IPEndPoint from) =>
        packet.Message is not BlockMessage message || message.Blocks.FirstOrDefault(IsLast) is not { } delivery || !KeepsBack(delivery);

    private bool IsLast(HalfBlock block) =>
        block.LinkPublicKey.Equals(MyKey)
        && DeliveryTransaction.TryRead(block, Market.Network, out var delivery)
        && Body.Ledger.Find(delivery.Trade) is { } init
        && TradeTerms.TryRead(init, Market.Network, out var terms)
        && delivery.Segment == Math.Max(1, terms.Segments / 2) - 1;
}
