using EnerDatX.Core.Evidence;
using EnerDatX.Laboratory.Attackers.Tools;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>Fills the neighbour tables of its targets, one if the plan says nothing, with made-up keys at made-up addresses that answer and pass nothing on.</summary>
[Behaviour("eclipse", "A22: surrounds a peer with made-up neighbours who answer it and pass nothing on.")]
internal sealed class Eclipse(AttackSurroundings my) : Attacker(my)
{
    /// <summary>A little more than a table takes.</summary>
    private const int Neighbours = 40;

    protected override void OnStart()
    {
        if (BudgetLeft < 1)
        {
            return;
        }

        Commit(ProofKind.None);
        var victims = Victims(Math.Max(1, My.Plan.Targets));
        for (var i = 0; i < Neighbours; i++)
        {
            var persona = Persona.MadeUp(My.Random, () => NowMs);
            Context.ActorOf(WalkingAlias.Props(
                persona.Key, My.Network, Alias.AddressOf(Me.Number, i), [.. victims.Select(v => v.Address)], () => NowMs, My.Random.NextBits), $"neighbour-{i}");
        }
    }
}
