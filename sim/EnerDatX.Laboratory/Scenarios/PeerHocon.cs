using EnerDatX.Laboratory.Scenarios.Schema;

namespace EnerDatX.Laboratory.Scenarios;

/// <summary>What a scenario changes of <c>hocon/peer.conf</c>.</summary>
public static class PeerHocon
{
    /// <summary>HOCON with every key of <c>peer.gossip</c>, <c>peer.trust</c> and <c>peer.book</c> that a scenario has, to be read over the peer's own.</summary>
    public static string Of(Scenario scenario) => string.Concat(ScenarioSchema.All.Keys
        .Where(key => key.Path.Split('.')[0] is "gossip" or "trust" or "book")
        .Select(key => $"peer.{key.Path} = {KeyText.Write(key, key.Get(scenario, scenario))}\n"));
}
