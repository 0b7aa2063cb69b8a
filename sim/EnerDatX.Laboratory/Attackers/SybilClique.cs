using EnerDatX.Laboratory.Attackers.Tools;

namespace EnerDatX.Laboratory.Attackers;

[Behaviour("sybil-clique", "A12: made-up keys that all sell to each other, and one of them to the attacker.")]
internal sealed class SybilClique(AttackSurroundings my) : SybilRegion(my)
{
    protected override IEnumerable<(int Seller, int Buyer)> Sales(int madeUp) =>
        Enumerable.Range(1, madeUp).SelectMany(one => Enumerable.Range(1, madeUp).Where(other => other != one).Select(other => (one, other))).Prepend((1, 0));
}
