using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>
/// Countersigns a proposal a second time, in the next place of its chain, so that nothing but the two countersignatures contradicts. Not of tokens:
/// that would be a fork of its purse as well.
/// </summary>
[Behaviour("double-countersign", "A06: countersigns a proposal a second time, with another content, and shows that to somebody else.")]
internal sealed class DoubleCountersigner(AttackSurroundings my) : Attacker(my)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    protected override void OnStart() => Again(SomeTime(My.Plan.Stop));

    protected override void OnTurn()
    {
        if (BudgetLeft < 1)
        {
            return;
        }

        var last = Body.Ledger.Latest(MyKey);
        if (last is not { IsAgreement: true } first
            || BlockTypes.IsCredit(first.Type)
            || Body.Ledger.Find(first.LinkPublicKey, first.LinkSequence) is not { } proposal
            || Victims(1) is not [var witness])
        {
            Again(LookAgain);
            return;
        }

        var second = Myself().Agree(proposal, Otherwise(first));
        Commit(ProofKind.DoubleCountersign, proposal, first, second);
        Send(witness, proposal, second);
        GoOnFrom(first.Sequence, second);
    }

    private static byte[] Otherwise(HalfBlock first) =>
        TransactionMap.TryDecode(first.Transaction, out var fields) ? fields.Text("again", "yes").Encode() : first.Transaction.ToArray();
}
