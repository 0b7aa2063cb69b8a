using EnerDatX.Core.Evidence;
using EnerDatX.Laboratory.Attackers.Tools;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>
/// Rewrites the end of its chain: takes back the last five half-blocks, signs others with the same numbers for others than before, shows each to
/// whom it is for and to nobody else, and goes on from there. Later half-blocks point back to the new past.
/// </summary>
[Behaviour("fork-deep", "A04: rewrites the last five half-blocks of its chain for others, and goes on from there.")]
internal sealed class ForkDeep(AttackSurroundings my) : Attacker(my)
{
    private const int Depth = 5;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    protected override void OnStart() => Again(SomeTime(My.Plan.Stop));

    protected override void OnTurn()
    {
        if (BudgetLeft < 1)
        {
            return;
        }

        var rewritten = MyChain().TakeLast(Depth).ToList();
        if (rewritten.Count < Depth || rewritten.Find(own => !own.IsAgreement) is not { } model)
        {
            Again(LookAgain);
            return;
        }

        var first = rewritten[0].Sequence;
        var me = Myself(Body.Ledger.Before(MyKey, first));
        foreach (var victim in Victims(Depth))
        {
            Send(victim, me.Propose(victim.Self, model.Type, Padding.Like(model)));
        }

        Commit(ProofKind.DoubleSpend, rewritten[0], me.Halves[0]);
        GoOnFrom(first - 1, me.Halves);
    }
}
