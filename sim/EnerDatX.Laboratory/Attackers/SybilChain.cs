using EnerDatX.Laboratory.Attackers.Tools;

namespace EnerDatX.Laboratory.Attackers;

[Behaviour("sybil-chain", "A12: made-up keys of which each sells to the one before, and the first to the attacker.")]
internal sealed class SybilChain(AttackSurroundings my) : SybilRegion(my)
{
    protected override IEnumerable<(int Seller, int Buyer)> Sales(int madeUp) => Enumerable.Range(1, madeUp).Select(key => (key, key - 1));
}
