using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Invariants;

internal sealed record ForksAreExposed() : Invariant("I3", "Whoever holds both half-blocks of a fork holds a proof against its signer, from the same instant on.")
{
    public override string? BrokenBy(Participant participant, Sight sight)
    {
        var ledger = participant.Peer.Ledger;
        foreach (var (key, sequence) in ledger.Forks)
        {
            if (ledger.ProofAgainst(key) is null)
            {
                return $"participant {participant.Number} holds both half-blocks {sequence} of participant {sight.Participants.Of(key)?.Number} and no proof";
            }
        }

        return null;
    }
}
