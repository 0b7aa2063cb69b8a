using EnerDatX.Core.Evidence;
using EnerDatX.Laboratory.Attackers.Tools;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>
/// Throws its key away after each fraud: every half minute a new key at a new address signs its first half-block for two peers. Each key is exposed;
/// what counts is how little one can be used for. The body stays honest.
/// </summary>
[Behaviour("whitewash", "A11: cheats with a new key every half minute, each of which signs its first half-block twice and is never used again.")]
internal sealed class Whitewash(AttackSurroundings my) : Attacker(my)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private int _keys;

    protected override void OnStart() => Again(SomeTime(Lifetime));

    protected override void OnTurn()
    {
        if (BudgetLeft < 1 || Victims(2) is not [var one, var other])
        {
            return;
        }

        var alias = new Alias(Persona.MadeUp(My.Random, () => NowMs), My.Network, Alias.AddressOf(Me.Number, _keys++));
        var second = new Persona(alias.Persona.Key, () => NowMs, null, Core.Market.Wallet.Empty);
        var first = alias.Persona.Propose(one.Self, "contrib", Padding.OfLength(32));
        var forged = second.Propose(other.Self, "contrib", Padding.OfLength(32));
        Commit(ProofKind.DoubleSpend, first, forged);
        alias.Send(one, first);
        alias.Send(other, forged);
        Again(Lifetime);
    }
}
