using EnerDatX.Core.Market;
using EnerDatX.Laboratory.Runs;

namespace EnerDatX.Laboratory.Invariants;

/// <summary>What all honest participants must agree on once everything works again.</summary>
internal static class Convergence
{
    /// <summary>The market goes on to the end: of a trade that began a moment ago one side may have more than the other.</summary>
    private const long LongestTradeMs = 40_000;

    public static IEnumerable<string> Differences(Sight sight)
    {
        var honest = sight.Participants.All.Where(p => p.IsHonest && p.Peer.IsUp).ToList();
        return Proofs(honest, sight).Concat(Trades([.. honest.Where(p => !sight.Acknowledged.HasLost(p.Number))], sight));
    }

    /// <summary>Whoever is proved a cheat to one is so to all.</summary>
    private static IEnumerable<string> Proofs(List<Participant> honest, Sight sight)
    {
        foreach (var culprit in sight.Participants.All.Where(p => !p.IsHonest))
        {
            var aware = honest.Where(p => p.Peer.Ledger.ProofAgainst(culprit.Self) is not null).ToList();
            if (aware.Count > 0 && honest.Find(p => !aware.Contains(p)) is { } unaware)
            {
                yield return $"participant {unaware.Number} does not know that participant {culprit.Number} is a cheat; {aware.Count} of {honest.Count} do";
            }
        }
    }

    /// <summary>
    /// A trade that is done, or whose money went back, is so for both. Single half-blocks may be missing on one side: a delivery says that its payment was
    /// taken, so that nobody sends the lost agreement again.
    /// </summary>
    private static IEnumerable<string> Trades(List<Participant> honest, Sight sight)
    {
        var network = sight.Participants.Settings.Network;
        var tradesOf = honest.ToDictionary(p => p.Self, p => TradeHistory.Of(p.Self, p.Peer.Ledger, network).ToDictionary(trade => trade.Id));
        foreach (var one in honest)
        {
            foreach (var trade in tradesOf[one.Self].Values.Where(trade =>
                trade.Ending is TradeEnding.Done or TradeEnding.Refunded && (long)trade.Init.TimestampMs + LongestTradeMs < sight.World.NowMs))
            {
                var other = trade.CounterpartyOf(one.Self);
                if (tradesOf.TryGetValue(other, out var theirs) && theirs.GetValueOrDefault(trade.Id)?.Ending != trade.Ending)
                {
                    yield return $"the trade {trade.Id.ToString()[..16]} is {trade.Ending} for participant {one.Number}"
                        + $" and {theirs.GetValueOrDefault(trade.Id)?.Ending} for participant {sight.Participants.Of(other)?.Number}";
                }
            }
        }
    }
}
