using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Invariants;

internal sealed record AcknowledgedIsKept() : Invariant("I5", "What was acknowledged to a user is in the ledger, also after a crash.")
{
    public override bool IsCostly => true;

    public override string? BrokenBy(Participant participant, Sight sight) =>
        sight.Acknowledged.Of(participant.Number).FirstOrDefault(block => participant.Peer.Ledger.Find(block.Hash) is null) is { } lost
            ? $"participant {participant.Number} was told that {lost.Type} {lost.Sequence} is signed, and its ledger lacks it"
            : null;
}
