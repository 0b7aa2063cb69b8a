using EnerDatX.Core.Market;
using EnerDatX.Laboratory.Runs;
using EnerDatX.Peer.Chain;

namespace EnerDatX.Laboratory.Invariants;

internal sealed record RecoveryIsEqual() : Invariant("I6", "What a peer would know after a restart, from its ledger alone, is what it knows now.")
{
    public override bool IsCostly => true;

    public override string? BrokenBy(Participant participant, Sight sight)
    {
        var peer = participant.Peer;
        if (!peer.IsUp || !peer.TryAsk<Wallet>(ReadWallet.Now, out var live))
        {
            return null;
        }

        var settings = sight.Participants.Settings;
        var recovered = peer.Ledger.Range(peer.Self, 1, uint.MaxValue, int.MaxValue).Aggregate(Wallet.Empty, (wallet, own) => wallet.Evolve(own, settings.Network));
        var (now, then) = (live.PurseOf(Participants.Currency), recovered.PurseOf(Participants.Currency));
        return now.Balance == then.Balance
            ? null
            : $"participant {participant.Number} believes in a balance of {now.Balance}, its ledger says {then.Balance}";
    }
}
