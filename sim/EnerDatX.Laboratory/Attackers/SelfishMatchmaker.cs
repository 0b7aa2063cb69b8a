using System.Net;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>A matchmaker that tells buyers only of asks of its own group.</summary>
[Behaviour("selfish-matchmaker", "A17: a matchmaker who tells buyers of no asks but those of its own group.")]
internal sealed class SelfishMatchmaker(AttackSurroundings my) : Attacker(my)
{
    private readonly HashSet<BlockHash> _hidden = [];

    protected override bool Sends(Packet packet, IPEndPoint to)
    {
        if (!IsActive
            || packet.Message is not MatchHint hint
            || Body.Ledger.Find(hint.Ask) is not { } ask
            || My.Accomplices.Any(accomplice => accomplice.Self.Equals(ask.PublicKey)))
        {
            return true;
        }

        if (_hidden.Add(hint.Ask))
        {
            Log(ProofKind.None, ask);
        }

        return false;
    }
}
