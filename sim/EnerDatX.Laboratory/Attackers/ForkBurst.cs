using EnerDatX.Core.Evidence;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>As <see cref="ForkOnce"/>, with so many others at once as the plan has targets, three if it says nothing. One attack of several forged halves.</summary>
[Behaviour("fork-burst", "A02: signs its last half-block again for several others at the same moment.")]
internal sealed class ForkBurst(AttackSurroundings my) : Attacker(my)
{
    private const int UsualTargets = 3;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    protected override void OnStart() => Again(SomeTime(My.Plan.Stop));

    protected override void OnTurn()
    {
        if (BudgetLeft < 1)
        {
            return;
        }

        var targets = My.Plan.Targets > 0 ? My.Plan.Targets : UsualTargets;
        if (LastOfMine is { } last)
        {
            var victims = Victims(targets + 1).Where(v => !v.Self.Equals(last.LinkPublicKey)).Take(targets).ToList();
            var forged = victims.ConvertAll(victim => Fork(last, victim.Self));
            Commit(ProofKind.DoubleSpend, [last, .. forged]);
            for (var i = 0; i < victims.Count; i++)
            {
                Send(victims[i], forged[i]);
            }

            GoOnFrom(last.Sequence - 1, forged[^1]);
            return;
        }

        Again(LookAgain);
    }
}
