using EnerDatX.Core.Identity;
using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Invariants;

/// <summary>How often both halves of a fork came together at an honest participant, and how often it held a proof in that same instant.</summary>
internal sealed class ForkMeetings
{
    private readonly Dictionary<int, int> _seen = [];
    private readonly HashSet<(int Participant, PublicKey Key, uint Sequence)> _met = [];

    public int Met => _met.Count;

    public int Exposed { get; private set; }

    /// <summary>To be told after each instant, of each honest participant.</summary>
    public void Look(Participant participant)
    {
        var ledger = participant.Peer.Ledger;
        if (ledger.Forks.Count == _seen.GetValueOrDefault(participant.Number))
        {
            return;
        }

        _seen[participant.Number] = ledger.Forks.Count;
        foreach (var (key, sequence) in ledger.Forks)
        {
            if (_met.Add((participant.Number, key, sequence)) && ledger.ProofAgainst(key) is not null)
            {
                Exposed++;
            }
        }
    }
}
