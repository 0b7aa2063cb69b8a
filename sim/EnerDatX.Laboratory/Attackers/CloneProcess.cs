using EnerDatX.Core.Evidence;
using EnerDatX.Laboratory.Attackers.Tools;
using EnerDatX.Sim.Peers;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>
/// An accident: a second process starts from a copy of the state while the first goes on. On one machine it refuses to start; here it runs at another
/// address, on another machine.
/// </summary>
[Behaviour("clone-process", "A27: no attack; a second process starts elsewhere from a copy of the state while the first goes on.", IsHonest = true)]
internal sealed class CloneProcess(AttackSurroundings my) : Attacker(my)
{
    private VirtualPeer? _clone;

    protected override void OnStart() => Again(SomeTime(My.Plan.Stop));

    protected override void OnTurn()
    {
        if (BudgetLeft < 1 || !Body.IsUp)
        {
            return;
        }

        Commit(ProofKind.None);
        _clone = Body.CopyAt(Alias.AddressOf(Me.Number, 0));
        _clone.PutBack(Held(), withMarks: false);
        _clone.Start();
    }

    protected override void OnStop() => _clone?.Halt();
}
