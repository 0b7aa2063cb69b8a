using System.Net;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>
/// Takes what it is given and never signs for it: no receipt for a delivery, no agreement to a proposal of another application. It agrees only where it
/// gains by it, as to terms and payments. Nobody but the proposer misses anything.
/// </summary>
[Behaviour("no-countersign", "A10: takes deliveries and proposals and never countersigns them.")]
internal sealed class NoCountersign(AttackSurroundings my) : Attacker(my)
{
    private readonly HashSet<HalfBlock> _kept = [];

    protected override bool Gets(Packet packet, IPEndPoint from)
    {
        if (!IsActive
            || packet.Message is not BlockMessage message
            || message.Blocks.FirstOrDefault(block => block.IsProposal && block.LinkPublicKey.Equals(MyKey)) is not { } proposal
            || (BlockTypes.OfMarket.Contains(proposal.Type) && proposal.Type != BlockTypes.Delivery))
        {
            return true;
        }

        if (_kept.Add(proposal))
        {
            Log(ProofKind.None, proposal);
        }

        return false;
    }
}
