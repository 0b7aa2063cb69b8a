using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>An accident: somebody puts back the state of the start, on a machine that knows nothing newer, and goes on.</summary>
[Behaviour("honest-restore", "A26: no attack; an older copy of the state is put back and the peer starts again from it.", IsHonest = true)]
internal sealed class HonestRestore(AttackSurroundings my) : Attacker(my)
{
    private static readonly TimeSpan Down = TimeSpan.FromSeconds(2);

    private IReadOnlyList<HalfBlock> _copy = [];

    protected override void OnStart()
    {
        _copy = Held();
        Again(SomeTime(My.Plan.Stop));
    }

    protected override void OnTurn()
    {
        if (BudgetLeft < 1)
        {
            return;
        }

        Commit(ProofKind.None);
        My.Losing((_copy.LastOrDefault(block => block.PublicKey.Equals(MyKey))?.Sequence ?? 0) + 1);
        Restart(_copy, Down);
        Again(SomeTime(My.Plan.Stop));
    }
}
