using System.Net;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>A seller that takes a payment and keeps the key: whatever its body sends, no delivery leaves.</summary>
[Behaviour("no-deliver", "A19: a seller who takes payments and delivers nothing.")]
internal sealed class NoDeliver(AttackSurroundings my) : Attacker(my)
{
    private readonly HashSet<HalfBlock> _kept = [];

    protected override bool Sends(Packet packet, IPEndPoint to)
    {
        if (Mine(packet).FirstOrDefault(own => own.IsProposal && own.Type == BlockTypes.Delivery) is not { } delivery)
        {
            return true;
        }

        if (!_kept.Contains(delivery) && (!IsActive || BudgetLeft < 1))
        {
            return true;
        }

        if (_kept.Add(delivery))
        {
            Commit(ProofKind.None, delivery);
        }

        return false;
    }
}
