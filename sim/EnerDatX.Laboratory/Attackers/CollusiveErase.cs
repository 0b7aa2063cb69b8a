using System.Net;
using EnerDatX.Core.Evidence;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Overlay;
using EnerDatX.Laboratory.Attackers.Tools;
using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Attackers;

/// <summary>
/// Two of one group sign a transaction with each other and show it to a third; then both go on as if it had never been, so that their next half-blocks
/// take the places of its two halves. The bodies know nothing of it. Who has no accomplice does nothing.
/// </summary>
[Behaviour("collusive-erase", "A05: two accomplices sign a transaction, show it to one peer, and both sign other half-blocks in its place.")]
internal sealed class CollusiveErase(AttackSurroundings my) : Attacker(my)
{
    private const string Type = "erased";

    private HalfBlock? _mine;

    protected override void OnStart()
    {
        if (IndexInGroup % 2 == 0 && IndexInGroup + 1 < My.Accomplices.Count)
        {
            Again(SomeTime(My.Plan.Stop));
        }
    }

    private int IndexInGroup => My.Accomplices.ToList().FindIndex(a => a.Number == Me.Number);

    protected override void OnTurn()
    {
        var partner = My.Accomplices[IndexInGroup + 1];
        _mine = Myself().Propose(partner.Self, Type, Padding.OfLength(64));
        Send(partner, _mine);
        ShowToThird(_mine);
    }

    /// <summary>The place is taken by what the body signs next: that moment is the fraud.</summary>
    protected override bool Sends(Packet packet, IPEndPoint to)
    {
        if (_mine is { } erased && BudgetLeft > 0 && Mine(packet).FirstOrDefault(own => own.Sequence == erased.Sequence) is { } instead)
        {
            Commit(ProofKind.DoubleSpend, erased, instead);
        }

        return true;
    }

    protected override bool Gets(Packet packet, IPEndPoint from)
    {
        if (packet.Message is not BlockMessage message || message.Blocks.FirstOrDefault(block => block.Type == Type) is not { } half)
        {
            return true;
        }

        if (half.IsProposal && half.LinkPublicKey.Equals(MyKey) && _mine is null && My.Accomplices.Any(a => a.Self.Equals(half.PublicKey)))
        {
            _mine = Myself().Agree(half, half.Transaction);
            ShowToThird(half, _mine);
        }

        return !half.PublicKey.Equals(MyKey) && !half.LinkPublicKey.Equals(MyKey);
    }

    private void ShowToThird(params IEnumerable<HalfBlock> halves)
    {
        foreach (Participant third in Victims(1))
        {
            Send(third, halves);
        }
    }
}
