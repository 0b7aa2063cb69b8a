using EnerDatX.Laboratory.Scenarios.Schema;

namespace EnerDatX.Laboratory.Scenarios;

/// <summary>What a scenario changes of <c>hocon/peer.conf</c>.</summary>
public static class PeerHocon
{
    /// <summary>HOCON with every key of <c>peer.gossip</c> and <c>peer.trust</c>, to be read over the peer's own.</summary>
    public static string Of(Scenario scenario) => string.Concat(ScenarioSchema.All.Keys
        .Where(key => key.Path.StartsWith("gossip.", StringComparison.Ordinal) || key.Path.StartsWith("trust.", StringComparison.Ordinal))
        .Select(key => $"peer.{key.Path} = {KeyText.Write(key, key.Get(scenario, scenario))}\n"));
}
