using System.Net;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>A buyer that has terms signed and never pays: it acts as if the seller's signature had not come, until the deadline is over.</summary>
[Behaviour("no-pay", "A20: a buyer who has sellers sign terms and never pays.")]
internal sealed class NoPay(AttackSurroundings my) : Attacker(my)
{
    protected override bool Gets(Packet packet, IPEndPoint from) =>
        packet.Message is not BlockMessage message || message.Blocks.FirstOrDefault(IsAgreed) is not { } terms || !KeepsBack(terms);

    private bool IsAgreed(HalfBlock block) => block.IsAgreement && block.Type == BlockTypes.Init && block.LinkPublicKey.Equals(MyKey);
}
