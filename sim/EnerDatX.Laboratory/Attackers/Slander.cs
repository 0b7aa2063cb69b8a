using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;
using EnerDatX.Laboratory.Attackers.Tools;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>
/// Accuses honest peers with what proves nothing: a second half-block of theirs whose signature is not theirs, one half-block named twice, and half-blocks
/// that follow each other.
/// </summary>
[Behaviour("slander", "A14: accuses honest peers with forged signatures, with one half-block twice, and with half-blocks that do not contradict.")]
internal sealed class Slander(AttackSurroundings my) : RatedAttacker(my)
{
    protected override void Act()
    {
        if (Victims(2) is not [var accused, var told]
            || Body.Ledger.Range(accused.Self, HalfBlock.GenesisSequence, uint.MaxValue, int.MaxValue) is not [_, ..] known)
        {
            return;
        }

        var one = known[My.Random.Next(known.Count)];
        var forged = Forgery.Of(one, My.Random);
        Commit(ProofKind.None, one, forged);
        Send(told, one, forged);
        Accuse(ProofKind.DoubleSpend, one, one);
        Accuse(ProofKind.DoubleSpend, one, forged);
        Accuse(ProofKind.BrokenChain, known[0], known[^1]);
        Accuse(ProofKind.MoneyFork, known[0], known[^1]);

        void Accuse(ProofKind kind, HalfBlock first, HalfBlock second) => Send(
            told, CommunityId.Market, new ProofAnnounced(Market.Network, (byte)kind, accused.Self, [first.Hash, second.Hash]));
    }
}
