using EnerDatX.Core.Ledger;
using EnerDatX.Core.Market;
using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Invariants;

/// <remarks>
/// What attackers double-spent is counted generously: all that any of their half-blocks ever paid. Where nobody attacks it is nothing, and the
/// rule is exact.
/// </remarks>
internal sealed record MoneyIsConserved() : Invariant("I4", "Honest peers together have at most what was issued, and what attackers double-spent.")
{
    public override bool IsCostly => true;

    public override string? BrokenByAll(Sight sight)
    {
        var network = sight.Participants.Settings.Network;
        Int128 held = 0;
        Int128 spentByAttackers = 0;
        foreach (var participant in sight.Participants.All)
        {
            if (participant.IsHonest && !IsBehind(participant, sight))
            {
                held += Own(participant).Aggregate(Wallet.Empty, (wallet, own) => wallet.Evolve(own, network)).PurseOf(Participants.Currency).Balance;
            }
        }

        var issued = Own(sight.Participants.All[0])
            .Where(block => block.Type == BlockTypes.Issue && block.IsProposal)
            .Sum(block => IssueTransaction.TryRead(block, network, out var issue) ? issue.Amount : 0);
        foreach (var attack in sight.Truth.Attacks)
        {
            foreach (var half in attack.Halves)
            {
                spentByAttackers += half.IsProposal && MoneyHalf.TryRead(half, network, out var money) ? money.Fields.Amount : 0;
            }
        }

        return held > issued + spentByAttackers
            ? $"honest participants have {held}, issued were {issued}, and attackers double-spent {spentByAttackers}"
            : null;
    }

    /// <summary>Whose disk lost something believes in an old balance, and signs nothing until it knows better.</summary>
    private static bool IsBehind(Participant participant, Sight sight) =>
        sight.HasFaults
        && sight.Participants.All.Max(other => other.Peer.Ledger.Latest(participant.Self)?.Sequence ?? 0) is var known
        && known > (participant.Peer.Ledger.Latest(participant.Self)?.Sequence ?? 0);

    private static IReadOnlyList<HalfBlock> Own(Participant participant) =>
        participant.Peer.Ledger.Range(participant.Self, HalfBlock.GenesisSequence, uint.MaxValue, int.MaxValue);
}
