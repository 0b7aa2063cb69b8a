using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Invariants;

internal sealed record OneSignaturePerNumber() : Invariant("I1", "An honest key never signs two half-blocks with one sequence number.")
{
    public override string? BrokenBy(Participant participant, Sight sight)
    {
        foreach (var (key, sequence) in participant.Peer.Ledger.Forks)
        {
            if (sight.Participants.Of(key) is { IsHonest: true } honest)
            {
                return $"participant {participant.Number} holds two half-blocks {sequence} of honest participant {honest.Number}";
            }
        }

        return null;
    }
}
