using System.Net;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>A seller that takes a payment and keeps the key: whatever its body sends, no delivery leaves.</summary>
[Behaviour("no-deliver", "A19: a seller who takes payments and delivers nothing.")]
internal sealed class NoDeliver(AttackSurroundings my) : Attacker(my)
{
    protected override bool Sends(Packet packet, IPEndPoint to) =>
        Mine(packet).FirstOrDefault(own => own.IsProposal && own.Type == BlockTypes.Delivery) is not { } delivery || !KeepsBack(delivery);
}
