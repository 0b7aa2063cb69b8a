using System.Net;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>
/// ConTrib's cheat (Comput. Netw. 192, 2021): at a random moment it takes back its last proposal, signs another with the same number for somebody
/// else, and goes on from there. It pushes neither the second proposal nor the first again.
/// </summary>
[Behaviour("fork-once", "A01: takes back its last proposal once, signs another of the same number for somebody else, and goes on with that.")]
internal sealed class ForkOnce(AttackSurroundings my) : Attacker(my)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    private HalfBlock? _takenBack;

    protected override void OnStart() => Again(SomeTime(TimeSpan.FromMilliseconds(Math.Max(2, My.StopMs - NowMs))));

    protected override void OnTurn()
    {
        if (BudgetLeft < 1)
        {
            return;
        }

        if (Body.Ledger.Latest(MyKey) is not { IsProposal: true } last || Victims(2).FirstOrDefault(v => !v.Self.Equals(last.LinkPublicKey)) is not { } victim)
        {
            Again(LookAgain);
            return;
        }

        _takenBack = last;
        var forged = Fork(last, victim.Self);
        Commit(ProofKind.DoubleSpend, last, forged);
        Send(victim, forged);
        GoOnFrom(last.Sequence - 1, forged);
    }

    /// <summary>The body must not hear of what it has forgotten.</summary>
    protected override bool Gets(Packet packet, IPEndPoint from) =>
        _takenBack is null || packet.Message is not BlockMessage message || !message.Blocks.Contains(_takenBack);
}
