using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Invariants;

internal sealed record AccusedWithProof() : Invariant("I2", "Against whoever is accused there is a proof that verifies from its bytes, and nobody honest is accused.")
{
    /// <summary>Proofs of one participant that are checked at a look; the latest ones, for they change.</summary>
    private const int MostProofs = 16;

    public override string? BrokenBy(Participant participant, Sight sight)
    {
        foreach (var proof in participant.Peer.Ledger.Proofs(MostProofs, 0))
        {
            if (!proof.Verify())
            {
                return $"participant {participant.Number} holds a proof of {proof.Kind} that does not verify";
            }

            if (sight.Participants.Of(proof.Culprit) is { IsHonest: true } honest)
            {
                return $"participant {participant.Number} holds a proof of {proof.Kind} against honest participant {honest.Number}";
            }
        }

        return null;
    }

    public override string? BrokenByAll(Sight sight) => sight.Detections.FalseAccusations is [var first, ..]
        ? $"participant {first.Accuser} accused participant {first.Accused} of {first.Kind}{(first.IsSound ? "" : ", with a proof that does not verify")}"
        : null;
}
