using Akka.Actor;
using EnerDatX.Core.Ledger;
using EnerDatX.Core.Trust;
using EnerDatX.Peer.Trust;

namespace EnerDatX.Peer.Market;

/// <summary>
/// What is at risk in my trades, and whether more may be. The order book has it alone and counts at the moment at which it decides, so that
/// trades which begin in one breath do not pass one by one where they may not pass together.
/// </summary>
internal sealed class Risks(PeerSurroundings peer, IActorRef trust)
{
    private readonly Exposures _exposures = new();
    private readonly Dictionary<ReadStandings, Action<Standing>> _asked = new(ReferenceEqualityComparer.Instance);

    private TrustPolicy Policy => peer.Settings.Trust;

    /// <summary>
    /// Decides whether a stake may be put beside the others, at once or when trust has told how the counterparty stands. Whoever is told so must
    /// count it then and there.
    /// </summary>
    /// <param name="name">Of the trade, or of what will be one.</param>
    /// <param name="then">Told why not, or null.</param>
    public void Decide(BlockHash name, Stake stake, Action<TrustRefusal?> then)
    {
        if (!Policy.DependsOnStanding(stake, Beside(name, stake)))
        {
            then(RefusalOf(name, stake, default));
            return;
        }

        var question = new ReadStandings([(stake.Counterparty, stake.Currency)]);
        _asked[question] = standing => then(RefusalOf(name, stake, standing));
        trust.Tell(question);
    }

    public void OnStandings(StandingsRead read)
    {
        _asked.Remove(read.For, out var then);
        then!(read.Standings[0]);
    }

    public void Put(BlockHash name, Stake stake) => _exposures.Put(name, stake);

    public void Remove(BlockHash name) => _exposures.Remove(name);

    public TrustRead Complete(TrustFound found) =>
        new(found.Report, _exposures.With(found.Report.Peer, found.Report.Currency), Policy);

    private Exposure Beside(BlockHash name, Stake stake) => _exposures.Beside(name, stake.Counterparty, stake.Currency);

    private TrustRefusal? RefusalOf(BlockHash name, Stake stake, Standing standing)
    {
        Policy.Allows(stake, Beside(name, stake), standing, out var refusal);
        return refusal;
    }
}
