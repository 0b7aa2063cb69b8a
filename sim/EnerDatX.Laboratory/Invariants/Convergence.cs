using EnerDatX.Core.Ledger;

namespace EnerDatX.Laboratory.Invariants;

/// <summary>What all honest participants must agree on once everything works again.</summary>
internal static class Convergence
{
    public static IEnumerable<string> Differences(Sight sight) => Proofs(sight).Concat(Halves(sight));

    /// <summary>Whoever is proved a cheat to one is so to all.</summary>
    private static IEnumerable<string> Proofs(Sight sight)
    {
        var honest = sight.Participants.All.Where(p => p.IsHonest && p.Peer.IsUp).ToList();
        foreach (var culprit in sight.Participants.All.Where(p => !p.IsHonest))
        {
            var aware = honest.Where(p => p.Peer.Ledger.ProofAgainst(culprit.Self) is not null).ToList();
            if (aware.Count > 0 && honest.Find(p => !aware.Contains(p)) is { } unaware)
            {
                yield return $"participant {unaware.Number} does not know that participant {culprit.Number} is a cheat; {aware.Count} of {honest.Count} do";
            }
        }
    }

    /// <summary>An agreement between two honest participants is on both their ledgers.</summary>
    private static IEnumerable<string> Halves(Sight sight)
    {
        foreach (var signer in sight.Participants.All.Where(p => p.IsHonest && p.Peer.IsUp))
        {
            foreach (var own in signer.Peer.Ledger.Range(signer.Self, HalfBlock.GenesisSequence, uint.MaxValue, int.MaxValue))
            {
                if (own.IsAgreement
                    && sight.Participants.Of(own.LinkPublicKey) is { IsHonest: true, Peer.IsUp: true } proposer
                    && proposer.Peer.Ledger.Find(own.Hash) is null)
                {
                    yield return $"participant {proposer.Number} lacks the agreement {own.Type} {own.Sequence} of participant {signer.Number} to its own proposal {own.LinkSequence}";
                }
            }
        }
    }
}
