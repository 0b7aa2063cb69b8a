using EnerDatX.Laboratory.Attackers.Tools;

namespace EnerDatX.Laboratory.Attackers;

[Behaviour("sybil-star", "A12: made-up keys that all sell to the attacker, so that its good name becomes theirs.")]
internal sealed class SybilStar(AttackSurroundings my) : SybilRegion(my)
{
    protected override IEnumerable<(int Seller, int Buyer)> Sales(int madeUp) => Enumerable.Range(1, madeUp).Select(key => (key, 0));
}
