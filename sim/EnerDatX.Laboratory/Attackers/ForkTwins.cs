using EnerDatX.Core.Evidence;
using EnerDatX.Core.Overlay;
using EnerDatX.Laboratory.Attackers.Tools;
using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>
/// Signs its next half-block twice in one moment and shows each to one peer, at the first moment of the attack: what the laws of gossip begin with. (Where
/// the last half-block is signed again, as by <see cref="ForkOnce"/>, the first of the two has been told of for a while.) Its body knows of neither, so
/// that nobody hears of them from the attacker itself.
/// </summary>
[Behaviour("fork-twins", "A01: signs its next half-block twice in one moment, and shows each to one peer and to nobody else.")]
internal sealed class ForkTwins(AttackSurroundings my) : Attacker(my)
{
    private const int TransactionBytes = 50;

    protected override void OnStart()
    {
        if (BudgetLeft < 1 || Victims(2) is not [var one, var other])
        {
            return;
        }

        var transaction = Padding.OfLength(TransactionBytes);
        var first = Myself().Propose(one.Self, Participants.PlainType, transaction);
        var second = Myself().Propose(other.Self, Participants.PlainType, transaction);
        Commit(ProofKind.DoubleSpend, first, second);
        Send(one, first);
        Send(other, second);
    }

    protected override bool Gets(Packet packet, System.Net.IPEndPoint from) =>
        packet.Message is not BlockMessage message || !message.Blocks.Any(block => block.PublicKey.Equals(MyKey) || block.LinkPublicKey.Equals(MyKey));
}
