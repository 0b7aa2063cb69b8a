using EnerDatX.Core.Evidence;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>
/// ConTrib's cheat (Comput. Netw. 192, 2021): at a random moment it takes back its last half-block, signs another with the same number for somebody
/// else, and goes on from there. It pushes neither the second nor the first again.
/// </summary>
[Behaviour("fork-once", "A01: takes back its last half-block once, signs another of the same number for somebody else, and goes on with that.")]
internal sealed class ForkOnce(AttackSurroundings my) : Attacker(my)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    protected override void OnStart() => Again(SomeTime(My.Plan.Stop));

    protected override void OnTurn()
    {
        if (BudgetLeft < 1)
        {
            return;
        }

        if (LastOfMine is not { } last || Victims(2).FirstOrDefault(v => !v.Self.Equals(last.LinkPublicKey)) is not { } victim)
        {
            Again(LookAgain);
            return;
        }

        var forged = Fork(last, victim.Self);
        Commit(ProofKind.DoubleSpend, last, forged);
        Send(victim, forged);
        GoOnFrom(last.Sequence - 1, forged);
    }
}
